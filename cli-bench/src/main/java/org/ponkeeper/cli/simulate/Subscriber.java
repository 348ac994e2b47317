package org.ponkeeper.cli.simulate;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.UniPort;

/**
 * A possible subscriber: an ONU with its serial number on a PON. Its state is what was
 * acknowledged. Only one event of a subscriber is processed at a time: {@link #tryBegin} and {@link
 * #end} ensure this, and all other methods are for the thread that began.
 */
final class Subscriber {

  private final Adapter adapter;
  private final PonId pon;
  private final OwnerName serial;
  private final AtomicBoolean busy = new AtomicBoolean();

  private OptionalInt onu = OptionalInt.empty();

  /** The templates, by number, of the services that certainly exist. */
  private final SortedSet<Integer> services = new TreeSet<>();

  /** The paths of the services with an unknown outcome. */
  private final SortedSet<InstancePath> doubtful = new TreeSet<>();

  Subscriber(Adapter adapter, PonId pon, int number) {
    this.adapter = adapter;
    this.pon = pon;
    this.serial = new OwnerName(String.format(Locale.ROOT, "SIMU%08X", number));
  }

  boolean tryBegin() {
    return busy.compareAndSet(false, true);
  }

  void end() {
    busy.set(false);
  }

  Adapter adapter() {
    return adapter;
  }

  PonId pon() {
    return pon;
  }

  OwnerName serial() {
    return serial;
  }

  boolean isPresent() {
    return onu.isPresent();
  }

  void comes(int onuId) {
    onu = OptionalInt.of(onuId);
  }

  void leaves() {
    onu = OptionalInt.empty();
  }

  SortedSet<Integer> services() {
    return services;
  }

  SortedSet<InstancePath> doubtful() {
    return doubtful;
  }

  UniPort port() {
    return UniPort.of(pon.olt().device(), pon.number(), onu.orElseThrow(), 0);
  }

  InstancePath path(int template) {
    return new InstancePath(Network.TECHNOLOGY, Network.template(template), port());
  }
}

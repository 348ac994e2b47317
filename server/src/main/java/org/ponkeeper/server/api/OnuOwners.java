package org.ponkeeper.server.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.ponkeeper.Olt;
import org.ponkeeper.api.v1.Instance;
import org.ponkeeper.olt.Tagged;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.UniPort;

/** The owners of the ONU ids of an OLT; each PON is read once. For one thread. */
final class OnuOwners {

  private final Olt olt;
  private final Map<Integer, SortedMap<Integer, OwnerName>> byPon = new HashMap<>();

  OnuOwners(Olt olt) {
    this.olt = olt;
  }

  /**
   * Reads the owners on the PON of a port. A change reads them before it begins: if that fails,
   * nothing happened.
   */
  OnuOwners with(UniPort port) {
    onPon(port.pon().number());
    return this;
  }

  private SortedMap<Integer, OwnerName> onPon(int pon) {
    return byPon.computeIfAbsent(pon, number -> olt.onus().owners(number));
  }

  private Optional<OwnerName> of(OnuId onu) {
    return Optional.ofNullable(onPon(onu.pon().number()).get(onu.number()));
  }

  /** The message of an instance of the OLT. */
  Instance message(org.ponkeeper.profile.Instance instance) {
    return InstanceMessage.of(instance, of(instance.path().uniPort().onu()));
  }

  /** The message of an instance of the OLT that was read with its etag. */
  Instance message(Tagged<org.ponkeeper.profile.Instance> read) {
    return message(read.value()).toBuilder().setEtag(read.etag().text()).build();
  }

  /** The message of an instance that now exists: with its etag, if it is still the same. */
  Instance created(org.ponkeeper.profile.Instance instance) {
    InstancePath path = instance.path();
    return Calls.afterwards(() -> olt.instances().findTagged(path.template(), path.uniPort()))
        .filter(read -> read.value().equals(instance))
        .map(this::message)
        .orElseGet(() -> message(instance));
  }
}

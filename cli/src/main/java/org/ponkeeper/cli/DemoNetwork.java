package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.KeyValueStore;

/**
 * A small network with names as operators give them: OLTs of two technologies, subscribers that
 * come and go, a PON whose ONU ids are nearly used up, and ids that nobody owns, as the Go library
 * leaves them. The same seed gives the same network. For one thread.
 */
final class DemoNetwork {

  private static final TechProfileId TEMPLATE = new TechProfileId(64);
  private static final List<String> VENDORS = List.of("ALCL", "ADTN", "CXNK", "ISKT", "ZYXE");
  private static final int ONU_IDS = 32;

  /** The PON that is nearly full, and how many ONUs it has at least. */
  private static final int FULL_PON = 2;

  private static final int NEARLY_ALL = 30;

  /** Between these, a PON has ONUs. */
  private static final int LEAST = 4;

  private static final int MOST = 20;

  /** An OLT of the network. */
  private record Place(Technology technology, String device, int pons) {}

  private static final List<Place> PLACES =
      List.of(
          new Place(Technology.XGS_PON, "olt-lindenthal-01", 16),
          new Place(Technology.XGS_PON, "olt-nippes-01", 8),
          new Place(Technology.GPON, "olt-ehrenfeld-02", 8));

  private final Ponkeeper ponkeeper;
  private final KeyValueStore store;
  private final KeySpace keys;
  private final Random random;

  DemoNetwork(Ponkeeper ponkeeper, KeyValueStore store, KeySpace keys, long seed) {
    this.ponkeeper = ponkeeper;
    this.store = store;
    this.keys = keys;
    this.random = new Random(seed);
  }

  /** Its OLTs. */
  List<Olt> olts() {
    return PLACES.stream().map(this::olt).toList();
  }

  private Olt olt(Place place) {
    return ponkeeper.olt(place.technology(), place.device());
  }

  /** Registers the OLTs and brings their first subscribers. */
  void fill() {
    Bytes template = Demo.template();
    ponkeeper.templates().apply(Technology.XGS_PON, TEMPLATE, template);
    ponkeeper.templates().apply(Technology.GPON, TEMPLATE, template);
    for (Place place : PLACES) {
      Olt olt = olt(place);
      olt.register(
          OltRegistration.builder()
              .pons(0, place.pons() - 1)
              .onuIds(1, ONU_IDS)
              .allocIds(1024, 1279)
              .gemPortIds(1024, 2047)
              .build());
      for (int pon = 0; pon < place.pons(); pon++) {
        int onus = isFull(place, pon) ? NEARLY_ALL : LEAST + random.nextInt(MOST - LEAST);
        for (int i = 0; i < onus; i++) {
          connect(olt, pon);
        }
      }
    }
    leaveIdsWithoutOwner();
  }

  private static boolean isFull(Place place, int pon) {
    return place.equals(PLACES.getFirst()) && pon == FULL_PON;
  }

  /** A subscriber comes: the ONU's id for its serial number, and a service. */
  private void connect(Olt olt, int pon) {
    OwnerName serial = serial();
    int onu = olt.ids().allocate(pon, ResourceType.ONU_ID, serial, 1).ids().getFirst();
    olt.instances().create(TEMPLATE, olt.uniPort(pon, onu, 0));
  }

  private OwnerName serial() {
    return new OwnerName(
        VENDORS.get(random.nextInt(VENDORS.size()))
            + String.format(Locale.ROOT, "%08X", random.nextInt()));
  }

  /** The audit reports GEM port ids that are taken without an owner. */
  private void leaveIdsWithoutOwner() {
    Olt olt = olt(PLACES.getLast());
    OwnerName gone = serial();
    olt.ids().allocate(1, ResourceType.GEM_PORT_ID, gone, 3);
    store.delete(
        keys.claim(olt.technology(), olt.id(), new ClaimKey(1, ResourceType.GEM_PORT_ID, gone)));
    olt.refresh();
  }

  /** One subscriber comes or goes. */
  void change() {
    Place place = PLACES.get(random.nextInt(PLACES.size()));
    Olt olt = olt(place);
    int pon = random.nextInt(place.pons());
    List<OnuContents> onus = new ArrayList<>(olt.onus().list(pon));
    int least = isFull(place, pon) ? NEARLY_ALL - 1 : LEAST;
    int most = isFull(place, pon) ? ONU_IDS - 1 : MOST;
    boolean comes = onus.size() <= least || (onus.size() < most && random.nextBoolean());
    if (comes) {
      connect(olt, pon);
    } else {
      olt.onus().delete(onus.get(random.nextInt(onus.size())).onu());
    }
  }
}

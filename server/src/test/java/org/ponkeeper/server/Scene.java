package org.ponkeeper.server;

import java.util.Set;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.tck.PlainTemplate;

/** What the tests of several services begin with. */
final class Scene {

  static final String TECHNOLOGY = "technologies/XGS-PON";
  static final String OLT = TECHNOLOGY + "/olts/olt-1";
  static final String PON = OLT + "/pons/0";
  static final String ONU = PON + "/onus/1";
  static final String UNI = ONU + "/unis/0";
  static final String INSTANCE = UNI + "/instances/64";
  static final String PATH = "XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}";
  static final TechProfileId T64 = new TechProfileId(64);
  static final TechProfileId T65 = new TechProfileId(65);

  /** A name with more bytes than gRPC takes in the headers of an error. */
  static final String LONG = "ü".repeat(20_000);

  private Scene() {}

  static Olt olt(Ponkeeper ponkeeper) {
    return ponkeeper.olt(Technology.XGS_PON, "olt-1");
  }

  static OltRegistration.Builder registration() {
    return OltRegistration.builder()
        .pons(0, 1)
        .onuIds(1, 32)
        .allocIds(1024, 1100)
        .gemPortIds(1024, 2000);
  }

  /** Registers OLT olt-1 with PONs 0 and 1, and stores template 65. */
  static void register(Ponkeeper ponkeeper) {
    ponkeeper.templates().apply(Technology.XGS_PON, T65, PlainTemplate.json("two", 2, false));
    olt(ponkeeper).register(registration().build());
  }

  /** An ONU with a claimed id and an instance of template 65. */
  static void subscriber(Ponkeeper ponkeeper, int pon, int onu, String owner) {
    Olt olt = olt(ponkeeper);
    olt.ids().reserve(pon, ResourceType.ONU_ID, new OwnerName(owner), Set.of(onu));
    olt.instances().create(T65, UniPort.of("olt-1", pon, onu, 0));
  }

  static OnuId onu(int pon, int number) {
    return new OnuId(new PonId(new OltId("olt-1"), pon), number);
  }
}

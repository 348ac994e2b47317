package org.ponkeeper.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.ponkeeper.pool.OnuMapType.FLOW_IDS;
import static org.ponkeeper.pool.OnuMapType.GEM_PORT_IDS;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.FLOW_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.state.Fixture.MULTICAST;
import static org.ponkeeper.state.Fixture.OLT;
import static org.ponkeeper.state.Fixture.SHARING;
import static org.ponkeeper.state.Fixture.T4;
import static org.ponkeeper.state.Fixture.path;
import static org.ponkeeper.state.Fixture.present;
import static org.ponkeeper.state.Fixture.unreadable;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OnuMapState;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.Fixture;

/** Each kind of finding about per-ONU maps, and maps without findings. */
class OnuMapAuditorTest {

  private final SortedMap<OnuMapId, OnuMapState> maps = new TreeMap<>();

  private static Fixture sound() {
    return new Fixture()
        .held(path(T4, 0, 1, 0), 1024, 1024, 1025, 1026, 1027)
        .held(path(SHARING, 0, 2, 0), 1025, 1028)
        .held(path(SHARING, 0, 2, 1), 1025, 1029)
        .held(path(MULTICAST, 0, 3, 0), 1026, 1032)
        .claim(0, GEM_PORT_ID, "mgmt", 1030)
        .reserved(present(Set.of(1031)))
        .pool(ALLOC_ID, 0, 1024, 1031, 1024, 1025, 1026)
        .pool(GEM_PORT_ID, 0, 1024, 1055, 1024, 1025, 1026, 1027, 1028, 1029, 1030, 1032, 1040);
  }

  private static OnuOrUni onu(int pon, int number) {
    return new OnuId(new PonId(OLT, pon), number);
  }

  private static OnuOrUni uni(int pon, int onu, int uni) {
    return UniPort.of(OLT.device(), pon, onu, uni);
  }

  private OnuMapAuditorTest map(OnuOrUni of, OnuMapType type, Integer... ids) {
    maps.put(new OnuMapId(of, type), new OnuMapState.Ids(List.of(ids)));
    return this;
  }

  private List<Finding> findings(Fixture fixture) {
    return OnuMapAuditor.audit(fixture.state(), maps);
  }

  @Test
  void mapsThatAgreeWithInstancesAndPoolsHaveNoFindings() {
    map(onu(0, 1), OnuMapType.ALLOC_IDS, 1024);
    map(uni(0, 1, 0), GEM_PORT_IDS, 1027, 1024, 1025, 1026, 1026);
    // The Alloc-ID that the UNIs of an ONU share.
    map(uni(0, 2, 1), OnuMapType.ALLOC_IDS, 1025);
    // A claim's, one that is reserved, one that is taken by nobody, the template's multicast id.
    map(onu(0, 3), GEM_PORT_IDS, 1030, 1031, 1040, 4069);
    map(onu(1, 1), GEM_PORT_IDS);

    assertThat(findings(sound())).isEmpty();
  }

  @Test
  void anIdThatAnInstanceOfAnotherOnuOwnsIsAnError() {
    map(onu(0, 9), GEM_PORT_IDS, 1024, 1028);
    map(uni(0, 2, 0), OnuMapType.ALLOC_IDS, 1024);

    assertThat(findings(sound()))
        .extracting(
            Finding::kind, Finding::severity, Finding::ids, f -> f.subject() + ": " + f.detail())
        .containsExactly(
            tuple(
                FindingKind.MAPPED_TO_WRONG_ONU,
                Finding.Severity.ERROR,
                IdSet.of(1024),
                "alloc map of olt-{olt-1}/pon-{0}/onu-{2}/uni-{0}: it names id 1024, which an"
                    + " instance on olt-{olt-1}/pon-{0}/onu-{1} owns"),
            tuple(
                FindingKind.MAPPED_TO_WRONG_ONU,
                Finding.Severity.ERROR,
                IdSet.of(1024),
                "gem-port map of olt-{olt-1}/pon-{0}/onu-{9}: it names id 1024, which an instance"
                    + " on olt-{olt-1}/pon-{0}/onu-{1} owns"),
            tuple(
                FindingKind.MAPPED_TO_WRONG_ONU,
                Finding.Severity.ERROR,
                IdSet.of(1028),
                "gem-port map of olt-{olt-1}/pon-{0}/onu-{9}: it names id 1028, which an instance"
                    + " on olt-{olt-1}/pon-{0}/onu-{2} owns"));
  }

  @Test
  void theSameNumberOnAnotherPonIsAnotherId() {
    map(onu(1, 9), GEM_PORT_IDS, 1024);

    assertThat(findings(sound().pool(GEM_PORT_ID, 1, 1024, 1055, 1024))).isEmpty();
  }

  @Test
  void idsThatAreFreeAreAWarning() {
    map(onu(0, 1), GEM_PORT_IDS, 1050, 1024, 1041, 1042, 65_535);
    map(onu(1, 1), OnuMapType.ALLOC_IDS, 1024);

    assertThat(findings(sound()))
        .extracting(Finding::kind, Finding::severity, Finding::detail)
        .containsExactly(
            tuple(
                FindingKind.MAPPED_NOT_TAKEN,
                Finding.Severity.WARNING,
                "it names ids 1041-1042,1050,65535, which are not taken"),
            tuple(
                FindingKind.MAPPED_NOT_TAKEN,
                Finding.Severity.WARNING,
                "it names ids 1024, which are not taken"));
  }

  @Test
  void flowIdsAreComparedOnlyInsideAPoolThatIsThere() {
    Fixture fixture = sound().record(present(record(PoolKeyLayout.WITH_TECHNOLOGY)));
    map(onu(0, 1), FLOW_IDS, 1, 2, 70_000);
    assertThat(findings(fixture)).isEmpty();

    // As VOLTHA's adapter leaves it, which numbers its flows itself.
    fixture.pool(FLOW_ID, 0, 1, 2, 1);
    assertThat(findings(fixture))
        .extracting(Finding::detail)
        .containsExactly("it names ids 2, which are not taken");
  }

  private static OltRecord record(PoolKeyLayout layout) {
    return new OltRecord(
        new TreeSet<>(List.of(0, 1)),
        Map.of(
            ResourceType.ONU_ID, IdRanges.of(1, 32),
            ResourceType.ALLOC_ID, IdRanges.of(1024, 1031),
            ResourceType.GEM_PORT_ID, IdRanges.of(1024, 1055),
            ResourceType.FLOW_ID, IdRanges.of(1, 100)),
        Map.of(),
        layout,
        false,
        OltRecord.State.LIVE);
  }

  @Test
  void aMapThatCannotBeReadIsAnError() {
    OnuMapId id = new OnuMapId(onu(0, 1), GEM_PORT_IDS);
    maps.put(id, new OnuMapState.Unreadable("not JSON"));

    assertThat(findings(sound()))
        .containsExactly(
            Finding.ofOnuMap(FindingKind.UNREADABLE_ONU_MAP, id, IdSet.of(), "not JSON"));
  }

  @Test
  void ifThePoolIsUnreadableNoIdIsCalledFree() {
    map(onu(0, 1), GEM_PORT_IDS, 1050);
    map(onu(0, 9), GEM_PORT_IDS, 1024);

    assertThat(findings(sound().pool(GEM_PORT_ID, 0, unreadable("garbage"))))
        .extracting(Finding::kind)
        .containsExactly(FindingKind.MAPPED_TO_WRONG_ONU);
  }

  @Test
  void aPonThatTheOltDoesNotHaveHasNoOwnersUnlessItMayBeAnotherTechnologys() {
    map(onu(7, 1), GEM_PORT_IDS, 1024);

    assertThat(findings(sound()))
        .extracting(Finding::kind)
        .containsExactly(FindingKind.MAPPED_NOT_TAKEN);
    assertThat(findings(sound().record(present(record(PoolKeyLayout.WITHOUT_TECHNOLOGY)))))
        .isEmpty();
  }

  @Test
  void mapsAreNotComparedWhileTheOltIsDeletedOrMoved() {
    map(onu(0, 9), GEM_PORT_IDS, 1024);

    for (OltRecord.State state : List.of(OltRecord.State.DELETING, OltRecord.State.MIGRATING)) {
      OltRecord record = record(PoolKeyLayout.WITH_TECHNOLOGY).inState(state);
      assertThat(findings(sound().record(present(record)))).isEmpty();
    }
  }
}

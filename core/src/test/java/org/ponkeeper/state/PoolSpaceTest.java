package org.ponkeeper.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.olt.IdSpan.State.FREE;
import static org.ponkeeper.olt.IdSpan.State.OUTSIDE;
import static org.ponkeeper.olt.IdSpan.State.RESERVED;
import static org.ponkeeper.olt.IdSpan.State.TAKEN;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.pool.ResourceType.ONU_ID;
import static org.ponkeeper.state.Fixture.MULTICAST;
import static org.ponkeeper.state.Fixture.SHARING;
import static org.ponkeeper.state.Fixture.path;
import static org.ponkeeper.state.Fixture.present;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.IdSpan;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OltUse;
import org.ponkeeper.olt.PoolUsage;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;

/** How the ids of a pool are counted, and shown as ranges. */
class PoolSpaceTest {

  /** XGS-PON allows GEM port ids from 1021. */
  private static final IdSpan BELOW = span(1021, 1023, OUTSIDE);

  private static final int LAST_LEGAL = GEM_PORT_ID.legalSpace(Technology.XGS_PON).last();

  private static OltState state(IdRanges gemPortIds, Fixture fixture) {
    return fixture
        .record(
            present(
                new OltRecord(
                    new TreeSet<>(List.of(0, 1)),
                    Map.of(GEM_PORT_ID, gemPortIds, ALLOC_ID, IdRanges.of(1000, 1031)),
                    Map.of(),
                    PoolKeyLayout.WITH_TECHNOLOGY,
                    false,
                    OltRecord.State.LIVE)))
        .state();
  }

  private static PoolBinding.Bound bound(OltState state, ResourceType type) {
    return (PoolBinding.Bound) state.registration().bind(type, 0);
  }

  private static IdSpan span(int first, int last, IdSpan.State state) {
    return new IdSpan(new IdRange(first, last), state);
  }

  private static PoolUsage usage(OltState state, ResourceType type) {
    return state.poolUsage().stream()
        .filter(usage -> usage.pool().equals(new PoolId(type, 0)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPoolIsShownByRangesWithItsGapsReservedIdsAndWhatLiesOutside() {
    OltState state =
        state(
            IdRanges.parse("1024-1039,1050-1059"),
            new Fixture()
                .pool(GEM_PORT_ID, 0, 1024, 1059, 1024, 1025, 1030)
                .held(path(SHARING, 0, 1, 0), 1024, 1024)
                .claim(0, GEM_PORT_ID, "serial", 1035)
                .reserved(present(Set.of(1037, 1038, 4000))));

    assertThat(state.spansOf(bound(state, GEM_PORT_ID)))
        .containsExactly(
            BELOW,
            span(1024, 1025, TAKEN),
            span(1026, 1029, FREE),
            span(1030, 1030, TAKEN),
            span(1031, 1034, FREE),
            span(1035, 1035, TAKEN),
            span(1036, 1036, FREE),
            span(1037, 1038, RESERVED),
            span(1039, 1039, FREE),
            span(1040, 1049, RESERVED),
            span(1050, 1059, FREE),
            span(1060, 3999, OUTSIDE),
            span(4000, 4000, RESERVED),
            span(4001, LAST_LEGAL, OUTSIDE));
    assertThat(usage(state, GEM_PORT_ID))
        .isEqualTo(
            new PoolUsage(
                new PoolId(GEM_PORT_ID, 0),
                false,
                IdRanges.parse("1024-1039,1050-1059"),
                6,
                20,
                2));
  }

  @Test
  void multicastIdsOfTemplatesInUseAreReserved() {
    OltState state =
        state(IdRanges.of(4060, 4079), new Fixture().held(path(MULTICAST, 0, 1, 0), 1024, 4060));

    assertThat(state.spansOf(bound(state, GEM_PORT_ID)))
        .contains(span(4060, 4060, TAKEN), span(4069, 4069, RESERVED));
    assertThat(usage(state, GEM_PORT_ID).reserved()).isEqualTo(1);
    assertThat(usage(state, GEM_PORT_ID).used()).isEqualTo(2);
  }

  @Test
  void idsThatTheTechnologyForbidsAreNotOffered() {
    OltState state = state(IdRanges.of(1024, 1030), new Fixture());

    assertThat(state.spansOf(bound(state, ALLOC_ID)))
        .startsWith(span(1000, 1023, OUTSIDE), span(1024, 1031, FREE));
    assertThat(usage(state, ALLOC_ID).total()).isEqualTo(8);
    assertThat(usage(state, ALLOC_ID).free()).isEqualTo(8);
  }

  @Test
  void takenIdsPastTheEndAreShown() {
    OltState state =
        state(
            IdRanges.of(1024, 1030),
            new Fixture()
                .pool(
                    GEM_PORT_ID,
                    0,
                    present(
                        ResourcePool.of(0, new IdRange(1024, 1030), new byte[] {0, 0b0000_0100}))));

    assertThat(state.spansOf(bound(state, GEM_PORT_ID)))
        .startsWith(
            BELOW, span(1024, 1030, FREE), span(1031, 1033, OUTSIDE), span(1034, 1034, TAKEN));
    assertThat(usage(state, GEM_PORT_ID).used()).isZero();
  }

  /** While an OLT is resized, a pool does not yet have the ids that its new range adds. */
  @Test
  void idsThatThePoolDoesNotHaveYetAreNotFree() {
    OltState state = state(IdRanges.of(1024, 1039), new Fixture().pool(GEM_PORT_ID, 0, 1024, 1031));

    assertThat(state.spansOf(bound(state, GEM_PORT_ID)))
        .startsWith(BELOW, span(1024, 1031, FREE), span(1032, LAST_LEGAL, OUTSIDE));
    assertThat(state.freeOn(bound(state, GEM_PORT_ID))).isEqualTo(8);
    assertThat(usage(state, GEM_PORT_ID).used()).isEqualTo(8);
  }

  /** The counts, the ranges and the owner of each id say the same. */
  @Test
  void everyIdIsShownAsItsOwnerSays() {
    OltState state =
        state(
            IdRanges.parse("1024-1039,1050-1059"),
            new Fixture()
                .pool(GEM_PORT_ID, 0, 1024, 1059, 1024, 1025, 1030, 1055)
                .held(path(SHARING, 0, 1, 0), 1024, 1024)
                .claim(0, GEM_PORT_ID, "serial", 1035, 1036)
                .reserved(present(Set.of(1055, 1056))));
    PoolBinding.Bound bound = bound(state, GEM_PORT_ID);
    List<IdSpan> spans = state.spansOf(bound);

    int free = 0;
    for (IdSpan span : spans) {
      for (int id : IntStream.rangeClosed(span.ids().first(), span.ids().last()).toArray()) {
        boolean isReserved =
            state.holderOf(bound.id(), id).filter(IdOwner.Reserved.class::isInstance).isPresent();
        assertThat(span.state() == RESERVED).as("%s", id).isEqualTo(isReserved);
        assertThat(span.state() == TAKEN)
            .as("%s", id)
            .isEqualTo(!isReserved && state.holderOf(bound.id(), id).isPresent());
        free += span.state() == FREE ? 1 : 0;
      }
    }
    assertThat(free).isEqualTo(state.freeOn(bound)).isEqualTo(usage(state, GEM_PORT_ID).free());
    for (int i = 1; i < spans.size(); i++) {
      assertThat(spans.get(i).ids().first()).isEqualTo(spans.get(i - 1).ids().last() + 1);
      assertThat(spans.get(i).state()).isNotEqualTo(spans.get(i - 1).state());
    }
  }

  @Test
  void theUseOfAnOltHasItsSumsAndItsFullestPools() {
    OltState state =
        new Fixture()
            .held(path(SHARING, 0, 1, 0), 1024, 1030)
            .held(path(SHARING, 1, 1, 0), 1024, 1030)
            .held(path(SHARING, 1, 2, 0), 1025, 1031)
            .garbled(path(SHARING, 1, 3, 0))
            .claim(0, ONU_ID, "serial", 7)
            .state();

    OltUse use = new UseCounter().count(state);

    assertThat(use.pons()).isEqualTo(2);
    assertThat(use.instances()).isEqualTo(3);
    assertThat(use.onus()).isEqualTo(5);
    assertThat(use.sum(ALLOC_ID)).isEqualTo(new OltUse.Sum(3, 16));
    assertThat(use.sum(GEM_PORT_ID)).isEqualTo(new OltUse.Sum(3, 64));
    assertThat(use.sum(ResourceType.FLOW_ID)).isEqualTo(new OltUse.Sum(0, 0));
    assertThat(use.fullest(ALLOC_ID).orElseThrow().pool()).isEqualTo(new PoolId(ALLOC_ID, 1));
    assertThat(use.fullest(ONU_ID).orElseThrow().pool()).isEqualTo(new PoolId(ONU_ID, 0));
    assertThat(use.fullest(ResourceType.FLOW_ID)).isEmpty();
  }
}

package org.ponkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.store.History;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Version;

/** Which changes reported by a watch are kept while PON 0 of two is in memory. */
class ChangeTrackerTest {

  private static final OltId OLT = new OltId("olt-1");
  private static final ReadKey POOL_0 = new ReadKey.OfPool(new PoolId(ResourceType.ALLOC_ID, 0));
  private static final ReadKey POOL_1 = new ReadKey.OfPool(new PoolId(ResourceType.ALLOC_ID, 1));

  private final MemoryStore store = new MemoryStore();
  private final ChangeTracker news = new ChangeTracker();

  @BeforeEach
  void given() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store)) {
      ponkeeper
          .olt(Technology.XGS_PON, OLT)
          .register(
              OltRegistration.builder()
                  .pons(0, 1)
                  .onuIds(1, 32)
                  .allocIds(1024, 1152)
                  .gemPortIds(1024, 2048)
                  .build());
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private OltState load(int... pons) {
    KeySpace keys = new KeySpace(KeySpace.DEFAULT_BASE_PATH, KeySpace.DEFAULT_TEMPLATE_PATH);
    Set<Integer> numbers = new TreeSet<>();
    for (int pon : pons) {
      numbers.add(pon);
    }
    return new StateReader(store, keys, Technology.XGS_PON, OLT)
        .load(new PonSelection.Pons(numbers), Set.of());
  }

  private Version at(long token) {
    return new Version(store.history(), token);
  }

  @Test
  void aLateReportFromAnotherHistoryHidesNothing() {
    OltState state = load(0);
    news.remembered(Optional.of(state));
    long stamp = state.versionOf(POOL_0);

    // A report from before a restore comes late, and its number is greater.
    news.beginReading();
    ChangeTracker.Mark before = news.mark();
    news.changed(POOL_0, new Version(new History("before the restore"), stamp + 1_000));
    news.changed(POOL_0, at(stamp + 1));
    news.forget(before);
    news.endReading();

    assertThat(news.staleIn(state)).containsExactly(POOL_0);
  }

  @Test
  void aReportFromAnotherHistoryMakesDataStale() {
    OltState state = load(0);
    news.remembered(Optional.of(state));

    news.changed(POOL_0, new Version(new History("restored"), 1));

    assertThat(news.isNewerThan(state)).isTrue();
  }

  @Test
  void changesOfKeysThatAreNotLoadedAreNotKept() {
    news.remembered(Optional.of(load(0)));

    for (int version = 100; version < 200; version++) {
      news.changed(POOL_1, at(version));
      news.changed(new ReadKey.OfTemplate(new TechProfileId(version)), at(version));
    }

    assertThat(news.size()).isZero();
    assertThat(news.isNewerThan(load(0))).isFalse();
  }

  @Test
  void changesOfLoadedKeysAreKeptUntilTheyAreReadAgain() {
    OltState state = load(0);
    news.remembered(Optional.of(state));

    news.changed(POOL_0, at(100));
    assertThat(news.isNewerThan(state)).isTrue();
    assertThat(news.staleIn(state)).containsExactly(POOL_0);

    news.forget(news.mark());
    assertThat(news.isNewerThan(state)).isFalse();
  }

  @Test
  void aKeyThatChangesDuringItsReadIsStale() {
    news.remembered(Optional.of(load(0)));

    news.beginReading();
    OltState state = load(0, 1);
    news.changed(POOL_1, at(100));
    news.remembered(Optional.of(state));
    news.endReading();

    assertThat(news.staleIn(state)).containsExactly(POOL_1);
  }

  @Test
  void aChangeThatWasReadIsNotKept() {
    news.beginReading();
    news.changed(POOL_1, at(1));
    news.changed(new ReadKey.OfTemplate(new TechProfileId(99)), at(100));
    news.remembered(Optional.of(load(0)));
    news.endReading();

    assertThat(news.size()).isZero();
  }

  @Test
  void withoutStateInMemoryNothingIsKept() {
    news.changed(POOL_0, at(100));
    assertThat(news.size()).isZero();

    news.missedSome();
    assertThat(news.isIncomplete()).isTrue();
  }
}

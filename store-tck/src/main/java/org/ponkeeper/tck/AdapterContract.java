package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.DeleteRequest;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.StoreView;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.WatchEvent;

/** Operations of the store interface for adapters. */
interface AdapterContract extends StoreUnderTest {

  @Test
  default void aKeyExistsFromItsPutToItsDelete() {
    Key key = new Key("a");
    assertThat(store().exists(key)).isFalse();

    Version version = store().put(key, Bytes.empty());
    assertThat(store().exists(key)).isTrue();
    assertThat(version("a")).isEqualTo(version);
    assertThat(store().exists(new Key("a/b"))).isFalse();

    store().delete(key);
    store().delete(key);
    assertThat(store().exists(key)).isFalse();
  }

  @Test
  default void theKeysOfARangeAreListedWithoutOthers() {
    putAll("a", "a/1", "a/2", "a0", "b");

    assertThat(store().keys(KeyRange.prefix("a/"))).containsExactly(new Key("a/1"), new Key("a/2"));
    assertThat(store().keys(KeyRange.prefix("c"))).isEmpty();
  }

  @Test
  default void deletingByPrefixTakesAsManyTransactionsAsItNeedsAndNoOtherKey() {
    // given more keys than fit into two transactions, and neighbours
    int count = 2 * Txn.MAX_MUTATIONS + 1;
    putAll("p", "p.", "p0", "q/1");
    for (int from = 0; from < count; from += Txn.MAX_MUTATIONS) {
      putAll(
          IntStream.range(from, Math.min(from + Txn.MAX_MUTATIONS, count))
              .mapToObj(i -> String.format(Locale.ROOT, "p/%04d", i))
              .toArray(String[]::new));
    }

    // when
    long deleted = store().deleteAll(KeyRange.prefix("p/"));

    // then
    assertThat(deleted).isEqualTo(count);
    assertThat(keys(KeyRange.all())).containsExactly("p", "p.", "p0", "q/1");
    assertThat(store().deleteAll(KeyRange.prefix("p/"))).as("again").isZero();
  }

  @Test
  default void keysOfTheGreatestLengthFitIntoTheTransactionsOfADeleteByPrefix() {
    int count = Txn.MAX_MUTATIONS + 1;
    String padding = "k".repeat(Key.MAX_BYTES - 6);
    for (int i = 0; i < count; i++) {
      put(String.format(Locale.ROOT, "p/%04d", i) + padding, "");
    }

    assertThat(store().deleteAll(KeyRange.prefix("p/"))).isEqualTo(count);
    assertThat(keys(KeyRange.all())).isEmpty();
  }

  @Test
  default void aViewSeesTheKeysOfItsPrefixByTheirNamesAndNoOthers() {
    putAll("mine/", "mine/a", "mine/b/1", "mine", "mine2/a", "other/a");
    StoreView mine = store().view("mine/");

    assertThat(mine.names()).containsExactly("a", "b/1");
    assertThat(mine.names("b/")).containsExactly("b/1");
    assertThat(mine.list())
        .extracting(entry -> entry.name() + "=" + entry.value().toUtf8())
        .containsExactly("a=v:mine/a", "b/1=v:mine/b/1");
    assertThat(mine.view("b/").get("1").orElseThrow().value().toUtf8()).isEqualTo("v:mine/b/1");
    assertThat(mine.exists("a")).isTrue();
    assertThat(mine.exists("c")).isFalse();
    assertThat(mine.get("c")).isEmpty();
    assertThat(mine.name(new Key("mine/b/1"))).contains("b/1");
    assertThat(mine.name(new Key("mine2/a"))).isEmpty();
    assertThat(mine.name(new Key("mine/"))).isEmpty();
  }

  @Test
  default void aViewWritesBelowItsPrefix() {
    putAll("mine2/a", "other/a");
    StoreView mine = store().view("mine/");

    Version version = mine.put("a", Bytes.utf8("1"));
    mine.put("b/1", Bytes.utf8("2"));
    mine.put("b/2", Bytes.utf8("3"));
    assertThat(mine.get("a"))
        .contains(new StoreView.Entry("a", Bytes.utf8("1"), version))
        .isEqualTo(store().get(new Key("mine/a")).map(kv -> entry("a", kv.value(), kv.version())));

    mine.delete("a");
    assertThat(mine.deleteAll("b/")).isEqualTo(2);
    mine.put("c", Bytes.utf8("4"));
    assertThat(mine.deleteAll()).isEqualTo(1);
    assertThat(keys(KeyRange.all())).containsExactly("mine2/a", "other/a");
  }

  private static StoreView.Entry entry(String name, Bytes value, Version version) {
    return new StoreView.Entry(name, value, version);
  }

  @Test
  default void aViewGivesThePartsOfAGuardedTransaction() {
    StoreView mine = store().view("mine/");
    Txn create = new Txn(List.of(mine.absent("a")), List.of(mine.putting("a", Bytes.utf8("1"))));
    committed(store().commit(create));
    assertThat(store().commit(create)).isInstanceOf(TxnResult.Conflict.class);

    StoreView.Entry read = mine.get("a").orElseThrow();
    Txn replace =
        new Txn(
            List.of(mine.unchanged(read)),
            List.of(mine.deleting("a"), mine.putting("b", Bytes.utf8("2"))));
    committed(store().commit(replace));
    assertThat(store().commit(replace)).isInstanceOf(TxnResult.Conflict.class);
    assertThat(keys(KeyRange.all())).containsExactly("mine/b");
  }

  @Test
  @SuppressWarnings("try") // a watch is there to be closed
  default void aViewReceivesEventsOfItsOwnKeysOnly() throws Exception {
    StoreView mine = store().view("mine/");
    WatchedEvents events = new WatchedEvents();
    try (Subscription watch = mine.watch(Position.now(), events)) {
      putAll("mine", "mine2/a");
      Version put = mine.put("a", Bytes.utf8("1"));
      mine.delete("a");

      assertThat(events.next()).isEqualTo(new WatchEvent.Written(mine.key("a"), put));
      assertThat(events.next())
          .isInstanceOfSatisfying(
              WatchEvent.Deleted.class, e -> assertThat(mine.name(e.key())).contains("a"));
    }
  }

  @Test
  default void anAdaptersDataComeAndGoWithTheInstanceThatTheyAreAbout() {
    PonkeeperOptions options = PonkeeperOptions.DEFAULTS.withAdapterPath("service/voltha/adapter");
    TechProfileId template = new TechProfileId(64);
    UniPort port = UniPort.of("olt-1", 0, 1, 0);
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), options)) {
      Olt olt = ponkeeper.olt(Technology.XGS_PON, port.olt());
      olt.register(
          OltRegistration.builder()
              .pons(0, 0)
              .onuIds(1, 32)
              .allocIds(1024, 1152)
              .gemPortIds(1024, 2048)
              .build());
      StoreView mine = ponkeeper.adapterData();
      olt.instances()
          .create(
              CreateRequest.of(template, port)
                  .withAdapterData(instance ->
                      List.of(mine.putting("info", Bytes.utf8(instance.gemPortIds().toString())))));
    }
    try (Ponkeeper restarted = Ponkeeper.on(store(), options)) {
      StoreView mine = restarted.adapterData();
      assertThat(mine.get("info").orElseThrow().value().toUtf8()).isEqualTo("[1024]");
      restarted
          .olt(Technology.XGS_PON, port.olt())
          .instances()
          .delete(DeleteRequest.of(template, port).withAdapterData(List.of(mine.deleting("info"))));
      assertThat(mine.names()).isEmpty();
    }
  }

  @Test
  default void writersOfOneMapOfAnOnuLoseNothing() throws Exception {
    UniPort port = UniPort.of("olt-1", 0, 1, 0);
    int writers = 4;
    int each = 8;
    try (Ponkeeper ponkeeper = Ponkeeper.on(store())) {
      Olt olt = ponkeeper.olt(Technology.XGS_PON, port.olt());
      olt.register(
          OltRegistration.builder()
              .pons(0, 0)
              .onuIds(1, 32)
              .allocIds(1024, 1152)
              .gemPortIds(1024, 2048)
              .build());
      try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
        List<Future<?>> all = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
          int first = 100 * w;
          all.add(
              threads.submit(() -> {
                for (int i = 0; i < each; i++) {
                  olt.onuMaps().add(port, OnuMapType.FLOW_IDS, List.of(first + i));
                }
              }));
        }
        for (Future<?> one : all) {
          one.get();
        }
      }
      assertThat(olt.onuMaps().get(port, OnuMapType.FLOW_IDS))
          .doesNotHaveDuplicates()
          .hasSize(writers * each);
    }
  }

  @Test
  default void aPrefixWithoutASlashAtItsEndIsRefusedAndSoIsAnEmptyName() {
    StoreView mine = store().view("mine/");

    assertThatIllegalArgumentException().isThrownBy(() -> store().view("mine"));
    assertThatIllegalArgumentException().isThrownBy(() -> mine.view("more"));
    assertThatIllegalArgumentException().isThrownBy(() -> mine.put("", Bytes.empty()));
  }
}

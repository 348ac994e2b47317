package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.olt.OnuDeletion;
import org.ponkeeper.olt.OnuReplacement;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.StoreView;

/** ONUs as a whole: list, show, delete and replace. */
interface OnuContract extends StoreUnderTest {

  /** Values of these tests. */
  final class Onu {
    static final OltId OLT = new OltId("olt-1");
    static final TechProfileId T64 = new TechProfileId(64);
    static final OwnerName OLD = new OwnerName("ALCL00000001");
    static final OwnerName NEW = new OwnerName("ALCL00000002");
    static final PonkeeperOptions OPTIONS =
        PonkeeperOptions.DEFAULTS.withAdapterPath("service/voltha/adapter");

    private Onu() {}

    static OnuId id(int number) {
      return new OnuId(new PonId(OLT, 0), number);
    }

    static UniPort uni(int onu, int uni) {
      return UniPort.of(OLT.device(), 0, onu, uni);
    }

    static Olt of(Ponkeeper ponkeeper) {
      return ponkeeper.olt(Technology.XGS_PON, OLT);
    }

    static void register(Ponkeeper ponkeeper, boolean withAdapterState) {
      ponkeeper.templates().apply(Technology.XGS_PON, T64, PlainTemplate.json("T", 1, false));
      OltRegistration.Builder builder =
          OltRegistration.builder()
              .pons(0, 1)
              .onuIds(1, 32)
              .allocIds(1024, 2047)
              .gemPortIds(1024, 4095);
      of(ponkeeper)
          .register(withAdapterState ? builder.withAdapterState().build() : builder.build());
    }

    /** Everything that there can be of a subscriber. */
    static void fill(Olt olt, int onu, OwnerName owner) {
      olt.ids().reserve(0, ResourceType.ONU_ID, owner, Set.of(onu));
      olt.ids().allocate(0, ResourceType.GEM_PORT_ID, owner, 2);
      for (int uni = 0; uni < 2; uni++) {
        UniPort port = uni(onu, uni);
        olt.instances().create(T64, port);
        olt.onuMaps().set(port, OnuMapType.FLOW_IDS, List.of(uni));
        olt.onuMaps().putFlowInfo(port, 5, Bytes.utf8("{}"));
      }
      olt.onuMaps().set(id(onu), OnuMapType.FLOW_IDS, List.of(7));
    }

    static void requireNoFindings(Olt olt) {
      assertThat(olt.audit().findings()).isEmpty();
    }
  }

  @Test
  default void anOnuIsShownReplacedAndDeletedAsOne() {
    for (boolean withAdapterState : List.of(false, true)) {
      try (Ponkeeper ponkeeper = Ponkeeper.on(store(), Onu.OPTIONS)) {
        Onu.register(ponkeeper, withAdapterState);
        Olt olt = Onu.of(ponkeeper);
        Onu.fill(olt, 2, new OwnerName("neighbour"));
        List<String> before = keys(KeyRange.all());
        Onu.fill(olt, 1, Onu.OLD);

        // list and get
        OnuContents onu = olt.onus().get(Onu.id(1));
        assertThat(onu.owner()).contains(Onu.OLD);
        assertThat(onu.uniPorts()).containsExactly(Onu.uni(1, 0), Onu.uni(1, 1));
        assertThat(olt.onus().list()).extracting(OnuContents::onu).hasSize(2).startsWith(Onu.id(1));
        assertThat(olt.onus().list(0)).contains(onu).hasSize(2);
        assertThat(olt.onus().list(1)).isEmpty();
        assertThat(olt.onus().owners(0)).containsEntry(1, Onu.OLD).hasSize(2);
        assertThat(olt.onus().owners(1)).isEmpty();
        assertThat(olt.onus().owners(255)).isEmpty();

        // replace
        OnuReplacement replaced = olt.onus().replace(Onu.id(1), Onu.NEW);
        assertThat(replaced.before()).contains(Onu.OLD);
        assertThat(replaced.claims()).hasSize(2);
        assertThat(olt.onus().replace(Onu.id(1), Onu.NEW).isChanged()).isFalse();
        OnuContents after = olt.onus().get(Onu.id(1));
        assertThat(after.owner()).contains(Onu.NEW);
        assertThat(after.instances()).isEqualTo(onu.instances());
        assertThat(List.copyOf(after.claims().values()))
            .isEqualTo(List.copyOf(onu.claims().values()));
        Onu.requireNoFindings(olt);

        // delete
        OnuDeletion deleted = olt.onus().delete(Onu.id(1));
        assertThat(deleted.instances()).hasSize(2);
        assertThat(deleted.owner()).contains(Onu.NEW);
        assertThat(deleted.freed()).containsEntry(new PoolId(ResourceType.ONU_ID, 0), IdSet.of(1));
        assertThat(deleted.freed().get(new PoolId(ResourceType.GEM_PORT_ID, 0))).hasSize(4);
        assertThat(keys(KeyRange.all())).isEqualTo(before);
        assertThat(olt.onus().delete(Onu.id(1)).isChanged()).isFalse();
        assertThatThrownBy(() -> olt.onus().get(Onu.id(1)))
            .isInstanceOfSatisfying(
                RefusedException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.ONU_NOT_FOUND));
        Onu.requireNoFindings(olt);
        olt.delete(progress -> {});
      }
    }
  }

  @Test
  default void anOnuBeyondOneTransactionIsDeletedInSeveral() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), Onu.OPTIONS)) {
      Onu.register(ponkeeper, true);
      Olt olt = Onu.of(ponkeeper);
      List<String> before = keys(KeyRange.all());
      Onu.fill(olt, 1, Onu.OLD);
      for (int uni = 2; uni < 40; uni++) {
        olt.instances().create(Onu.T64, Onu.uni(1, uni));
      }
      for (int flow = 0; flow < 150; flow++) {
        olt.onuMaps().putFlowInfo(Onu.uni(1, 0), 1000 + flow, Bytes.utf8("{}"));
      }
      StoreView mine = ponkeeper.adapterData();

      OnuDeletion deleted =
          olt.onus().delete(Onu.id(1), List.of(mine.putting("deleted", Bytes.utf8("1"))));

      assertThat(deleted.instances()).hasSize(40);
      assertThat(deleted.freed().get(new PoolId(ResourceType.ALLOC_ID, 0))).hasSize(40);
      assertThat(deleted.owner()).contains(Onu.OLD);
      assertThat(mine.names()).containsExactly("deleted");
      mine.delete("deleted");
      assertThat(keys(KeyRange.all())).hasSameSizeAs(withPools(before));
      Onu.requireNoFindings(olt);
    }
  }

  /** Pools are created when they are first used. */
  private static List<String> withPools(List<String> keys) {
    List<String> all = new ArrayList<>(keys);
    for (ResourceType type :
        Set.of(ResourceType.ONU_ID, ResourceType.ALLOC_ID, ResourceType.GEM_PORT_ID)) {
      if (keys.stream().noneMatch(key -> key.endsWith(type + "_pool/{0}"))) {
        all.add(type + "_pool/{0}");
      }
    }
    return all;
  }

  @Test
  default void anAdaptersDataChangeWithTheOnuOrNotAtAll() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), Onu.OPTIONS)) {
      Onu.register(ponkeeper, false);
      Olt olt = Onu.of(ponkeeper);
      Onu.fill(olt, 1, Onu.OLD);
      Onu.fill(olt, 2, new OwnerName("neighbour"));
      StoreView mine = ponkeeper.adapterData();
      mine.put("serial", Bytes.utf8("old"));

      assertThatThrownBy(() ->
              olt.onus()
                  .replace(
                      Onu.id(1),
                      new OwnerName("neighbour"),
                      List.of(mine.putting("serial", Bytes.utf8("neighbour")))))
          .isInstanceOfSatisfying(
              PonkeeperException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.OWNER_HAS_IDS));
      assertThat(mine.get("serial").orElseThrow().value().toUtf8()).isEqualTo("old");
      olt.onus().replace(Onu.id(1), Onu.NEW, List.of(mine.putting("serial", Bytes.utf8("new"))));
      assertThat(mine.get("serial").orElseThrow().value().toUtf8()).isEqualTo("new");
      olt.onus().delete(Onu.id(1), List.of(mine.deleting("serial")));
      assertThat(mine.exists("serial")).isFalse();
      Onu.requireNoFindings(olt);
    }
  }

  @Test
  default void aPonkeeperWithOldMemoryDeletesAndReplacesWhatIsThere() {
    PonkeeperOptions unaware = Onu.OPTIONS.withWatch(false);
    try (Ponkeeper one = Ponkeeper.on(store(), unaware);
        Ponkeeper other = Ponkeeper.on(store(), unaware)) {
      Onu.register(one, true);
      Olt mine = Onu.of(one);
      Olt theirs = Onu.of(other);
      assertThat(mine.onus().list()).isEmpty();
      assertThat(theirs.onus().list()).isEmpty();

      // given an ONU that only the other one knows
      Onu.fill(theirs, 1, Onu.OLD);

      // when
      OnuReplacement replaced = mine.onus().replace(Onu.id(1), Onu.NEW);
      theirs.instances().create(Onu.T64, Onu.uni(1, 5));
      OnuDeletion deleted = mine.onus().delete(Onu.id(1));

      // then
      assertThat(replaced.before()).contains(Onu.OLD);
      assertThat(deleted.instances()).hasSize(3);
      assertThat(deleted.owner()).contains(Onu.NEW);
      assertThat(theirs.onus().delete(Onu.id(1)).isChanged()).isFalse();
      theirs.refresh();
      assertThat(theirs.onus().list()).isEmpty();
      Onu.requireNoFindings(theirs);
    }
  }

  @Test
  default void ofTwoReplacementsAtOnceEachIsOfTheWholeOnu() throws Exception {
    try (Ponkeeper one = Ponkeeper.on(store(), Onu.OPTIONS);
        Ponkeeper other = Ponkeeper.on(store(), Onu.OPTIONS)) {
      Onu.register(one, false);
      Onu.fill(Onu.of(one), 1, Onu.OLD);
      for (int round = 0; round < 5; round++) {
        OwnerName a = new OwnerName("a" + round);
        OwnerName b = new OwnerName("b" + round);
        Thread beside = Thread.ofPlatform().start(() -> Onu.of(other).onus().replace(Onu.id(1), b));
        Onu.of(one).onus().replace(Onu.id(1), a);
        beside.join(Duration.ofSeconds(60));

        Olt olt = Onu.of(one);
        olt.refresh();
        Map<ClaimKey, IdSet> claims = olt.onus().get(Onu.id(1)).claims();
        assertThat(claims).hasSize(2);
        assertThat(olt.onus().get(Onu.id(1)).owner().orElseThrow()).isIn(a, b);
        Onu.requireNoFindings(olt);
      }
    }
  }
}

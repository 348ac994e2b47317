package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.olt.OnuMapState;
import org.ponkeeper.olt.OnuMove;
import org.ponkeeper.olt.OnuMoveRequest;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.StoreView;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingStore;
import org.ponkeeper.tck.OnuContract.Onu;

/** ONUs that move to another ONU id or PON. */
interface OnuMoveContract extends StoreUnderTest {

  /** Values of these tests. */
  final class Move {
    private static final PonId PON_1 = new PonId(Onu.OLT, 1);
    private static final OwnerName NEIGHBOUR = new OwnerName("neighbour");

    private Move() {}

    private static OnuId onPon1(int number) {
      return new OnuId(PON_1, number);
    }

    /** Another subscriber on PON 1, so that the lowest ids there are taken. */
    private static void fillPon1(Olt olt) {
      olt.ids().reserve(1, ResourceType.ONU_ID, NEIGHBOUR, Set.of(1));
      olt.instances().create(Onu.T64, UniPort.of(Onu.OLT.device(), 1, 1, 0));
    }

    private static List<Integer> gemPorts(Instance instance) {
      return instance.gemPortIds().stream().map(GemPortId::value).toList();
    }

    private static OnuMapState map(Olt olt, UniPort port, OnuMapType type) {
      return olt.onuMaps().list(port).getOrDefault(new OnuMapId(port, type), noMap());
    }

    private static OnuMapState noMap() {
      return new OnuMapState.Ids(List.of());
    }

    private static void requireRefusal(ErrorCode code, ThrowingCallable move) {
      assertThatThrownBy(move)
          .isInstanceOfSatisfying(
              PonkeeperException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
  }

  private Map<String, Bytes> content() {
    Map<String, Bytes> content = new TreeMap<>();
    store()
        .list(List.of(KeyRange.all()), ScanOptions.ALL)
        .forEach(kv -> content.put(kv.key().text(), kv.value()));
    return content;
  }

  /** The keys of an ONU's instances, maps and flow infos, and of its own lists. */
  private List<String> keysOf(int pon, int onu) {
    return keys(KeyRange.all()).stream()
        .filter(key ->
            key.contains("/pon-{%s}/onu-{%s}/".formatted(pon, onu))
                || key.contains("{%s,%s}".formatted(pon, onu))
                || key.contains("{%s,%s,".formatted(pon, onu)))
        .toList();
  }

  @Test
  default void anOnuMovesWithEverythingItHas() {
    for (boolean withAdapterState : List.of(false, true)) {
      try (Ponkeeper ponkeeper = Ponkeeper.on(store(), Onu.OPTIONS)) {
        Onu.register(ponkeeper, withAdapterState);
        Olt olt = Onu.of(ponkeeper);
        Move.fillPon1(olt);
        Onu.fill(olt, 1, Onu.OLD);
        int keys = keysOf(0, 1).size();
        OnuContents before = olt.onus().get(Onu.id(1));

        // another ONU id: the other ids stay
        OnuMove within = olt.onus().move(Onu.id(1), Onu.id(5));
        assertThat(within.maps()).isEqualTo(withAdapterState ? 7 : 3);
        assertThat(within.flowInfos()).isEqualTo(2);
        assertThat(within.instances())
            .allSatisfy(of -> {
              assertThat(of.after().allocId()).isEqualTo(of.before().allocId());
              assertThat(of.after().gemPortIds()).isEqualTo(of.before().gemPortIds());
            });
        assertThat(keysOf(0, 1)).isEmpty();
        assertThat(keysOf(0, 5)).hasSize(keys);
        Onu.requireNoFindings(olt);

        // another PON: new ids, and the old ones are free
        OnuMove away = olt.onus().moveToPon(Onu.id(5), 1);
        assertThat(away.to()).isEqualTo(Move.onPon1(2));
        assertThat(away.owner()).contains(Onu.OLD);
        assertThat(away.instances())
            .extracting(of -> Move.gemPorts(of.after()))
            .containsExactly(List.of(1025), List.of(1026));
        assertThat(away.claims().getLast().idsAfter()).isEqualTo(IdSet.of(1027, 1028));
        assertThat(keysOf(0, 5)).isEmpty();
        assertThat(keysOf(1, 2)).hasSize(keys);
        OnuContents after = olt.onus().get(away.to());
        assertThat(after.claims()).hasSameSizeAs(before.claims());
        assertThat(after.instances())
            .isEqualTo(away.instances().stream().map(OnuMove.OfInstance::after).toList());
        assertThat(olt.onus().list(0)).isEmpty();
        assertThat(olt.ids().list(0, ResourceType.GEM_PORT_ID).taken()).isEmpty();
        if (withAdapterState) {
          UniPort port = new UniPort(away.to(), 1);
          assertThat(Move.map(olt, port, OnuMapType.GEM_PORT_IDS))
              .isEqualTo(new OnuMapState.Ids(List.of(1026)));
        }
        Onu.requireNoFindings(olt);

        // as if it had been created there
        assertThat(
                olt.onus().delete(away.to()).freed().get(new PoolId(ResourceType.GEM_PORT_ID, 1)))
            .hasSize(4);
        assertThat(keysOf(1, 2)).isEmpty();
        olt.refresh();
        Onu.requireNoFindings(olt);
        olt.delete(progress -> {});
      }
    }
  }

  @Test
  default void idsOfSharedPoolsStay() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), Onu.OPTIONS)) {
      Onu.register(ponkeeper, false);
      Olt olt = ponkeeper.olt(Technology.XGS_PON, "olt-2");
      olt.register(
          OltRegistration.builder()
              .pons(0, 1)
              .onuIds(1, 32)
              .allocIds(1024, 2047)
              .gemPortIds(1024, 4095)
              .sharedPool(ResourceType.ONU_ID, 1)
              .sharedPool(ResourceType.ALLOC_ID, 1)
              .build());
      PonId pon0 = new PonId(olt.id(), 0);
      OnuId onu = new OnuId(pon0, 3);
      olt.ids().reserve(0, ResourceType.ONU_ID, Onu.OLD, Set.of(3));
      Instance other = olt.instances().create(Onu.T64, UniPort.of("olt-2", 0, 2, 0)).instance();
      Instance before = olt.instances().create(Onu.T64, new UniPort(onu, 0)).instance();

      OnuMove move = olt.onus().moveToPon(onu, 1);

      Instance after = move.instances().getFirst().after();
      assertThat(move.to().number()).isEqualTo(3);
      assertThat(after.allocId()).isEqualTo(before.allocId());
      assertThat(Move.gemPorts(after)).isEqualTo(Move.gemPorts(other));
      Onu.requireNoFindings(olt);
    }
  }

  @Test
  default void aMoveThatIsRefusedChangesNothing() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), Onu.OPTIONS)) {
      Onu.register(ponkeeper, true);
      Olt olt = Onu.of(ponkeeper);
      Move.fillPon1(olt);
      Onu.fill(olt, 1, Onu.OLD);
      Onu.fill(olt, 2, Move.NEIGHBOUR);
      olt.onuMaps().putFlowInfo(Onu.uni(7, 0), 1, Bytes.utf8("{}"));
      Map<String, Bytes> before = content();

      Move.requireRefusal(ErrorCode.ONU_EXISTS, () -> olt.onus().move(Onu.id(1), Onu.id(1)));
      Move.requireRefusal(ErrorCode.ONU_EXISTS, () -> olt.onus().move(Onu.id(1), Onu.id(2)));
      Move.requireRefusal(ErrorCode.ONU_EXISTS, () -> olt.onus().move(Onu.id(1), Onu.id(7)));
      Move.requireRefusal(ErrorCode.ONU_EXISTS, () -> olt.onus().move(Onu.id(1), Move.onPon1(1)));
      Move.requireRefusal(
          ErrorCode.ID_OUT_OF_LEGAL_SPACE, () -> olt.onus().move(Onu.id(1), Onu.id(33)));
      Move.requireRefusal(ErrorCode.ONU_NOT_FOUND, () -> olt.onus().move(Onu.id(9), Onu.id(10)));
      Move.requireRefusal(ErrorCode.OWNER_HAS_IDS, () -> olt.onus().moveToPon(Onu.id(2), 1));
      Move.requireRefusal(ErrorCode.PON_NOT_REGISTERED, () -> olt.onus().moveToPon(Onu.id(1), 9));

      assertThat(content()).isEqualTo(before);
      // more keys than one transaction has
      for (int flow = 0; flow < 64; flow++) {
        olt.onuMaps().putFlowInfo(Onu.id(1), 1000 + flow, Bytes.utf8("{}"));
      }
      before = content();
      Move.requireRefusal(ErrorCode.ONU_TOO_LARGE, () -> olt.onus().move(Onu.id(1), Onu.id(8)));
      assertThat(content()).isEqualTo(before);
    }
  }

  @Test
  default void anAdaptersDataAreOfTheMoveAndInItsTransaction() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), Onu.OPTIONS)) {
      Onu.register(ponkeeper, false);
      Olt olt = Onu.of(ponkeeper);
      Onu.fill(olt, 1, Onu.OLD);
      StoreView mine = ponkeeper.adapterData();
      mine.put("onu-1", Bytes.utf8("x"));

      OnuMove move =
          olt.onus()
              .move(
                  OnuMoveRequest.toPon(Onu.id(1), 1)
                      .withAdapterData(moved ->
                          List.of(
                              mine.deleting("onu-1"),
                              mine.putting("onu", Bytes.utf8(moved.to() + " " + moved.owner())))));

      assertThat(mine.names()).containsExactly("onu");
      assertThat(mine.get("onu").orElseThrow().value().toUtf8())
          .isEqualTo(move.to() + " " + Optional.of(Onu.OLD));
    }
  }

  @Test
  default void aPonkeeperWithOldMemoryMovesWhatIsThere() {
    PonkeeperOptions unaware = Onu.OPTIONS.withWatch(false);
    try (Ponkeeper one = Ponkeeper.on(store(), unaware);
        Ponkeeper other = Ponkeeper.on(store(), unaware)) {
      Onu.register(one, true);
      Olt mine = Onu.of(one);
      Olt theirs = Onu.of(other);
      assertThat(mine.onus().list()).isEmpty();

      // given an ONU, and one at the lowest free place, that only the other one knows
      Onu.fill(theirs, 1, Onu.OLD);
      Move.fillPon1(theirs);

      // when
      OnuMove move = mine.onus().moveToPon(Onu.id(1), 1);

      // then
      assertThat(move.to()).isEqualTo(Move.onPon1(2));
      assertThat(move.instances()).hasSize(2);
      assertThat(keysOf(0, 1)).isEmpty();
      Move.requireRefusal(ErrorCode.ONU_NOT_FOUND, () -> theirs.onus().move(Onu.id(1), Onu.id(3)));
      Onu.requireNoFindings(theirs);
    }
  }

  @Test
  default void movesToAndFroAtOnceKeepTheOnuWhole() throws Exception {
    try (Ponkeeper one = Ponkeeper.on(store(), Onu.OPTIONS);
        Ponkeeper other = Ponkeeper.on(store(), Onu.OPTIONS)) {
      Onu.register(one, true);
      Onu.fill(Onu.of(one), 1, Onu.OLD);
      int keys = keysOf(0, 1).size();
      Thread beside = Thread.ofPlatform().start(() -> moveToAndFro(Onu.of(other), 2));
      moveToAndFro(Onu.of(one), 3);
      beside.join(Duration.ofSeconds(60));

      Olt olt = Onu.of(one);
      olt.refresh();
      assertThat(olt.onus().list()).hasSize(1);
      OnuContents onu = olt.onus().list().getFirst();
      assertThat(onu.instances()).hasSize(2);
      assertThat(onu.owner()).contains(Onu.OLD);
      assertThat(keysOf(onu.onu().pon().number(), onu.onu().number())).hasSize(keys);
      Onu.requireNoFindings(olt);
    }
  }

  private static void moveToAndFro(Olt olt, int number) {
    for (int round = 0; round < 6; round++) {
      for (OnuId from : List.of(Onu.id(1), Move.onPon1(number), Move.onPon1(5 - number))) {
        OnuId to = from.pon().number() == 0 ? Move.onPon1(number) : Onu.id(1);
        try {
          olt.onus().move(from, to);
        } catch (PonkeeperException e) {
          assertThat(e.code()).isIn(ErrorCode.ONU_NOT_FOUND, ErrorCode.ONU_EXISTS);
        }
      }
    }
  }

  /** A store in which something happens directly before the first commit of a move. */
  private KeyValueStore interrupted(Runnable before) {
    boolean[] isDone = {false};
    return new ForwardingStore(store()) {
      @Override
      public TxnResult commit(Txn txn) {
        boolean isMove =
            txn.mutations().stream()
                .anyMatch(
                    m -> m instanceof Mutation.Delete && m.key().text().contains("/onu-{1}/uni-"));
        if (isMove && !isDone[0]) {
          isDone[0] = true;
          before.run();
        }
        return super.commit(txn);
      }
    };
  }

  @Test
  default void aMapThatIsWrittenAtTheSameTimeIsNotLost() {
    UnaryOperator<UniPort> moved = port -> new UniPort(Onu.id(5), port.number());
    UniPort port = Onu.uni(1, 0);
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), Onu.OPTIONS)) {
      Onu.register(ponkeeper, false);
      Olt olt = Onu.of(ponkeeper);
      Onu.fill(olt, 1, Onu.OLD);
      KeyValueStore store =
          interrupted(() -> olt.onuMaps().add(port, OnuMapType.FLOW_IDS, List.of(8)));

      try (Ponkeeper other = Ponkeeper.on(store, Onu.OPTIONS)) {
        Onu.of(other).onus().move(Onu.id(1), Onu.id(5));
      }

      assertThat(Move.map(olt, moved.apply(port), OnuMapType.FLOW_IDS))
          .isEqualTo(new OnuMapState.Ids(List.of(0, 8)));
      assertThat(keysOf(0, 1)).isEmpty();
    }
  }

  @Test
  default void aServiceThatIsCreatedAtTheSameTimeMovesToo() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), Onu.OPTIONS)) {
      Onu.register(ponkeeper, true);
      Olt olt = Onu.of(ponkeeper);
      Onu.fill(olt, 1, Onu.OLD);
      KeyValueStore store = interrupted(() -> olt.instances().create(Onu.T64, Onu.uni(1, 7)));

      try (Ponkeeper other = Ponkeeper.on(store, Onu.OPTIONS)) {
        OnuMove move = Onu.of(other).onus().moveToPon(Onu.id(1), 1);
        assertThat(move.instances()).hasSize(3);
      }

      assertThat(keysOf(0, 1)).isEmpty();
      Onu.requireNoFindings(olt);
    }
  }

  @Test
  default void fieldsThatANewerVersionHasWrittenMoveToo() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), Onu.OPTIONS)) {
      Onu.register(ponkeeper, false);
      Olt olt = Onu.of(ponkeeper);
      Onu.fill(olt, 1, Onu.OLD);
      String path = "service/voltha/resource_instances/XGS-PON/64/";
      Key key = new Key(path + Onu.uni(1, 0));
      byte[] written = store().get(key).orElseThrow().value().toArray();
      // field 100, a varint, with the value 7
      byte[] newer = Arrays.copyOf(written, written.length + 3);
      System.arraycopy(new byte[] {(byte) 0xa0, 0x06, 0x07}, 0, newer, written.length, 3);
      committed(store().commit(Txn.put(key, Bytes.wrap(newer))));
      olt.refresh();

      olt.onus().move(Onu.id(1), Onu.id(5));

      byte[] moved = store().get(new Key(path + Onu.uni(5, 0))).orElseThrow().value().toArray();
      assertThat(moved).hasSameSizeAs(newer).endsWith(0xa0, 0x06, 0x07);
      assertThat(olt.onus().delete(Onu.id(5)).instances()).hasSize(2);
    }
  }

  @Test
  default void whatTheAdapterKeepsOfTheDeviceIsNamedAndStays() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), Onu.OPTIONS)) {
      Onu.register(ponkeeper, false);
      Olt olt = Onu.of(ponkeeper);
      Onu.fill(olt, 1, Onu.OLD);
      String prefix = "service/voltha/openolt/{olt-1}/";
      String meter = prefix + "{0,1,0}/{64}/meter_id/{upstream}";
      String info = prefix + "onu_gem_info/{0}/{1}";
      putAll(meter, info, prefix + "{0,1,0}/tp_id", prefix + "onu_gem_info/{0}/{11}");
      putAll(prefix + "{0,11,0}/{64}/meter_id/{upstream}");

      olt.onus().move(Onu.id(1), Onu.id(5));

      assertThat(olt.onus().deviceKeys(Onu.id(1)))
          .extracting(Key::text)
          .containsExactly(meter, info);
      assertThat(olt.onus().deviceKeys(Onu.id(5))).isEmpty();
    }
  }

  @Test
  default void flowInfosAreListedOfEveryUniPort() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), Onu.OPTIONS)) {
      Onu.register(ponkeeper, false);
      Olt olt = Onu.of(ponkeeper);
      IntStream.of(0, 9)
          .forEach(uni -> olt.onuMaps().putFlowInfo(Onu.uni(1, uni), uni, Bytes.utf8("{}")));
      olt.onuMaps().putFlowInfo(Onu.id(1), 5, Bytes.utf8("{}"));
      olt.onuMaps().putFlowInfo(Onu.id(11), 6, Bytes.utf8("{}"));

      assertThat(olt.onuMaps().allFlowInfos(Onu.id(1)).keySet())
          .extracting(id -> id.of() + " " + id.flowId())
          .containsExactly(Onu.id(1) + " 5", Onu.uni(1, 0) + " 0", Onu.uni(1, 9) + " 9");
      assertThat(olt.onuMaps().allFlowInfos(Onu.uni(1, 9))).hasSize(1);
    }
  }
}

package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.DeleteRequest;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.olt.OnuMoveRequest;
import org.ponkeeper.olt.Outcome;
import org.ponkeeper.olt.StoredTemplate;
import org.ponkeeper.olt.Tagged;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingStore;
import org.ponkeeper.template.Templates;

/** Deletes and releases that name what they delete by its etag. */
interface EtagContract extends StoreUnderTest {

  /** What has an etag and can be deleted. */
  enum Kind {
    INSTANCE {
      @Override
      void create(Ponkeeper ponkeeper) {
        olt(ponkeeper).instances().create(T64, PORT);
      }

      @Override
      Optional<Etag> read(Ponkeeper ponkeeper) {
        return olt(ponkeeper).instances().findTagged(T64, PORT).map(Tagged::etag);
      }

      @Override
      void delete(Ponkeeper ponkeeper, Etag etag) {
        olt(ponkeeper).instances().delete(DeleteRequest.of(T64, PORT).ifMatch(etag));
      }
    },
    INSTANCE_AMONG_OTHERS {
      @Override
      void create(Ponkeeper ponkeeper) {
        olt(ponkeeper).instances().create(T64, PORT);
        olt(ponkeeper).instances().create(T64, UniPort.of("olt-1", 0, 1, 5));
      }

      @Override
      Optional<Etag> read(Ponkeeper ponkeeper) {
        return olt(ponkeeper).instances().listTagged(0).stream()
            .filter(tagged -> tagged.value().path().uniPort().equals(PORT))
            .map(Tagged::etag)
            .findFirst();
      }

      @Override
      void delete(Ponkeeper ponkeeper, Etag etag) {
        DeleteRequest request = DeleteRequest.of(T64, PORT).ifMatch(etag);
        if (olt(ponkeeper).instances().deleteAll(List.of(request)).getFirst()
            instanceof Outcome.Failed<?>(PonkeeperException e)) {
          throw e;
        }
      }
    },
    CLAIM {
      @Override
      void create(Ponkeeper ponkeeper) {
        olt(ponkeeper).ids().allocate(0, ResourceType.GEM_PORT_ID, OWNER, 2);
      }

      @Override
      Optional<Etag> read(Ponkeeper ponkeeper) {
        Optional<Etag> etag =
            olt(ponkeeper).ids().find(0, ResourceType.GEM_PORT_ID, OWNER).map(Tagged::etag);
        assertThat(olt(ponkeeper).ids().claims(0).values().stream().map(Tagged::etag))
            .isEqualTo(etag.stream().toList());
        return etag;
      }

      @Override
      void delete(Ponkeeper ponkeeper, Etag etag) {
        olt(ponkeeper).ids().release(0, ResourceType.GEM_PORT_ID, OWNER, etag);
      }
    },
    ONU {
      @Override
      void create(Ponkeeper ponkeeper) {
        olt(ponkeeper).ids().reserve(0, ResourceType.ONU_ID, OWNER, Set.of(1));
        olt(ponkeeper).ids().allocate(0, ResourceType.GEM_PORT_ID, OWNER, 2);
        olt(ponkeeper).instances().create(T64, PORT);
        olt(ponkeeper).instances().create(T64, UniPort.of("olt-1", 0, 1, 1));
      }

      @Override
      Optional<Etag> read(Ponkeeper ponkeeper) {
        return olt(ponkeeper).onus().find(PORT.onu()).flatMap(OnuContents::etag);
      }

      @Override
      void delete(Ponkeeper ponkeeper, Etag etag) {
        olt(ponkeeper).onus().delete(PORT.onu(), etag);
      }
    },
    TEMPLATE {
      @Override
      void create(Ponkeeper ponkeeper) {
        ponkeeper.templates().apply(Technology.XGS_PON, T65, PlainTemplate.json("T", 1, false));
      }

      @Override
      Optional<Etag> read(Ponkeeper ponkeeper) {
        return ponkeeper.templates().find(Technology.XGS_PON, T65).map(StoredTemplate::etag);
      }

      @Override
      void delete(Ponkeeper ponkeeper, Etag etag) {
        ponkeeper.templates().delete(Technology.XGS_PON, T65, Templates.WhenInUse.REFUSE, etag);
      }
    };

    private static final TechProfileId T64 = new TechProfileId(64);
    private static final TechProfileId T65 = new TechProfileId(65);
    private static final UniPort PORT = UniPort.of("olt-1", 0, 1, 0);
    private static final OwnerName OWNER = new OwnerName("ALCL00000001");

    static Olt olt(Ponkeeper ponkeeper) {
      return ponkeeper.olt(Technology.XGS_PON, "olt-1");
    }

    /** Always with the same ids and values. */
    abstract void create(Ponkeeper ponkeeper);

    abstract Optional<Etag> read(Ponkeeper ponkeeper);

    abstract void delete(Ponkeeper ponkeeper, Etag etag);

    Etag created(Ponkeeper ponkeeper) {
      create(ponkeeper);
      return read(ponkeeper).orElseThrow();
    }

    /** Reads with another Ponkeeper, which has nothing in memory. */
    Optional<Etag> readAnew(KeyValueStore store) {
      try (Ponkeeper ponkeeper = open(store)) {
        return read(ponkeeper);
      }
    }
  }

  private static Ponkeeper open(KeyValueStore store) {
    return Ponkeeper.on(store, PonkeeperOptions.DEFAULTS.withWatch(false));
  }

  private static void prepare(KeyValueStore store) {
    try (Ponkeeper ponkeeper = open(store)) {
      ponkeeper.templates().apply(Technology.XGS_PON, Kind.T64, PlainTemplate.json("T", 2, false));
      Kind.olt(ponkeeper)
          .register(
              OltRegistration.builder()
                  .pons(0, 1)
                  .onuIds(1, 32)
                  .allocIds(1024, 2047)
                  .gemPortIds(1024, 4095)
                  .build());
    }
  }

  private static void assertRefused(Runnable delete, Etag now) {
    assertThatThrownBy(delete::run)
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.ETAG_MISMATCH);
              assertThat(e.facts()).containsEntry("etag now", now.text());
            });
  }

  @ParameterizedTest
  @EnumSource
  default void onlyWhatWasReadIsDeleted(Kind kind) throws Exception {
    prepare(store());
    try (Ponkeeper ponkeeper = open(store())) {
      Etag first = kind.created(ponkeeper);
      assertThat(kind.read(ponkeeper)).contains(first);
      assertThat(kind.readAnew(another())).contains(first);

      kind.delete(ponkeeper, first);
      assertThat(kind.readAnew(store())).isEmpty();
      kind.delete(ponkeeper, first);

      // anew, with the same values
      Etag second = kind.created(ponkeeper);
      assertThat(second).isNotEqualTo(first);
      assertRefused(() -> kind.delete(ponkeeper, first), second);
      assertThat(kind.readAnew(store())).contains(second);
      kind.delete(ponkeeper, second);
      assertThat(kind.readAnew(store())).isEmpty();
      assertThat(Kind.olt(ponkeeper).audit().findings()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  default void whatAnotherCreatedMeanwhileIsNotDeleted(Kind kind) throws Exception {
    prepare(store());
    try (Ponkeeper mine = open(store());
        Ponkeeper theirs = open(another())) {
      // given a memory that does not know of the change
      Etag first = kind.created(mine);
      kind.delete(theirs, first);
      Etag second = kind.created(theirs);
      assertThat(second).isNotEqualTo(first);

      assertRefused(() -> kind.delete(mine, first), second);
      assertThat(kind.read(mine)).contains(second);

      kind.delete(theirs, second);
      kind.delete(mine, second);
      assertThat(kind.read(mine)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  default void aDeleteWhoseReplyIsLostCanBeRepeated(Kind kind) {
    prepare(store());
    LosingStore losing = new LosingStore(store());
    try (Ponkeeper mine = open(losing);
        Ponkeeper theirs = open(store())) {
      Etag first = kind.created(mine);

      losing.loseNextReply(() -> {});
      kind.delete(mine, first);
      assertThat(kind.readAnew(store())).isEmpty();
      Etag second = kind.created(theirs);
      assertRefused(() -> kind.delete(mine, first), second);

      // created anew before the outcome could be read
      losing.loseNextReply(() -> kind.create(theirs));
      assertThatThrownBy(() -> kind.delete(mine, second))
          .isInstanceOfSatisfying(
              StoreFailedException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
      Etag third = kind.readAnew(store()).orElseThrow();
      assertThat(third).isNotEqualTo(second);
      assertRefused(() -> kind.delete(mine, second), third);
    }
  }

  /** A store that lets others work after a commit, before it replies or loses the reply. */
  final class LosingStore extends ForwardingStore {
    private Optional<Runnable> meanwhile = Optional.empty();

    LosingStore(KeyValueStore store) {
      super(store);
    }

    synchronized void afterNextCommit(Runnable then) {
      meanwhile = Optional.of(then);
    }

    void loseNextReply(Runnable then) {
      afterNextCommit(() -> {
        then.run();
        throw new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN);
      });
    }

    private synchronized Optional<Runnable> take() {
      Optional<Runnable> taken = meanwhile;
      meanwhile = Optional.empty();
      return taken;
    }

    @Override
    public TxnResult commit(Txn txn) {
      TxnResult result = super.commit(txn);
      if (!txn.mutations().isEmpty()) {
        take().ifPresent(Runnable::run);
      }
      return result;
    }
  }

  @Test
  default void ofTwoDeletesTogetherTheSecondFindsNothing() {
    prepare(store());
    try (Ponkeeper ponkeeper = open(store())) {
      Etag first = Kind.INSTANCE.created(ponkeeper);
      DeleteRequest delete = DeleteRequest.of(Kind.T64, Kind.PORT).ifMatch(first);

      List<Outcome<DeleteResult>> outcomes =
          Kind.olt(ponkeeper).instances().deleteAll(List.of(delete, delete));

      assertThat(outcomes.stream().flatMap(EtagContract::deleted)).containsExactly(true, false);
    }
  }

  private static Stream<Boolean> deleted(Outcome<DeleteResult> outcome) {
    return outcome instanceof Outcome.Done<DeleteResult> done
        ? Stream.of(done.answer().deleted())
        : Stream.of();
  }

  @Test
  default void instancesAreListedWithTheirEtags() {
    prepare(store());
    try (Ponkeeper ponkeeper = open(store())) {
      for (int onu = 1; onu <= 3; onu++) {
        Kind.olt(ponkeeper).instances().create(Kind.T64, UniPort.of("olt-1", 0, onu, 0));
      }
      List<Tagged<Instance>> all = Kind.olt(ponkeeper).instances().listTagged();

      assertThat(all.stream().map(Tagged::value)).isEqualTo(Kind.olt(ponkeeper).instances().list());
      assertThat(Set.copyOf(all.stream().map(Tagged::etag).toList())).hasSize(3);
      assertThat(all)
          .allSatisfy(tagged ->
              assertThat(
                      Kind.olt(ponkeeper)
                          .instances()
                          .findTagged(Kind.T64, tagged.value().path().uniPort()))
                  .contains(tagged));
      assertThat(Kind.olt(ponkeeper).instances().listTagged(1)).isEmpty();
    }
  }

  @Test
  default void anOnuIsReplacedAndMovedOnlyIfItIsTheOneThatWasRead() {
    prepare(store());
    OnuId onu = Kind.PORT.onu();
    OnuId there = new OnuId(onu.pon(), 7);
    OwnerName other = new OwnerName("ALCL00000002");
    try (Ponkeeper mine = open(store());
        Ponkeeper theirs = open(store())) {
      Etag first = Kind.ONU.created(mine);
      Kind.olt(theirs).instances().create(Kind.T64, UniPort.of("olt-1", 0, 1, 3));
      Etag second = Kind.ONU.read(theirs).orElseThrow();

      assertRefused(() -> Kind.olt(mine).onus().replace(onu, other, first), second);
      assertRefused(
          () -> Kind.olt(mine).onus().move(OnuMoveRequest.to(onu, there).ifMatch(first)), second);
      assertThat(Kind.ONU.readAnew(store())).contains(second);

      // a map is not part of it
      Kind.olt(theirs).onuMaps().set(Kind.PORT, OnuMapType.FLOW_IDS, List.of(7));
      assertThat(Kind.olt(mine).onus().replace(onu, other, second).isChanged()).isTrue();
      Etag third = Kind.ONU.read(mine).orElseThrow();
      assertThat(third).isNotEqualTo(second);
      assertThat(Kind.olt(theirs).onus().replace(onu, other, second).isChanged()).isFalse();

      Kind.olt(theirs).onus().move(OnuMoveRequest.to(onu, there).ifMatch(third));
      for (Runnable change :
          List.<Runnable>of(
              () -> Kind.olt(mine).onus().replace(onu, Kind.OWNER, third),
              () -> Kind.olt(mine).onus().move(OnuMoveRequest.to(onu, there).ifMatch(third)))) {
        assertThatThrownBy(change::run)
            .isInstanceOfSatisfying(
                RefusedException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.ONU_NOT_FOUND));
      }
      Kind.olt(mine).onus().delete(onu, third);
      assertThat(Kind.olt(mine).onus().get(there).instances()).hasSize(3);
      assertThat(Kind.olt(mine).audit().findings()).isEmpty();
    }
  }

  @Test
  default void aDeletionInSeveralTransactionsEndsWhereOthersBegin() {
    prepare(store());
    OnuId onu = Kind.PORT.onu();
    LosingStore meanwhile = new LosingStore(store());
    try (Ponkeeper mine = open(meanwhile);
        Ponkeeper theirs = open(store())) {
      for (int round = 0; round < 2; round++) {
        Kind.ONU.create(mine);
        List<CreateRequest> many = new ArrayList<>();
        for (int uni = 2; uni < 150; uni++) {
          many.add(CreateRequest.of(Kind.T64, UniPort.of("olt-1", 0, 1, uni)));
        }
        Kind.olt(mine).instances().createAll(many);
        Etag etag = Kind.ONU.read(mine).orElseThrow();
        if (round == 0) {
          meanwhile.loseNextReply(() -> {});
          assertThat(Kind.olt(mine).onus().delete(onu, etag).instances()).hasSize(150);
          assertThat(Kind.ONU.readAnew(store())).isEmpty();
        } else {
          UniPort theirPort = UniPort.of("olt-1", 0, 1, 0);
          meanwhile.afterNextCommit(() -> Kind.olt(theirs).instances().create(Kind.T64, theirPort));
          assertThatThrownBy(() -> Kind.olt(mine).onus().delete(onu, etag))
              .isInstanceOfSatisfying(
                  RefusedException.class,
                  e -> assertThat(e.code()).isEqualTo(ErrorCode.ETAG_MISMATCH));
          Kind.olt(theirs).refresh();
          assertThat(Kind.olt(theirs).instances().find(Kind.T64, theirPort)).isPresent();
          Kind.olt(mine).onus().delete(onu, Kind.ONU.read(mine).orElseThrow());
          assertThat(Kind.ONU.readAnew(store())).isEmpty();
        }
        assertThat(Kind.olt(mine).audit().findings()).isEmpty();
      }
    }
  }

  @Test
  default void aTemplateIsReplacedOnlyIfItIsTheOneThatWasRead() {
    LosingStore losing = new LosingStore(store());
    try (Ponkeeper mine = open(losing);
        Ponkeeper theirs = open(store())) {
      Etag first = Kind.TEMPLATE.created(mine);
      apply(theirs, 2, first);
      Etag second = Kind.TEMPLATE.read(theirs).orElseThrow();

      assertRefused(() -> apply(mine, 3, first), second);
      assertThat(apply(mine, 2, first).effect()).isEqualTo(Templates.Effect.UNCHANGED);
      losing.loseNextReply(() -> {});
      apply(mine, 3, second);
      Etag third = Kind.TEMPLATE.read(theirs).orElseThrow();
      assertThat(third).isNotEqualTo(second);
      Kind.TEMPLATE.delete(theirs, third);
      assertThatThrownBy(() -> apply(mine, 2, third))
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.TEMPLATE_NOT_FOUND));
    }
  }

  private static Templates.Applied apply(Ponkeeper ponkeeper, int gemPorts, Etag etag) {
    return ponkeeper
        .templates()
        .apply(
            Technology.XGS_PON,
            Kind.T65,
            PlainTemplate.json("T", gemPorts, false),
            Templates.WhenInUse.REFUSE,
            etag);
  }

  @Test
  default void anOltIsResizedAndUnregisteredOnlyIfItsRecordIsTheOneThatWasRead() {
    prepare(store());
    LosingStore losing = new LosingStore(store());
    try (Ponkeeper mine = open(losing);
        Ponkeeper theirs = open(store())) {
      Olt olt = Kind.olt(mine);
      Etag first = record(theirs);
      Kind.olt(theirs).resize(onuIds(64), first);
      Etag second = record(theirs);

      assertRefused(() -> olt.resize(onuIds(128), first), second);
      assertRefused(() -> olt.unregister(first), second);
      losing.loseNextReply(() -> {});
      olt.resize(onuIds(128), second);
      Etag third = record(theirs);
      assertThat(third).isNotEqualTo(second);

      losing.loseNextReply(() -> {});
      olt.unregister(third);
      assertThat(Kind.olt(theirs).taggedRecord()).isEmpty();
      for (Runnable change :
          List.<Runnable>of(() -> olt.unregister(third), () -> olt.resize(onuIds(128), third))) {
        assertThatThrownBy(change::run)
            .isInstanceOfSatisfying(
                RefusedException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.OLT_NOT_REGISTERED));
      }
      prepare(store());
      assertRefused(() -> olt.unregister(first), record(theirs));
      olt.unregister(record(theirs));
    }
  }

  private static Etag record(Ponkeeper ponkeeper) {
    return Kind.olt(ponkeeper).taggedRecord().orElseThrow().etag();
  }

  private static OltRegistration onuIds(int last) {
    return OltRegistration.builder().onuIds(1, last).build();
  }
}

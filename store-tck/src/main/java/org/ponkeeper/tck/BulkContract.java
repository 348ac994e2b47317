package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Bulk;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.olt.BulkAnswer;
import org.ponkeeper.olt.BulkResult;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.Outcome;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.PreviewStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.testing.Fault;
import org.ponkeeper.store.testing.FaultyStore;
import org.ponkeeper.store.testing.StoreCall;

/** Many creates and deletes in one call, and previews of them. */
interface BulkContract extends StoreUnderTest {

  /** Values of these tests. */
  final class ManyInstances {
    private static final PonkeeperOptions OPTIONS = PonkeeperOptions.DEFAULTS.withWatch(false);
    private static final TechProfileId T64 = new TechProfileId(64);
    private static final int OLTS = Bulk.OLTS_AT_ONCE + 2;

    private ManyInstances() {}

    static String device(int olt) {
      return "olt-" + olt;
    }

    static InstancePath path(int olt, int pon, int onu) {
      return new InstancePath(Technology.XGS_PON, T64, UniPort.of(device(olt), pon, onu, 0));
    }

    static void register(Ponkeeper ponkeeper, int olts) {
      ponkeeper.templates().apply(Technology.XGS_PON, T64, PlainTemplate.json("T", 2, false));
      for (int olt = 0; olt < olts; olt++) {
        ponkeeper
            .olt(Technology.XGS_PON, device(olt))
            .register(
                OltRegistration.builder()
                    .pons(0, 1)
                    .onuIds(1, 1000)
                    .allocIds(1024, 4095)
                    .gemPortIds(1024, 8191)
                    .build());
      }
    }

    /** More than fit into one group, on one OLT. */
    static List<InstancePath> onOneOlt() {
      List<InstancePath> paths = new ArrayList<>();
      for (int i = 0; i < Bulk.AT_ONCE + 200; i++) {
        UniPort port = UniPort.of(device(0), i % 2, 1 + i / 2 % 1000, i / 2000);
        paths.add(new InstancePath(Technology.XGS_PON, T64, port));
      }
      return paths;
    }

    static <T> List<String> texts(List<BulkAnswer<T>> answers) {
      List<String> texts = new ArrayList<>();
      for (BulkAnswer<T> answer : answers) {
        texts.add(
            switch (answer.outcome()) {
              case Outcome.Done<T>(CreateResult created) ->
                  created.created() ? "created" : "existed";
              case Outcome.Done<T>(DeleteResult deleted) ->
                  deleted.deleted() ? "deleted" : "absent";
              case Outcome.Done<T>(T other) -> "?";
              case Outcome.Failed<T>(var error) -> error.code().name();
            });
      }
      return texts;
    }

    static List<String> create(Ponkeeper ponkeeper, List<InstancePath> paths) {
      List<BulkAnswer<CreateResult>> answers = new ArrayList<>();
      BulkResult result = ponkeeper.bulk().create(paths.iterator(), answers::add);
      assertThat(result.answered()).isEqualTo(paths.size());
      assertThat(result.stoppedBy()).isEmpty();
      assertInOrder(answers, paths);
      return texts(answers);
    }

    static List<String> delete(Ponkeeper ponkeeper, List<InstancePath> paths) {
      List<BulkAnswer<DeleteResult>> answers = new ArrayList<>();
      ponkeeper.bulk().delete(paths.iterator(), answers::add);
      assertInOrder(answers, paths);
      return texts(answers);
    }

    static <T> void assertInOrder(List<BulkAnswer<T>> answers, List<InstancePath> paths) {
      assertThat(answers.stream().map(BulkAnswer::path)).containsExactlyElementsOf(paths);
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).index()).isEqualTo(i);
      }
    }
  }

  @Test
  default void manyRequestsAreAnsweredInTheirOrderAndCanBeRepeated() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), ManyInstances.OPTIONS)) {
      // given
      ManyInstances.register(ponkeeper, ManyInstances.OLTS);
      List<InstancePath> paths = new ArrayList<>();
      for (int onu = 1; onu <= 3; onu++) {
        for (int olt = 0; olt < ManyInstances.OLTS; olt++) {
          paths.add(ManyInstances.path(olt, onu % 2, onu));
        }
      }

      // then
      assertThat(ManyInstances.create(ponkeeper, paths)).containsOnly("created");
      assertThat(ManyInstances.create(ponkeeper, paths)).containsOnly("existed");
      assertThat(ManyInstances.delete(ponkeeper, paths)).containsOnly("deleted");
      assertThat(ManyInstances.delete(ponkeeper, paths)).containsOnly("absent");
    }
  }

  @Test
  default void aRefusedRequestDoesNotAffectOthers() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), ManyInstances.OPTIONS)) {
      ManyInstances.register(ponkeeper, 1);

      assertThat(
              ManyInstances.create(
                  ponkeeper,
                  List.of(
                      ManyInstances.path(0, 0, 1),
                      ManyInstances.path(7, 0, 1),
                      ManyInstances.path(0, 5, 1),
                      ManyInstances.path(0, 0, 1022),
                      ManyInstances.path(0, 0, 1),
                      ManyInstances.path(0, 0, 2))))
          .containsExactly(
              "created",
              "OLT_NOT_REGISTERED",
              "PON_NOT_REGISTERED",
              "ID_OUT_OF_LEGAL_SPACE",
              "existed",
              "created");
    }
  }

  @Test
  default void afterAnOutageNothingMoreIsTriedAndARepeatCompletes() {
    AtomicBoolean isDown = new AtomicBoolean();
    KeyValueStore faulty =
        new FaultyStore(
            store(),
            call -> isDown.get() && call != StoreCall.WATCH ? Fault.FAIL_BEFORE : Fault.NONE);
    try (Ponkeeper ponkeeper = Ponkeeper.on(faulty, ManyInstances.OPTIONS)) {
      // given
      ManyInstances.register(ponkeeper, 1);
      List<InstancePath> paths = ManyInstances.onOneOlt();
      List<BulkAnswer<CreateResult>> answers = new ArrayList<>();

      // when
      BulkResult first =
          ponkeeper
              .bulk()
              .create(
                  paths.iterator(),
                  answer -> {
                    answers.add(answer);
                    isDown.set(true);
                  });

      // then
      assertThat(first.stoppedBy())
          .hasValueSatisfying(
              error -> assertThat(error.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
      int answered = answers.size();
      List<String> texts = ManyInstances.texts(answers);
      int created = texts.indexOf("STORE_UNAVAILABLE");
      assertThat(first.answered()).isEqualTo(answered);
      assertThat(answered).isLessThan(paths.size());
      assertThat(texts.subList(0, created)).isNotEmpty().containsOnly("created");
      assertThat(texts.subList(created, answered)).containsOnly("STORE_UNAVAILABLE");

      // when
      BulkResult second = ponkeeper.bulk().create(paths.iterator(), answer -> {});

      // then
      assertThat(second.stoppedBy()).isPresent();
      assertThat(second.answered()).isPositive().isLessThan(answered);
      isDown.set(false);
      List<String> repeated = ManyInstances.create(ponkeeper, paths);
      assertThat(repeated.subList(0, created)).containsOnly("existed");
      assertThat(repeated.subList(created, paths.size())).containsOnly("created");
    }
  }

  @Test
  default void aLostReplyIsNoFailure() {
    AtomicInteger commits = new AtomicInteger();
    KeyValueStore faulty =
        new FaultyStore(
            store(),
            call ->
                call == StoreCall.COMMIT && commits.incrementAndGet() % 3 == 0
                    ? Fault.LOST_AFTER
                    : Fault.NONE);
    try (Ponkeeper plain = Ponkeeper.on(store(), ManyInstances.OPTIONS);
        Ponkeeper ponkeeper = Ponkeeper.on(faulty, ManyInstances.OPTIONS)) {
      ManyInstances.register(plain, 1);
      // After each lost reply the OLT is read again: not so many.
      List<InstancePath> paths = ManyInstances.onOneOlt().subList(0, 1_100);

      assertThat(ManyInstances.create(ponkeeper, paths)).containsOnly("created");
      assertThat(plain.olt(Technology.XGS_PON, ManyInstances.device(0)).instances().list())
          .hasSize(paths.size());
      assertThat(ManyInstances.delete(ponkeeper, paths)).containsOnly("deleted");
    }
  }

  @Test
  default void anInterruptEndsTheCallAfterItsGroup() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), ManyInstances.OPTIONS)) {
      ManyInstances.register(ponkeeper, 1);
      List<InstancePath> paths = ManyInstances.onOneOlt();
      Iterator<InstancePath> input = paths.iterator();

      BulkResult result =
          ponkeeper.bulk().create(input, answer -> Thread.currentThread().interrupt());

      assertThat(Thread.interrupted()).isTrue();
      assertThat(result.stoppedBy()).isPresent();
      assertThat(ManyInstances.create(ponkeeper, paths))
          .hasSize(paths.size())
          .containsAnyOf("existed");
    }
  }

  @Test
  default void aPreviewAnswersAsTheStoreDoesAndChangesNothing() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), ManyInstances.OPTIONS)) {
      // given
      ManyInstances.register(ponkeeper, 2);
      List<InstancePath> paths = new ArrayList<>();
      for (int onu = 1; onu <= 60; onu++) {
        paths.add(ManyInstances.path(onu % 3, onu % 2, onu));
      }
      ManyInstances.create(ponkeeper, paths.subList(0, 40));
      List<String> before = content();

      // when
      List<DeleteResult> expected = new ArrayList<>();
      List<DeleteResult> previewed = new ArrayList<>();
      try (Ponkeeper preview = Ponkeeper.on(PreviewStore.over(store()), ManyInstances.OPTIONS)) {
        preview
            .bulk()
            .delete(
                paths.iterator(),
                answer -> {
                  if (answer.outcome()
                      instanceof Outcome.Done<DeleteResult>(DeleteResult deleted)) {
                    previewed.add(deleted);
                  }
                });
        Olt olt = preview.olt(Technology.XGS_PON, ManyInstances.device(1));
        assertThat(olt.instances().list()).isEmpty();
        assertThat(olt.delete(progress -> {}).records()).isEqualTo(1);
        assertThat(olt.contents().total()).isZero();
        assertThat(ManyInstances.create(preview, List.of(ManyInstances.path(1, 0, 1))))
            .containsExactly("OLT_NOT_REGISTERED");
      }

      // then
      assertThat(content()).isEqualTo(before);
      ponkeeper
          .bulk()
          .delete(
              paths.iterator(),
              answer -> {
                if (answer.outcome() instanceof Outcome.Done<DeleteResult>(DeleteResult deleted)) {
                  expected.add(deleted);
                }
              });
      assertThat(previewed).isEqualTo(expected).hasSize(40);
    }
  }

  private List<String> content() {
    return store().list(List.of(KeyRange.all()), ScanOptions.ALL).stream()
        .map(entry -> entry.key() + " " + entry.version().token() + " " + entry.value())
        .toList();
  }
}

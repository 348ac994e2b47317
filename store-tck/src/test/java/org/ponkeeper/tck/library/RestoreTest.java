package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ponkeeper.tck.library.OltScene.OLT;
import static org.ponkeeper.tck.library.OltScene.T64;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.maintenance.Backup.RestorePlan;
import org.ponkeeper.maintenance.BackupScope;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.Fault;
import org.ponkeeper.store.testing.FaultPlan;
import org.ponkeeper.store.testing.FaultyStore;
import org.ponkeeper.store.testing.ForwardingStore;
import org.ponkeeper.store.testing.StoreCall;
import org.ponkeeper.template.Templates;

/** A restore makes the content of a backup the content of its scope, whatever happens meanwhile. */
@Timeout(120)
class RestoreTest {

  private static final String MARK = "ponkeeper/restore";

  /** Ends a restore in the middle of a call to the store. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash() {
      super("crash", null, false, false);
    }
  }

  private static RestorePlan restore(KeyValueStore store, BackupInMemory backup) {
    RestorePlan[] plan = new RestorePlan[1];
    OltScene.on(store, ponkeeper -> plan[0] = ponkeeper.backup().restore(backup, p -> {}));
    return plan[0];
  }

  /** The other keys that a backup of the usual scope mentions: none. */
  private static void putOthers(OltScene scene) {
    scene.put("omci_mibs/go_templates/BBSM/v1/SW1", "{}");
    scene.put("openolt/{olt-1}/onu_gem_info/0/1", "{}");
    scene.put("devices/1", "x");
  }

  /**
   * The scene some time after its backup: services and an ONU's ids went and others came, with the
   * ids of those that went; another template, an OLT that is new, one that is gone.
   */
  private static OltScene later(OltScene scene) {
    OltScene later = scene.copy();
    later.with(ponkeeper -> {
      Olt olt = ponkeeper.olt(Technology.XGS_PON, OLT);
      for (int onu = 1; onu <= 3; onu++) {
        olt.instances().delete(T64, UniPort.of("olt-1", onu % 2, onu, 0));
      }
      for (int onu = 40; onu <= 46; onu++) {
        olt.instances().create(T64, UniPort.of("olt-1", onu % 2, onu, 0));
      }
      PonId pon = new PonId(OLT, 0);
      olt.ids().release(pon.number(), ResourceType.ONU_ID, new OwnerName("serial"));
      olt.ids().allocate(pon.number(), ResourceType.ONU_ID, new OwnerName("another"), 3);
      ponkeeper.olt(Technology.GPON, OLT).delete(progress -> {});
      Olt fresh = ponkeeper.olt(Technology.XGS_PON, new OltId("olt-9"));
      fresh.register(OltScene.registration(0));
      for (int onu = 1; onu <= 4; onu++) {
        fresh.instances().create(T64, UniPort.of("olt-9", 0, onu, 0));
      }
    });
    later.put("technology_profiles/XGS-PON/64", "not the template");
    later.put("technology_profiles/XGS-PON/70", "a new one");
    later.put("openolt/{olt-1}/{0,1,0}/tp_id", "[64]");
    later.delete("resource_manager/{XGS-PON}/resource_ranges/model-a");
    putOthers(later);
    return later;
  }

  @Test
  void theContentOfTheBackupBecomesTheContentOfItsScopeAndNothingElseIsTouched() {
    // given
    OltScene scene = OltScene.full();
    scene.put("openolt/{olt-1}/{0,2,0}/tp_id", "[64]");
    SortedMap<String, String> before = scene.everything();
    BackupInMemory backup = BackupInMemory.of(scene.store, BackupInMemory.OWN, "a");
    assertThat(backup.size()).isEqualTo(before.size());
    OltScene later = later(scene);

    // when
    RestorePlan plan = restore(later.store, backup);

    // then
    TreeMap<String, String> end = new TreeMap<>(before);
    later.everything(RestoreTest::isOfOthers).forEach(end::put);
    assertThat(end).hasSize(before.size() + 3);
    assertThat(later.everything()).isEqualTo(end);
    assertThat(plan.begun()).isEqualTo(RestorePlan.Begun.NOT);
    assertThat(plan.written()).isGreaterThan(140);
    assertThat(plan.overwritten()).isGreaterThan(3);
    assertThat(plan.deleted()).isGreaterThan(14);
    assertThat(plan.keys()).isEqualTo(plan.same() + plan.written() + plan.overwritten());
    later.withOlt(olt -> assertThat(olt.audit().findings()).noneMatch(f -> isAboutRestore(f)));
    assertThat(restore(later.store, backup).isDone()).isTrue();
  }

  private static boolean isAboutRestore(Finding finding) {
    return finding.kind() == FindingKind.UNFINISHED_WORK
        || finding.kind() == FindingKind.ID_OWNED_TWICE;
  }

  private static boolean isOfOthers(String key) {
    return key.startsWith("omci_mibs/")
        || key.startsWith("devices/")
        || key.contains("onu_gem_info");
  }

  @Test
  void anUnfinishedRestoreBlocksChangesUntilItIsRunAgain() {
    // given
    OltScene scene = OltScene.full();
    SortedMap<String, String> end = scene.everything();
    BackupInMemory backup = BackupInMemory.of(scene.store, BackupInMemory.OWN, "a");
    OltScene given = later(scene);
    given.everything(RestoreTest::isOfOthers).keySet().forEach(given::delete);
    SortedMap<String, String> start = given.everything();

    int call = 0;
    int fenced = 0;
    boolean crashed = true;
    while (crashed) {
      // when
      call++;
      OltScene interrupted = given.copy();
      crashed = crashesAt(call, backup, interrupted);

      // then
      SortedMap<String, String> found = interrupted.everything();
      if (found.containsKey(MARK)) {
        fenced += isFenced(interrupted) ? 1 : 0;
      } else {
        assertThat(found).as("ended at call %d", call).isIn(start, end);
      }
      restore(interrupted.store, backup);
      assertThat(interrupted.everything()).as("interrupted at call %d", call).isEqualTo(end);
    }
    System.out.printf(
        "interrupted a restore at each of %d calls; %d times found unfinished and fenced%n",
        call - 1, fenced);
    assertThat(call).isGreaterThan(40);
    assertThat(fenced).isGreaterThan(20);
  }

  /** How many calls a whole restore takes. */
  private static int calls(BackupInMemory backup, OltScene scene) {
    int[] calls = {0};
    FaultPlan count =
        next -> {
          calls[0] += next == StoreCall.SCAN_NEXT ? 0 : 1;
          return Fault.NONE;
        };
    restore(new FaultyStore(scene.store, count), backup);
    return calls[0] + 1;
  }

  private static boolean crashesAt(int call, BackupInMemory backup, OltScene scene) {
    int[] calls = {0};
    FaultPlan plan =
        next -> {
          if (next != StoreCall.SCAN_NEXT && ++calls[0] == call) {
            throw new Crash();
          }
          return Fault.NONE;
        };
    try {
      restore(new FaultyStore(scene.store, plan), backup);
      return false;
    } catch (Crash crash) {
      return true;
    }
  }

  /** Whether the OLT is fenced yet; if it is, and for templates in any case, nothing is changed. */
  private static boolean isFenced(OltScene scene) {
    SortedMap<String, String> before = scene.everything();
    boolean[] restoring = {false};
    scene.with(ponkeeper -> {
      assertBusy(() ->
          ponkeeper
              .templates()
              .delete(Technology.XGS_PON, new TechProfileId(70), Templates.WhenInUse.PROCEED));
      Olt olt = ponkeeper.olt(Technology.XGS_PON, OLT);
      restoring[0] =
          olt.overview()
              .record()
              .filter(record -> record.state() == OltRecord.State.RESTORING)
              .isPresent();
      if (restoring[0]) {
        assertBusy(() -> olt.instances().create(T64, UniPort.of("olt-1", 0, 60, 0)));
        assertBusy(() -> olt.instances().delete(T64, UniPort.of("olt-1", 0, 2, 0)));
        assertBusy(() -> olt.register(OltScene.registration(0)));
        assertBusy(() -> olt.resize(OltScene.registration(0)));
        assertBusy(() -> olt.delete(progress -> {}));
        assertBusy(() -> olt.ids().allocate(0, ResourceType.ONU_ID, new OwnerName("third"), 1));
        assertThat(olt.audit().repair(Duration.ofNanos(1))).isEmpty();
        assertThat(olt.audit().findings())
            .anyMatch(finding -> finding.kind() == FindingKind.UNFINISHED_WORK)
            .noneMatch(finding -> finding.kind() == FindingKind.ID_OWNED_TWICE);
      }
    });
    assertThat(scene.everything()).isEqualTo(before);
    return restoring[0];
  }

  private static void assertBusy(Runnable call) {
    assertThat(OltScene.code(call)).isEqualTo(ErrorCode.OLT_BUSY);
  }

  @Test
  void lostRepliesChangeNothingOfTheEnd() {
    // given
    OltScene scene = OltScene.full();
    SortedMap<String, String> end = scene.everything();
    BackupInMemory backup = BackupInMemory.of(scene.store, BackupInMemory.OWN, "a");
    OltScene given = later(scene);
    given.everything(RestoreTest::isOfOthers).keySet().forEach(given::delete);

    for (Fault fault : new Fault[] {Fault.LOST_AFTER, Fault.LOST_BEFORE}) {
      int[] commits = {0};
      for (int nth = 0; nth <= commits[0]; nth++) {
        OltScene lossy = given.copy();
        int lost = nth;
        commits[0] = 0;
        FaultPlan plan =
            call -> call == StoreCall.COMMIT && commits[0]++ == lost ? fault : Fault.NONE;
        restore(new FaultyStore(lossy.store, plan), backup);
        assertThat(lossy.everything()).as("%s of commit %d", fault, nth).isEqualTo(end);
      }
    }
  }

  @Test
  void anotherBackupCanBeRestoredOverOneThatWasInterrupted() {
    // given
    OltScene scene = OltScene.full();
    SortedMap<String, String> end = scene.everything();
    BackupInMemory first = BackupInMemory.of(scene.store, BackupInMemory.OWN, "first");
    OltScene later = later(scene);
    later.everything(RestoreTest::isOfOthers).keySet().forEach(later::delete);
    BackupInMemory second = BackupInMemory.of(later.store, BackupInMemory.OWN, "second");
    SortedMap<String, String> otherEnd = later.everything();

    for (int call = 5; call < 60; call += 5) {
      OltScene interrupted = later.copy();
      crashesAt(call, first, interrupted);
      restore(interrupted.store, second);
      assertThat(interrupted.everything()).as("at call %d", call).isEqualTo(otherEnd);
    }
    assertThat(end).isNotEqualTo(otherEnd);
  }

  @Test
  void theLaterOfTwoRunsTakesOver() throws Exception {
    // given
    OltScene scene = OltScene.full();
    SortedMap<String, String> end = scene.everything();
    BackupInMemory backup = BackupInMemory.of(scene.store, BackupInMemory.OWN, "a");
    OltScene given = later(scene);
    given.everything(RestoreTest::isOfOthers).keySet().forEach(given::delete);

    for (int round = 0; round < 10; round++) {
      OltScene shared = given.copy();
      AtomicInteger ended = new AtomicInteger();
      try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<?> other = executor.submit(() -> restoreBeside(shared, backup, ended));
        restoreBeside(shared, backup, ended);
        other.get();
      }

      assertThat(ended.get()).isPositive();
      assertThat(shared.everything()).isEqualTo(end);
    }
  }

  private static void restoreBeside(OltScene scene, BackupInMemory backup, AtomicInteger ended) {
    try {
      restore(scene.store, backup);
      ended.incrementAndGet();
    } catch (PonkeeperException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.OLT_BUSY);
    }
  }

  @Test
  void unconditionalWritesOfOthersAreOverwrittenOrReported() {
    // given
    OltScene scene = OltScene.full();
    SortedMap<String, String> end = scene.everything();
    BackupInMemory backup = BackupInMemory.of(scene.store, BackupInMemory.OWN, "a");
    Key template = new Key("service/voltha/technology_profiles/XGS-PON/64");

    // when: another writes the template twice while the restore is at work
    OltScene later = scene.copy();
    later.delete("technology_profiles/XGS-PON/64");
    AtomicInteger commits = new AtomicInteger();
    Runnable twice =
        () -> {
          int n = commits.incrementAndGet();
          if (n == 9 || n == 12) {
            later.store.commit(Txn.put(template, Bytes.utf8("of another")));
          }
        };
    restore(afterEachCommit(later.store, twice), backup);

    // then
    assertThat(later.everything()).isEqualTo(end);

    // when: it never stops
    OltScene restless = scene.copy();
    restless.delete("technology_profiles/XGS-PON/64");
    AtomicInteger n = new AtomicInteger();
    Runnable always =
        () -> restless.store.commit(Txn.put(template, Bytes.utf8("value " + n.incrementAndGet())));

    // then
    assertThatThrownBy(() -> restore(afterEachCommit(restless.store, always), backup))
        .isInstanceOfSatisfying(
            PonkeeperException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTENTION));
    assertThat(restless.everything()).containsKey(MARK);

    // when: it has stopped
    restore(restless.store, backup);

    // then
    assertThat(restless.everything()).isEqualTo(end);
  }

  private static KeyValueStore afterEachCommit(KeyValueStore store, Runnable then) {
    return new ForwardingStore(store) {
      @Override
      public TxnResult commit(Txn txn) {
        TxnResult result = super.commit(txn);
        then.run();
        return result;
      }
    };
  }

  @Test
  void anOltRegisteredMeanwhileIsLockedAndDeleted() {
    // given
    OltScene scene = OltScene.full();
    SortedMap<String, String> end = scene.everything();
    BackupInMemory backup = BackupInMemory.of(scene.store, BackupInMemory.OWN, "a");
    OltScene later = scene.copy();
    later.delete("technology_profiles/XGS-PON/64");
    OltId unknown = new OltId("olt-77");
    AtomicInteger commits = new AtomicInteger();
    Set<ErrorCode> codes = new HashSet<>();

    // when
    Runnable register =
        () -> {
          int n = commits.incrementAndGet();
          if (n == 3) {
            later.with(p -> p.olt(Technology.XGS_PON, unknown).register(OltScene.registration(0)));
          } else if (n > 3) {
            later.with(p -> {
              try {
                p.olt(Technology.XGS_PON, unknown)
                    .instances()
                    .create(new TechProfileId(64), UniPort.of("olt-77", 0, n, 0));
              } catch (PonkeeperException e) {
                codes.add(e.code());
              }
            });
          }
        };
    restore(afterEachCommit(later.store, register), backup);

    // then
    assertThat(codes).contains(ErrorCode.OLT_BUSY, ErrorCode.OLT_NOT_REGISTERED);
    assertThat(later.everything()).isEqualTo(end);
  }

  @Test
  void anUnlockedOltKeepsItsChangesWhenTheRestoreIsRunAgain() {
    // given: more OLTs than one transaction gives back
    OltScene scene = new OltScene();
    scene.put("technology_profiles/XGS-PON/64", OltScene.TEMPLATE);
    scene.with(ponkeeper -> {
      for (int n = 0; n < 140; n++) {
        ponkeeper
            .olt(Technology.XGS_PON, new OltId("olt-" + (100 + n)))
            .register(OltScene.registration(0));
      }
    });
    BackupInMemory backup = BackupInMemory.of(scene.store, BackupInMemory.OWN, "a");
    scene.put("technology_profiles/XGS-PON/65", "a new one");
    int crash = calls(backup, scene.copy());
    OltScene half = scene.copy();
    while (live(half) != 127) {
      half = scene.copy();
      crash--;
      assertThat(crashesAt(crash, backup, half)).as("is interrupted").isTrue();
      assertThat(half.everything()).as("some were given back").containsKey(MARK);
    }

    // when
    half.with(ponkeeper ->
        ponkeeper
            .olt(Technology.XGS_PON, new OltId("olt-100"))
            .instances()
            .create(T64, UniPort.of("olt-100", 0, 1, 0)));
    RestorePlan again = restore(half.store, backup);

    // then
    assertThat(again.begun()).isEqualTo(RestorePlan.Begun.ALL_BUT_RELEASED);
    assertThat(live(half)).isEqualTo(140);
    assertThat(half.everything()).doesNotContainKey(MARK);
    half.with(ponkeeper ->
        assertThat(
                ponkeeper.olt(Technology.XGS_PON, new OltId("olt-100")).load().instances().list())
            .hasSize(1));
  }

  private static int live(OltScene scene) {
    String live = HexFormat.of().formatHex("\"live\"".getBytes(StandardCharsets.UTF_8));
    return (int)
        scene.everything(key -> key.startsWith("ponkeeper/olts/")).values().stream()
            .filter(value -> value.contains(live))
            .count();
  }

  @Test
  void aRunningAdapterIsRefusedMeanwhileAndThenSeesWhatWasRestored() throws Exception {
    for (boolean watch : new boolean[] {true, false}) {
      runningAdapter(watch);
    }
  }

  private static void runningAdapter(boolean watch) throws Exception {
    // given
    OltScene scene = OltScene.full();
    BackupInMemory backup = BackupInMemory.of(scene.store, BackupInMemory.OWN, "a");
    SortedMap<String, String> end = scene.everything();
    PonkeeperOptions options = PonkeeperOptions.DEFAULTS.withWatch(watch);
    try (Ponkeeper adapter = Ponkeeper.on(scene.store, options)) {
      Olt olt = adapter.olt(Technology.XGS_PON, OLT).load();
      for (int onu = 1; onu <= 3; onu++) {
        olt.instances().delete(T64, UniPort.of("olt-1", onu % 2, onu, 0));
      }
      for (int onu = 50; onu <= 53; onu++) {
        olt.instances().create(T64, UniPort.of("olt-1", onu % 2, onu, 0));
      }

      // when
      Set<ErrorCode> refused = new HashSet<>();
      AtomicInteger commits = new AtomicInteger();
      AtomicInteger made = new AtomicInteger();
      Runnable create =
          () -> {
            try {
              int onu = 60 + commits.incrementAndGet();
              olt.instances().create(T64, UniPort.of("olt-1", 0, onu, 0));
              made.incrementAndGet();
            } catch (PonkeeperException e) {
              refused.add(e.code());
            }
          };
      restore(afterEachCommit(scene.store, create), backup);

      // then: what it made before the fence is gone, what it made behind the end is there
      assertThat(refused).containsExactly(ErrorCode.OLT_BUSY);
      SortedMap<String, String> after = scene.everything();
      int behind = commits.get() + 60;
      assertThat(made.get()).isLessThanOrEqualTo(2);
      olt.instances().delete(T64, UniPort.of("olt-1", 0, behind, 0));
      olt.refresh();
      assertThat(olt.instances().list()).as("made %d of %s", made.get(), after.keySet()).hasSize(3);
      CreateResult next = olt.instances().create(T64, UniPort.of("olt-1", 0, 90, 0));
      assertThat(next.created()).isTrue();
      scene.withOlt(fresh -> {
        assertThat(fresh.audit().findings())
            .noneMatch(f ->
                f.kind() == FindingKind.ID_OWNED_TWICE || f.kind() == FindingKind.OWNED_NOT_TAKEN);
        fresh.instances().delete(T64, UniPort.of("olt-1", 0, 90, 0));
      });
      assertThat(scene.everything().keySet()).isEqualTo(end.keySet());
      assertThat(instances(scene)).isEqualTo(instances(end));
    }
  }

  private static SortedMap<String, String> instances(OltScene scene) {
    return instances(scene.everything());
  }

  private static SortedMap<String, String> instances(SortedMap<String, String> all) {
    TreeMap<String, String> instances = new TreeMap<>(all);
    instances.keySet().removeIf(key -> !key.startsWith("resource_instances/"));
    return instances;
  }

  @Test
  void anOltWithoutARecordIsLockedByATemporaryRecord() {
    // given
    OltScene scene = OltScene.full();
    scene.delete("ponkeeper/olts/XGS-PON/olt-1");
    BackupInMemory backup = BackupInMemory.of(scene.store, BackupInMemory.OWN, "a");
    SortedMap<String, String> end = scene.everything();
    scene.put("technology_profiles/XGS-PON/64", "another");
    Set<ErrorCode> codes = new HashSet<>();
    Runnable create =
        () ->
            scene.withOlt(olt -> {
              try {
                olt.instances().delete(T64, UniPort.of("olt-1", 0, 2, 0));
              } catch (PonkeeperException e) {
                codes.add(e.code());
              }
            });

    // when
    restore(
        afterEachCommit(
            scene.store,
            () -> {
              if (scene.everything().containsKey("ponkeeper/olts/XGS-PON/olt-1")) {
                create.run();
              }
            }),
        backup);

    // then
    assertThat(codes).containsExactly(ErrorCode.OLT_BUSY);
    assertThat(scene.everything()).isEqualTo(end);
  }

  @Test
  void anUnreadableRecordIsReplacedToo() {
    // given
    OltScene scene = OltScene.full();
    SortedMap<String, String> end = scene.everything();
    BackupInMemory backup = BackupInMemory.of(scene.store, BackupInMemory.OWN, "a");
    scene.put("ponkeeper/olts/XGS-PON/olt-1", "{\"format\":2}");
    scene.put("ponkeeper/olts/XGS-PON/olt-5", "garbage");

    // when
    restore(scene.store, backup);

    // then
    assertThat(scene.everything()).isEqualTo(end);
  }

  @Test
  void aValueTooLargeForABackupIsKept() {
    // given
    OltScene scene = OltScene.full();
    BackupInMemory backup =
        BackupInMemory.of(
            scene.store, BackupInMemory.scope(List.of("service/voltha/my-adapter")), "a");
    Key large = new Key("service/voltha/my-adapter/blob");
    scene.put("my-adapter/small", "x");
    scene.store.commit(new Txn(List.of(), List.of(new Mutation.Put(large, largest(large)))));
    // A store of others may hold more than we can write.
    KeyValueStore store = withLarger(scene.store, large);

    // when
    RestorePlan plan = restore(store, backup);

    // then
    assertThat(plan.deleted()).isEqualTo(1);
    assertThat(plan.tooLarge()).isEqualTo(1);
    assertThat(scene.everything())
        .containsKey("my-adapter/blob")
        .doesNotContainKey("my-adapter/small");
  }

  private static Bytes largest(Key key) {
    return Bytes.wrap(new byte[Txn.MAX_BYTES - key.length()]);
  }

  /** A store in which one value is larger than a transaction of ours can make it. */
  private static KeyValueStore withLarger(KeyValueStore store, Key key) {
    return new LargerValue(store, key);
  }

  @Test
  void aBackupOfOtherPathsIsNotRestored() {
    OltScene scene = OltScene.full();
    BackupInMemory backup =
        new BackupInMemory(
            BackupScope.own("service/other", "service/voltha/t", List.of()), "a", List.of());

    assertThatThrownBy(() -> restore(scene.store, backup))
        .isInstanceOf(InvalidRequestException.class)
        .asString()
        .contains("FILE_INVALID", "exported with other paths");
  }
}

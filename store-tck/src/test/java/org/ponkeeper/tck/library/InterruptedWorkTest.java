package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.tck.library.OltScene.OLT;
import static org.ponkeeper.tck.library.OltScene.T64;

import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.Olt;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.maintenance.HandOver;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.testing.Fault;
import org.ponkeeper.store.testing.FaultPlan;
import org.ponkeeper.store.testing.FaultyStore;
import org.ponkeeper.store.testing.StoreCall;

/**
 * Work on a whole OLT that ends at any call to the store is fenced, where it has to be, until
 * somebody else has run it to its end; and then the store is as if nothing had happened.
 */
class InterruptedWorkTest {

  /** Ends the work in the middle of a call to the store. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash() {
      super("crash", null, false, false);
    }
  }

  /** The works that are done in chunks. */
  enum Work {
    DELETE {
      @Override
      void run(Olt olt) {
        olt.delete(progress -> {});
      }
    },
    DELETE_WHAT_IS_NOT_REGISTERED {
      @Override
      void prepare(OltScene scene) {
        scene.delete("ponkeeper/olts/XGS-PON/olt-1");
      }

      @Override
      void run(Olt olt) {
        olt.delete(progress -> {});
      }
    },
    MOVE {
      @Override
      void run(Olt olt) {
        olt.poolKeys().move(PoolKeyLayout.WITHOUT_TECHNOLOGY, progress -> {});
      }
    },
    MOVE_WHAT_IS_NOT_REGISTERED {
      @Override
      void prepare(OltScene scene) {
        scene.delete("ponkeeper/olts/XGS-PON/olt-1");
      }

      @Override
      void run(Olt olt) {
        MOVE.run(olt);
      }
    },
    MOVE_BACK {
      @Override
      void prepare(OltScene scene) {
        scene.withOlt(MOVE::run);
      }

      @Override
      void run(Olt olt) {
        olt.poolKeys().move(PoolKeyLayout.WITH_TECHNOLOGY, progress -> {});
      }
    },
    UNREGISTER {
      @Override
      void prepare(OltScene scene) {
        scene.withOlt(olt -> olt.ids().release(0, ResourceType.ONU_ID, new OwnerName("serial")));
      }

      @Override
      void run(Olt olt) {
        olt.unregister();
      }
    },
    REMOVE_PON {
      @Override
      void prepare(OltScene scene) {
        scene.withOlt(olt -> {
          olt.resize(OltRegistration.builder().pons(0, 2).build());
          // Its pool of ONU ids exists, and has none taken.
          olt.ids().allocate(2, ResourceType.ONU_ID, new OwnerName("gone"), 1);
          olt.ids().release(2, ResourceType.ONU_ID, new OwnerName("gone"));
        });
      }

      @Override
      void run(Olt olt) {
        olt.removePon(2);
      }
    },
    RESIZE_SOME_PONS {
      @Override
      void run(Olt olt) {
        olt.resize(
            OltRegistration.builder()
                .idsOfPons(1, 1, ResourceType.ALLOC_ID, 1024, 4000)
                .idsOfPons(1, 1, ResourceType.GEM_PORT_ID, 1021, 3000)
                .build());
      }
    },
    REMOVE_LEFT_BEHIND {
      @Override
      void prepare(OltScene scene) {
        scene
            .everything(key -> key.contains("{XGS-PON}/{olt-1}"))
            .forEach((key, value) -> scene.putHex(key.replace("{XGS-PON}/", ""), value));
      }

      @Override
      void run(Olt olt) {
        olt.poolKeys().removeLeftBehind(progress -> {});
      }
    },
    HAND_OVER {
      @Override
      void prepare(OltScene scene) {
        scene.delete("resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{1}");
      }

      @Override
      void run(Olt olt) {
        String path = "service/voltha/stack/technology_profiles";
        olt.handOver().run(HandOver.Options.of(path).copyingTemplates(), progress -> {});
      }
    },
    HAND_OVER_WHAT_IS_NOT_REGISTERED {
      @Override
      void prepare(OltScene scene) {
        scene.delete("ponkeeper/olts/XGS-PON/olt-1");
      }

      @Override
      void run(Olt olt) {
        HAND_OVER.run(olt);
      }
    },
    MOVE_TO_PRESENT_NAME {
      @Override
      void prepare(OltScene scene) {
        scene.rename("XGS-PON", "xgspon", "olt-1");
        scene.delete("ponkeeper/olts/XGS-PON/olt-1");
        scene
            .everything(key -> key.startsWith("ponkeeper/claims/XGS-PON/olt-1/"))
            .keySet()
            .forEach(scene::delete);
      }

      @Override
      void run(Olt olt) {
        olt.otherSpelling().migrate(progress -> {});
      }
    },
    MIGRATE_INSTANCES {
      @Override
      void prepare(OltScene scene) {
        for (int i = 0; i < 90; i++) {
          scene.putOlder(i % 2, 20 + i, 1060 + i, 1500 + i);
        }
      }

      @Override
      void run(Olt olt) {
        olt.olderInstances().migrate(progress -> {});
      }
    };

    /** Whether it says in the record that it was begun. */
    boolean isFenced() {
      return switch (this) {
        case DELETE,
            DELETE_WHAT_IS_NOT_REGISTERED,
            MOVE,
            MOVE_WHAT_IS_NOT_REGISTERED,
            MOVE_BACK,
            MOVE_TO_PRESENT_NAME,
            REMOVE_PON,
            UNREGISTER ->
            true;
        case RESIZE_SOME_PONS,
            REMOVE_LEFT_BEHIND,
            HAND_OVER,
            HAND_OVER_WHAT_IS_NOT_REGISTERED,
            MIGRATE_INSTANCES ->
            false;
      };
    }

    void prepare(OltScene scene) {}

    abstract void run(Olt olt);

    OltScene scene() {
      OltScene scene = OltScene.full();
      prepare(scene);
      return scene;
    }

    void runOn(KeyValueStore store) {
      OltScene.on(store, ponkeeper -> run(ponkeeper.olt(Technology.XGS_PON, OLT)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void unfinishedWorkIsCompletedByTheNextRun(Work work) {
    // given
    OltScene given = work.scene();
    OltScene undisturbed = given.copy();
    work.runOn(undisturbed.store);
    SortedMap<String, String> end = undisturbed.everything();

    int call = 1;
    int unfinished = 0;
    while (true) {
      // when
      OltScene scene = given.copy();
      if (!crashesAt(call, work, scene)) {
        break;
      }

      // then
      if (isUnfinished(scene)) {
        unfinished++;
        assertFenced(scene);
      }
      runToTheEnd(work, scene);
      assertThat(scene.everything()).as("crashed at call %d", call).isEqualTo(end);
      call++;
    }
    System.out.printf(
        "interrupted %s: ended at each of %d calls; %d times found unfinished and fenced%n",
        work, call - 1, unfinished);
    assertThat(call).isGreaterThan(10);
    assertThat(unfinished).matches(n -> work.isFenced() ? n > 3 : n == 0);
  }

  /** Runs the work to the call where it crashes; false if it ends before that. */
  private static boolean crashesAt(int call, Work work, OltScene scene) {
    int[] calls = {0};
    // A step of a scan is left out: where no commit lies between, a crash leaves the same.
    FaultPlan plan =
        next -> {
          if (next != StoreCall.SCAN_NEXT && ++calls[0] == call) {
            throw new Crash();
          }
          return Fault.NONE;
        };
    KeyValueStore crashing = new FaultyStore(scene.store, plan);
    try {
      work.runOn(crashing);
      return false;
    } catch (Crash | IllegalStateException crash) {
      // Through the committer a crash comes out as a fault of its thread.
      return true;
    }
  }

  private static boolean isUnfinished(OltScene scene) {
    boolean[] unfinished = {false};
    scene.withOlt(olt ->
        unfinished[0] =
            olt.loadProblems().stream().anyMatch(f -> f.kind() == FindingKind.UNFINISHED_WORK));
    return unfinished[0];
  }

  private static void assertFenced(OltScene scene) {
    SortedMap<String, String> before = scene.everything();
    scene.withOlt(olt -> {
      assertThat(OltScene.code(() -> olt.instances().create(T64, UniPort.of("olt-1", 0, 30, 0))))
          .isEqualTo(ErrorCode.OLT_BUSY);
      assertThat(OltScene.code(() -> olt.register(OltScene.registration(0))))
          .isEqualTo(ErrorCode.OLT_BUSY);
    });
    assertThat(scene.everything()).isEqualTo(before);
  }

  private static void runToTheEnd(Work work, OltScene scene) {
    try {
      work.runOn(scene.store);
    } catch (PonkeeperException e) {
      // Of an OLT or a PON that is gone already there is nothing to delete.
      assertThat(e.code()).isIn(ErrorCode.OLT_NOT_REGISTERED, ErrorCode.PON_NOT_REGISTERED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void lostRepliesAndFailuresDoNotChangeTheResult(Work work) {
    // given
    OltScene given = work.scene();
    OltScene undisturbed = given.copy();
    work.runOn(undisturbed.store);
    SortedMap<String, String> end = undisturbed.everything();

    for (Fault fault : new Fault[] {Fault.LOST_AFTER, Fault.LOST_BEFORE}) {
      for (int commit = 0; commit < 6; commit++) {
        // when
        OltScene scene = given.copy();
        work.runOn(new FaultyStore(scene.store, nth(commit, fault)));

        // then
        assertThat(scene.everything()).as("%s of commit %d", fault, commit).isEqualTo(end);
      }
    }
  }

  private static FaultPlan nth(int commit, Fault fault) {
    int[] commits = {0};
    return call -> call == StoreCall.COMMIT && commits[0]++ == commit ? fault : Fault.NONE;
  }

  @ParameterizedTest
  @EnumSource
  void twoRunsAtOnceEndInTheSameState(Work work) throws InterruptedException {
    // given
    OltScene given = work.scene();
    OltScene undisturbed = given.copy();
    work.runOn(undisturbed.store);
    SortedMap<String, String> end = undisturbed.everything();

    for (int round = 0; round < 10; round++) {
      // when
      OltScene scene = given.copy();
      SortedMap<String, String> faults = new TreeMap<>();
      Thread other = Thread.ofPlatform().start(() -> runBeside(work, scene, faults));
      runBeside(work, scene, new TreeMap<>());
      other.join();

      // then
      assertThat(faults).isEmpty();
      assertThat(scene.everything()).isEqualTo(end);
    }
  }

  private static void runBeside(Work work, OltScene scene, SortedMap<String, String> faults) {
    try {
      runToTheEnd(work, scene);
    } catch (RuntimeException | AssertionError e) {
      faults.put("fault", e.toString());
    }
  }
}

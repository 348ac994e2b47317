package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.tck.FaultyProxy;
import org.ponkeeper.tck.PlainTemplate;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;
import org.ponkeeper.template.Templates;

/**
 * An etcd is restored from a snapshot while an adapter goes on, and an operator worked on what was
 * restored: at the revisions at which the adapter had worked too.
 */
@NeedsEtcd
@Timeout(120)
class EtcdForkTest {

  /** A busy machine may be slow; that is not what this test is about. */
  private static final PonkeeperOptions PATIENT =
      PonkeeperOptions.DEFAULTS.withCallTimeout(Duration.ofMinutes(1));

  private static final OltId OLT = new OltId("olt-1");
  private static final int PON = 0;
  private static final TechProfileId T64 = new TechProfileId(64);
  private static final TechProfileId T65 = new TechProfileId(65);

  /** What is different in the fork. */
  enum Difference {
    /** The same pools, with the same bits at the same revision, for another service. */
    OWNER {
      @Override
      void ours(Ponkeeper ponkeeper) {
        create(ponkeeper, T64, 2);
      }

      @Override
      void theirs(Ponkeeper ponkeeper) {
        create(ponkeeper, T64, 7);
      }
    },
    /** Other ranges. */
    RECORD {
      @Override
      void ours(Ponkeeper ponkeeper) {
        create(ponkeeper, T64, 2);
      }

      @Override
      void theirs(Ponkeeper ponkeeper) {
        olt(ponkeeper).resize(registration(1024, 1500));
      }
    },
    /** More GEM ports for each service. */
    TEMPLATE {
      @Override
      void ours(Ponkeeper ponkeeper) {
        ponkeeper
            .templates()
            .apply(Technology.XGS_PON, T65, template(2), Templates.WhenInUse.PROCEED);
        create(ponkeeper, T65, 2);
      }

      @Override
      void theirs(Ponkeeper ponkeeper) {
        ponkeeper
            .templates()
            .apply(Technology.XGS_PON, T65, template(4), Templates.WhenInUse.PROCEED);
        create(ponkeeper, T65, 7);
      }
    },
    /** The same ids, for another owner. */
    CLAIM {
      @Override
      void ours(Ponkeeper ponkeeper) {
        allocate(ponkeeper, "ours");
      }

      @Override
      void theirs(Ponkeeper ponkeeper) {
        allocate(ponkeeper, "theirs");
      }
    };

    abstract void ours(Ponkeeper ponkeeper);

    abstract void theirs(Ponkeeper ponkeeper);
  }

  static Stream<Arguments> forks() {
    List<Arguments> forks = new ArrayList<>();
    for (Difference difference : Difference.values()) {
      for (boolean ahead : List.of(false, true)) {
        for (boolean watch : List.of(false, true)) {
          forks.add(Arguments.of(difference, ahead, watch));
        }
      }
    }
    return forks.stream();
  }

  @ParameterizedTest(name = "{0}, ahead {1}, watch {2}")
  @MethodSource("forks")
  void noIdHasTwoOwnersAfterwards(Difference difference, boolean ahead, boolean watch)
      throws Exception {
    try (EtcdServer server = EtcdServer.start();
        FaultyProxy proxy = FaultyProxy.to(server.port());
        KeyValueStore store = patient(proxy.port());
        Ponkeeper adapter = Ponkeeper.on(store, PATIENT.withWatch(watch))) {
      // given an adapter that went on after the backup
      adapter.templates().apply(Technology.XGS_PON, T65, template(2));
      olt(adapter).register(registration(1024, 2048));
      create(adapter, T64, 1);
      allocate(adapter, "first");
      Path backup = server.saveSnapshot();
      difference.ours(adapter);
      if (!ahead) {
        writeMore(store);
      }

      // when the backup is restored and others work on it
      server.stop();
      server.restoreSnapshot(backup);
      proxy.redirect(EtcdServer.freePort());
      server.startAgain();
      try (KeyValueStore restored = patient(server.port());
          Ponkeeper operator = Ponkeeper.on(restored, PATIENT)) {
        difference.theirs(operator);
        if (ahead) {
          writeMore(restored);
        }
      }
      proxy.redirect(server.port());

      // then the adapter goes on with what there is now
      Instance three = create(adapter, T65, 3);
      Instance four = create(adapter, T64, 4);
      olt(adapter).instances().delete(T64, UniPort.of("olt-1", 0, 1, 0));
      Instance five = create(adapter, T64, 5);
      List<Integer> claimed = allocate(adapter, "last");

      try (KeyValueStore other = patient(server.port());
          Ponkeeper fresh = Ponkeeper.on(other, PATIENT.withWatch(false))) {
        assertSound(fresh);
        assertThat(olt(fresh).instances().list()).contains(three, four, five);
        assertThat(olt(fresh).instances().find(T64, UniPort.of("olt-1", 0, 1, 0))).isEmpty();
        assertThat(allocate(fresh, "last")).isEqualTo(claimed);
        // what the fork does not have is gone, in the adapter's memory too
        assertThat(olt(adapter).instances().list())
            .containsExactlyInAnyOrderElementsOf(olt(fresh).instances().list());
        assertThat(olt(adapter).ids().list(PON, ResourceType.GEM_PORT_ID))
            .isEqualTo(olt(fresh).ids().list(PON, ResourceType.GEM_PORT_ID));
      }
    }
  }

  /** Takes the store some revisions on, without a change of what the OLT has. */
  private static void writeMore(KeyValueStore store) {
    for (int i = 0; i < 10; i++) {
      store.put(new Key("other/" + i), Bytes.utf8("x"));
    }
  }

  private static void assertSound(Ponkeeper ponkeeper) {
    List<Integer> gemPorts = new ArrayList<>();
    List<AllocId> allocIds = new ArrayList<>();
    for (Instance instance : olt(ponkeeper).instances().list()) {
      allocIds.add(instance.allocId());
      for (int i = 0; i < instance.gemPortCount(); i++) {
        gemPorts.add(instance.gemPortIdAt(i));
      }
    }
    assertThat(new HashSet<>(gemPorts)).hasSameSizeAs(gemPorts);
    assertThat(new HashSet<>(allocIds)).hasSameSizeAs(allocIds);
    assertThat(olt(ponkeeper).audit().findings())
        .filteredOn(finding -> finding.severity() == Finding.Severity.ERROR)
        .isEmpty();
  }

  private static KeyValueStore patient(int port) {
    return RetryingStore.of(
        EtcdStore.open("etcd://127.0.0.1:" + port),
        RetryPolicy.DEFAULTS.deadline(Duration.ofSeconds(30)));
  }

  private static Olt olt(Ponkeeper ponkeeper) {
    return ponkeeper.olt(Technology.XGS_PON, OLT);
  }

  private static Instance create(Ponkeeper ponkeeper, TechProfileId template, int onu) {
    CreateResult answer =
        olt(ponkeeper).instances().create(template, UniPort.of("olt-1", 0, onu, 0));
    return answer.instance();
  }

  private static List<Integer> allocate(Ponkeeper ponkeeper, String owner) {
    return olt(ponkeeper)
        .ids()
        .allocate(PON, ResourceType.GEM_PORT_ID, new OwnerName(owner), 1)
        .ids();
  }

  private static Bytes template(int gemPorts) {
    return PlainTemplate.json("T", gemPorts, false);
  }

  private static OltRegistration registration(int firstGemPort, int lastGemPort) {
    return OltRegistration.builder()
        .pons(0, 0)
        .onuIds(1, 128)
        .allocIds(1024, 1152)
        .gemPortIds(firstGemPort, lastGemPort)
        .build();
  }
}

package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.olt.ChangeEvent;
import org.ponkeeper.olt.ObjectChange;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Bookmark;
import org.ponkeeper.store.Subscription;

/** Changes as another process sees them. */
@SuppressWarnings("try") // a watch is there to be closed
interface ChangesContract extends StoreUnderTest {

  /** Values of these tests. */
  final class Seen {
    private static final Technology TECH = Technology.XGS_PON;
    private static final TechProfileId T64 = new TechProfileId(64);
    private static final OwnerName OWNER = new OwnerName("ALCL00000001");
    private static final PonkeeperOptions UNWATCHED = PonkeeperOptions.DEFAULTS.withWatch(false);

    private Seen() {}

    private static Olt register(Ponkeeper ponkeeper, String device) {
      Olt olt = ponkeeper.olt(TECH, device);
      olt.register(
          OltRegistration.builder()
              .pons(0, 1)
              .onuIds(1, 32)
              .allocIds(1024, 2047)
              .gemPortIds(1024, 4095)
              .build());
      return olt;
    }

    private static List<ObjectChange> changes(ChangeEvent event) {
      return ((ChangeEvent.Changed) event).changes();
    }

    private static Bookmark bookmark(ChangeEvent event) {
      return ((ChangeEvent.Changed) event).bookmark();
    }

    private static OltId id(Olt olt) {
      return olt.uniPort(0, 1, 0).pon().olt();
    }
  }

  @Test
  default void eachTransactionIsOneEventInOrder() throws Exception {
    RecordedEvents<ChangeEvent> events = new RecordedEvents<>();
    try (Ponkeeper writer = Ponkeeper.on(store());
        Ponkeeper observer = Ponkeeper.on(another());
        Subscription watch = observer.changes().watch(events)) {
      writer.templates().apply(Seen.TECH, Seen.T64, PlainTemplate.json("T", 2, false));
      assertThat(Seen.changes(events.next()))
          .containsExactly(new ObjectChange.TemplateStored(Seen.TECH, Seen.T64));

      Olt olt = Seen.register(writer, "olt-1");
      assertThat(Seen.changes(events.next()))
          .singleElement()
          .isInstanceOfSatisfying(
              ObjectChange.RegistrationStored.class,
              change -> {
                assertThat(change.olt()).isEqualTo(Seen.id(olt));
                assertThat(change.record().orElseThrow().pons()).containsExactly(0, 1);
              });

      PonId pon = new PonId(Seen.id(olt), 0);
      olt.ids().reserve(0, ResourceType.ONU_ID, Seen.OWNER, Set.of(3));
      assertThat(Seen.changes(events.next()))
          .containsExactly(
              new ObjectChange.ClaimStored(
                  Seen.TECH, pon, ResourceType.ONU_ID, Seen.OWNER, Optional.of(Set.of(3))));

      Instance instance = olt.instances().create(Seen.T64, olt.uniPort(0, 3, 0)).instance();
      assertThat(Seen.changes(events.next()))
          .singleElement()
          .isInstanceOfSatisfying(
              ObjectChange.InstanceStored.class,
              change -> {
                assertThat(change.path()).isEqualTo(instance.path());
                assertThat(change.stored().orElseThrow().allocId()).isEqualTo(instance.allocId());
                assertThat(change.stored().orElseThrow().gemPortIds())
                    .isEqualTo(instance.gemPortIds());
              });

      olt.onus().delete(new OnuId(pon, 3));
      assertThat(Seen.changes(events.next()))
          .containsExactlyInAnyOrder(
              new ObjectChange.InstanceDeleted(instance.path()),
              new ObjectChange.ClaimDeleted(Seen.TECH, pon, ResourceType.ONU_ID, Seen.OWNER));

      olt.unregister();
      writer.templates().delete(Seen.TECH, Seen.T64);
      List<ObjectChange> rest = new ArrayList<>();
      while (rest.isEmpty() || !(rest.getLast() instanceof ObjectChange.TemplateDeleted)) {
        rest.addAll(Seen.changes(events.next()));
      }
      // Before it is removed, the record says so.
      assertThat(rest)
          .endsWith(
              new ObjectChange.RegistrationDeleted(Seen.TECH, Seen.id(olt)),
              new ObjectChange.TemplateDeleted(Seen.TECH, Seen.T64));
    }
  }

  @Test
  default void onlyTheChangesOfAnOltAreReported() throws Exception {
    RecordedEvents<ChangeEvent> events = new RecordedEvents<>();
    try (Ponkeeper writer = Ponkeeper.on(store());
        Subscription watch = writer.changes().in(Seen.TECH).on(new OltId("olt-2")).watch(events)) {
      Olt one = Seen.register(writer, "olt-1");
      writer.templates().apply(Technology.GPON, Seen.T64, PlainTemplate.json("G", 1, false));
      Olt two = Seen.register(writer, "olt-2");
      one.instances().create(Seen.T64, one.uniPort(0, 1, 0));
      two.instances().create(Seen.T64, two.uniPort(0, 1, 0));

      assertThat(Seen.changes(events.next()).getFirst())
          .isInstanceOf(ObjectChange.RegistrationStored.class);
      assertThat(Seen.changes(events.next()))
          .singleElement()
          .isInstanceOfSatisfying(
              ObjectChange.InstanceStored.class,
              change -> assertThat(change.path().uniPort()).isEqualTo(two.uniPort(0, 1, 0)));
      assertThat(events.isEmpty()).isTrue();
    }
  }

  @Test
  default void eventsThatAreAppliedGiveTheStateAlsoAcrossRestartsOfTheObserver() throws Exception {
    Map<InstancePath, List<GemPortId>> seen = new HashMap<>();
    try (Ponkeeper one = Ponkeeper.on(store(), Seen.UNWATCHED);
        Ponkeeper two = Ponkeeper.on(store(), Seen.UNWATCHED);
        ExecutorService executor = Executors.newFixedThreadPool(3)) {
      Olt olt = Seen.register(one, "olt-1");
      Olt sameOlt = two.olt(Seen.TECH, "olt-1");
      OltId id = Seen.id(olt);
      RecordedEvents<ChangeEvent> begun = new RecordedEvents<>();
      Bookmark seenUpTo;
      try (Subscription watch = one.changes().on(id).watch(begun)) {
        olt.instances().create(Seen.T64, olt.uniPort(0, 30, 0));
        ChangeEvent event = begun.next();
        applyTo(seen, event);
        seenUpTo = Seen.bookmark(event);
      }

      Future<?> first = executor.submit(() -> work(olt, 1));
      Future<?> second = executor.submit(() -> work(sameOlt, 2));
      UniPort last = olt.uniPort(1, 31, 0);
      Future<?> end =
          executor.submit(() -> {
            first.get();
            second.get();
            return olt.instances().create(Seen.T64, last);
          });
      boolean ended = false;
      while (!ended) {
        // An observer that starts again after every few events.
        RecordedEvents<ChangeEvent> events = new RecordedEvents<>();
        try (Ponkeeper observer = Ponkeeper.on(another(), Seen.UNWATCHED);
            Subscription watch = observer.changes().on(id).after(seenUpTo).watch(events)) {
          for (int i = 0; i < 7 && !ended; i++) {
            ChangeEvent event = events.next();
            applyTo(seen, event);
            seenUpTo = Seen.bookmark(event);
            ended =
                Seen.changes(event).getFirst() instanceof ObjectChange.InstanceStored stored
                    && stored.path().uniPort().equals(last);
          }
        }
      }
      end.get();

      Map<InstancePath, List<GemPortId>> stored = new HashMap<>();
      try (Ponkeeper fresh = Ponkeeper.on(store(), Seen.UNWATCHED)) {
        fresh
            .olt(Seen.TECH, "olt-1")
            .instances()
            .list()
            .forEach(instance -> stored.put(instance.path(), instance.gemPortIds()));
      }
      assertThat(seen).isEqualTo(stored);
    }
  }

  /** Creates and deletes instances at random. */
  private static void work(Olt olt, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 40; i++) {
      UniPort port = olt.uniPort(0, 1 + random.nextInt(6), 0);
      if (random.nextInt(3) == 0) {
        olt.instances().delete(Seen.T64, port);
      } else {
        olt.instances().create(Seen.T64, port);
      }
    }
  }

  private static void applyTo(Map<InstancePath, List<GemPortId>> seen, ChangeEvent event) {
    for (ObjectChange change : Seen.changes(event)) {
      switch (change) {
        case ObjectChange.InstanceStored stored ->
            // Where it was changed again since, a later event follows.
            seen.put(stored.path(), stored.stored().map(ids -> ids.gemPortIds()).orElse(List.of()));
        case ObjectChange.InstanceDeleted deleted ->
            assertThat(seen.remove(deleted.path())).as(deleted.toString()).isNotNull();
        default -> {}
      }
    }
  }

  @Test
  default void closingThePonkeeperEndsItsWatches() throws Exception {
    RecordedEvents<ChangeEvent> ended = new RecordedEvents<>();
    RecordedEvents<ChangeEvent> open = new RecordedEvents<>();
    try (Ponkeeper writer = Ponkeeper.on(store());
        Subscription other = writer.changes().watch(open)) {
      Ponkeeper observer = Ponkeeper.on(store());
      Subscription watch = observer.changes().watch(ended);
      observer.close();
      assertThatIllegalStateException().isThrownBy(observer::changes);

      Seen.register(writer, "olt-1");
      open.next();
      Seen.register(writer, "olt-2");
      open.next();
      assertThat(ended.isEmpty()).isTrue();
      watch.close();
    }
  }
}

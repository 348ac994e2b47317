package org.ponkeeper.tck.simulation;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.DeleteRequest;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.StoreView;

/**
 * An operator that works on the OLT together with the adapters, with a new Ponkeeper for each
 * command: it changes services and claims, a template, and the OLT's ranges. In some modes the
 * operator also creates backups of the store and restores it, and makes some changes before an
 * adapter reconnects. Then equal versions belong to different changes in the two histories.
 */
final class Operator {

  /** The maximum number of turns of others between two actions of the operator. */
  private static final int MOST_TURNS = 40;

  /**
   * The maximum number of changes that a restore undoes; up to twice as many may follow a restore.
   */
  private static final int MOST_CHANGES = 8;

  /** The possible last GEM port ids of the OLT's range. */
  private static final List<Integer> LAST_GEM_PORT_IDS = List.of(1043, 1047, 1051);

  /** A backup of the store after this many changes, with the knowledge of each adapter. */
  private record Backup(
      MemoryStore.Backup store, int changes, List<Acknowledgements.Backup> told) {}

  private final World world;
  private final List<Adapter> adapters;
  private final SplittableRandom random;
  private Optional<Backup> backup = Optional.empty();
  private int lost;

  Operator(World world, List<Adapter> adapters, SplittableRandom random) {
    this.world = world;
    this.adapters = adapters;
    this.random = random;
  }

  /** How many results were lost by restores. */
  int lost() {
    return lost;
  }

  /** Works until all adapters have done their operations. */
  void run() {
    while (true) {
      for (int turns = random.nextInt(MOST_TURNS); turns >= 0 && !world.isQuiet(); turns--) {
        world.pause(0);
      }
      if (world.isQuiet()) {
        return;
      }
      if (world.mode() != Mode.RESTORES || random.nextInt(3) == 0) {
        change();
      } else if (backup.isEmpty() || random.nextInt(3) == 0) {
        backUp();
        if (random.nextInt(3) > 0) {
          restoreSoon(backup.get());
        }
      } else {
        // The new history ends before, at or after the old one.
        restore(backup.get(), random.nextInt(2 * takenBack(backup.get()) + 2));
      }
    }
  }

  /** Undoes one to three changes, and makes as many, which probably get the same versions. */
  private void restoreSoon(Backup from) {
    int most = 1 + random.nextInt(3);
    while (takenBack(from) < most && !world.isQuiet()) {
      world.pause(0);
    }
    if (!world.isQuiet()) {
      restore(from, takenBack(from));
    }
  }

  /** The number of changes that a restore would undo, at most {@value #MOST_CHANGES}. */
  private int takenBack(Backup from) {
    return Math.min(MOST_CHANGES, world.store().changes() - from.changes());
  }

  private void backUp() {
    backup =
        Optional.of(
            new Backup(
                world.store().backup(),
                world.store().changes(),
                adapters.stream().map(a -> a.acknowledgements().backUp()).toList()));
  }

  private void restore(Backup from, int changes) {
    world.store().restore(from.store());
    world.moments().restored();
    for (int i = 0; i < adapters.size(); i++) {
      lost += adapters.get(i).acknowledgements().restore(from.told().get(i));
    }
    for (int i = 0; i < changes; i++) {
      change();
    }
    if (random.nextBoolean()) {
      backup = Optional.empty();
    }
  }

  /** Runs one command. */
  private void change() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(world.store(), world.options(random.split(), false))) {
      Olt olt = ponkeeper.olt(Simulation.TECHNOLOGY, Simulation.OLT);
      switch (random.nextInt(8)) {
        case 0 -> changeTemplate(ponkeeper);
        case 1 -> resize(olt);
        case 2, 3 -> changeClaim(olt);
        default -> changeService(olt, ponkeeper.adapterData());
      }
    } catch (RefusedException e) {
      // Some commands cannot succeed now: the pool is exhausted, the template is in use.
    }
  }

  private void changeTemplate(Ponkeeper ponkeeper) {
    ponkeeper
        .templates()
        .apply(
            Simulation.TECHNOLOGY,
            Simulation.CHANGING_TEMPLATE,
            Simulation.changingTemplate(1 + random.nextInt(3)));
  }

  private void resize(Olt olt) {
    int last = LAST_GEM_PORT_IDS.get(random.nextInt(LAST_GEM_PORT_IDS.size()));
    IdRange range = Objects.requireNonNull(Simulation.RANGES.get(ResourceType.GEM_PORT_ID));
    olt.resize(OltRegistration.builder().gemPortIds(range.first(), last).build());
  }

  private void changeClaim(Olt olt) {
    OwnerName owner = random.nextBoolean() ? Adapter.SHARED_OWNER : new OwnerName("operator");
    PonId pon = new PonId(Simulation.OLT, random.nextInt(Simulation.PONS));
    ResourceType type = Simulation.TYPES.get(random.nextInt(Simulation.TYPES.size()));
    if (random.nextBoolean()) {
      olt.ids().allocate(pon.number(), type, owner, 1);
    } else {
      olt.ids().release(pon.number(), type, owner);
    }
  }

  private void changeService(Olt olt, StoreView data) {
    TechProfileId template = new TechProfileId(64 + random.nextInt(3));
    int pon = random.nextInt(Simulation.PONS);
    UniPort port =
        random.nextInt(3) == 0
            ? Adapter.SHARED_PORT
            : UniPort.of(Simulation.OLT.device(), pon, random.nextBoolean() ? 7 : 11, 0);
    if (random.nextInt(100) < 60) {
      olt.instances()
          .create(
              CreateRequest.of(template, port)
                  .withAdapterData(instance -> Adapter.data(data, instance)));
    } else {
      String name = Simulation.TECHNOLOGY + "/" + template + "/" + port;
      olt.instances()
          .delete(DeleteRequest.of(template, port).withAdapterData(List.of(data.deleting(name))));
    }
  }
}

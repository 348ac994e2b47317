package org.ponkeeper.tck.simulation;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;

/** A Ponkeeper that changes nothing: it opens the OLT and then only reads. */
final class Reader {

  private final World world;
  private final SplittableRandom random;

  Reader(World world, SplittableRandom random) {
    this.world = world;
    this.random = random;
  }

  /** Reads until the run is quiet, through several lives. */
  void run() {
    while (!live()) {
      // The next life begins.
    }
  }

  /** One life; returns whether it was the last. */
  private boolean live() {
    boolean watches = world.mode().watches(random);
    try (Ponkeeper ponkeeper =
        Ponkeeper.on(
            world.store(random.split(), () -> {}), world.options(random.split(), watches))) {
      Olt olt = ponkeeper.olt(Simulation.TECHNOLOGY, Simulation.OLT);
      MemoryCheck memory = new MemoryCheck(world.moments(), olt);
      for (int reads = random.nextInt(5, 60); reads > 0 && !world.isQuiet(); reads--) {
        memory.read().ifPresent(world::witness);
        world.pause(TimeUnit.MICROSECONDS.toNanos(random.nextInt(1000)));
      }
      if (world.isQuiet()) {
        world.readUntilTheEnd(olt, watches);
      }
      return world.isQuiet();
    }
  }
}

package org.ponkeeper.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.IntToLongFunction;
import org.ponkeeper.Instances;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.cli.sandbox.Progress;
import org.ponkeeper.cli.sandbox.StoppedException;
import org.ponkeeper.cli.sandbox.Times;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.TechProfileInstance;

/**
 * Measures reads from memory. A single read is too short for the clock, so a thousand in a row are
 * timed, and count as a thousand with the same duration each.
 */
final class MemoryReads {

  private static final int ROUNDS = 2_000;
  private static final int WARM_UP_ROUNDS = 1_000;
  private static final int READS = 1_000;
  private static final int PBITS = 8;

  private final List<Read> reads;
  private final Progress progress;
  private final BooleanSupplier stopped;

  /** An instance, with the path by which an adapter looks it up. */
  private record Read(InstancePath path, Instances of, TechProfileInstance instance) {}

  MemoryReads(
      Ponkeeper ponkeeper, List<InstancePath> paths, Progress progress, BooleanSupplier stopped) {
    this.reads = new ArrayList<>(paths.size());
    this.progress = progress;
    this.stopped = stopped;
    for (InstancePath path : paths) {
      Instances of = ponkeeper.olt(path.technology(), path.uniPort().olt()).instances();
      if (of.get(path.template(), path.uniPort()) instanceof TechProfileInstance instance) {
        reads.add(new Read(path, of, instance));
      }
    }
    Collections.shuffle(reads, new Random(1));
  }

  /** Looking up instances in random order; the baseline is a hash map by path. */
  Figures lookup() {
    Map<InstancePath, Instance> map = new HashMap<>();
    reads.forEach(read -> map.put(read.path(), read.instance()));
    return run(
        Work.LOOKUP,
        n -> {
          Read read = reads.get(n);
          return read.of().get(read.path().template(), read.path().uniPort()).gemPortCount();
        },
        n -> {
          Instance found = map.get(reads.get(n).path());
          return found == null ? 0 : found.gemPortCount();
        });
  }

  /** The GEM port for a p-bit; the baseline is reading a number from a table of p-bits. */
  Figures gemPortForPbit() {
    int[][] table = new int[reads.size()][PBITS];
    TechProfileInstance[] instances = new TechProfileInstance[reads.size()];
    for (int n = 0; n < reads.size(); n++) {
      instances[n] = reads.get(n).instance();
      for (int pbit = 0; pbit < PBITS; pbit++) {
        table[n][pbit] = instances[n].gemPortId(Direction.UPSTREAM, pbit);
      }
    }
    return run(
        Work.GEM_PORT_FOR_PBIT,
        n -> instances[n].gemPortId(Direction.UPSTREAM, n % PBITS),
        n -> table[n][n % PBITS]);
  }

  private Figures run(Work work, IntToLongFunction ours, IntToLongFunction bare) {
    long[] oursEach = new long[ROUNDS];
    long[] bareEach = new long[ROUNDS];
    try (Progress.Steps steps = progress.show(work.toString(), ROUNDS)) {
      for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
        if (stopped.getAsBoolean()) {
          throw new StoppedException();
        }
        int from = Math.floorMod(round * READS, reads.size());
        Timed bareTime = time(from, bare);
        Timed oursTime = time(from, ours);
        if (bareTime.sum() != oursTime.sum()) {
          throw new IllegalStateException(work + " does not read what its baseline reads");
        }
        if (round >= 0) {
          bareEach[round] = bareTime.nanos();
          oursEach[round] = oursTime.nanos();
          steps.step();
        }
      }
    }
    return Figures.of(
        work, new Times(sum(oursEach), oursEach), new Times(sum(bareEach), bareEach), READS);
  }

  /**
   * A series of reads.
   *
   * @param sum the sum of the values read; using it prevents the compiler from removing the reads
   */
  private record Timed(long nanos, long sum) {}

  private Timed time(int from, IntToLongFunction read) {
    long sum = 0;
    int n = from;
    long begin = System.nanoTime();
    for (int i = 0; i < READS; i++) {
      sum += read.applyAsLong(n);
      n = n + 1 == reads.size() ? 0 : n + 1;
    }
    long nanos = System.nanoTime() - begin;
    return new Timed(nanos, sum);
  }

  private static long sum(long[] nanos) {
    return Arrays.stream(nanos).sum();
  }
}

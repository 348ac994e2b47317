package org.ponkeeper.server.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ponkeeper.olt.OltUse;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.ResourceType;

/**
 * How much there was on each OLT over the last hours: at most {@value #MOST_SAMPLES} samples of
 * each of at most {@value #MOST_OLTS} OLTs, about 50 MB in all. Thread-safe.
 */
final class UseHistory {

  static final int MOST_SAMPLES = 360;
  static final int MOST_OLTS = 1_000;

  private static final ResourceType[] TYPES = ResourceType.values();

  private final Duration interval;
  private final Map<OltKey, Deque<Sample>> samples = new HashMap<>();

  /** A history of samples that are taken so far apart. */
  UseHistory(Duration interval) {
    this.interval = interval;
  }

  private record OltKey(Technology technology, OltId olt) {}

  /** The numbers of an OLT at a time. */
  static final class Sample {
    private final long millis;
    private final int instances;
    private final int onus;

    /** The used ids and all ids of each type. */
    private final int[] ids = new int[2 * TYPES.length];

    private Sample(OltUse use, Instant time) {
      millis = time.toEpochMilli();
      instances = use.instances();
      onus = use.onus();
      for (int i = 0; i < TYPES.length; i++) {
        OltUse.Sum sum = use.sum(TYPES[i]);
        ids[2 * i] = sum.used();
        ids[2 * i + 1] = sum.total();
      }
    }

    /** The numbers as they are at a time. */
    static Sample of(OltUse use, Instant time) {
      return new Sample(use, time);
    }

    Instant time() {
      return Instant.ofEpochMilli(millis);
    }

    int instances() {
      return instances;
    }

    int onus() {
      return onus;
    }

    /** The ids of each type that the OLT has. */
    Map<ResourceType, OltUse.Sum> ids() {
      Map<ResourceType, OltUse.Sum> sums = new EnumMap<>(ResourceType.class);
      for (int i = 0; i < TYPES.length; i++) {
        int total = ids[2 * i + 1];
        if (total > 0) {
          sums.put(TYPES[i], new OltUse.Sum(ids[2 * i], total));
        }
      }
      return sums;
    }
  }

  Duration interval() {
    return interval;
  }

  /** How long a sample is kept. */
  Duration retention() {
    return interval.multipliedBy(MOST_SAMPLES);
  }

  /** Keeps a sample; of a further OLT only if there is room. */
  synchronized void add(OltUse use, Instant time) {
    OltKey key = new OltKey(use.technology(), use.olt());
    if (!samples.containsKey(key) && samples.size() >= MOST_OLTS) {
      return;
    }
    Deque<Sample> ofOlt = samples.computeIfAbsent(key, k -> new ArrayDeque<>());
    if (ofOlt.size() >= MOST_SAMPLES) {
      ofOlt.removeFirst();
    }
    ofOlt.addLast(Sample.of(use, time));
  }

  /** Drops samples that were kept long enough. */
  synchronized void dropOld(Instant now) {
    Instant oldest = now.minus(retention());
    samples.values().forEach(ofOlt -> ofOlt.removeIf(sample -> sample.time().isBefore(oldest)));
    samples.values().removeIf(Deque::isEmpty);
  }

  /** The samples of an OLT, the oldest first. */
  synchronized List<Sample> of(Technology technology, OltId olt) {
    Deque<Sample> ofOlt = samples.get(new OltKey(technology, olt));
    return ofOlt == null ? List.of() : new ArrayList<>(ofOlt);
  }
}

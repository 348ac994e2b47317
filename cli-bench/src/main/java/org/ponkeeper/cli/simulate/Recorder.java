package org.ponkeeper.cli.simulate;

import java.util.ArrayList;
import java.util.List;
import org.ponkeeper.cli.sandbox.Times;

/** Gathers how long calls took, from any thread. */
final class Recorder {

  private final List<Long> nanos = new ArrayList<>();

  synchronized void add(long took) {
    nanos.add(took);
  }

  /**
   * What was gathered.
   *
   * @param total nanoseconds in which all of that happened
   */
  synchronized Times times(long total) {
    return new Times(total, nanos.stream().mapToLong(Long::longValue).toArray());
  }
}

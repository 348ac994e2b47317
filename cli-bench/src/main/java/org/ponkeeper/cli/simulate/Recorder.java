package org.ponkeeper.cli.simulate;

import java.util.ArrayList;
import java.util.List;
import org.ponkeeper.cli.sandbox.Times;

/** Records the durations of calls, from any thread. */
final class Recorder {

  private final List<Long> nanos = new ArrayList<>();

  synchronized void add(long took) {
    nanos.add(took);
  }

  /**
   * The recorded durations.
   *
   * @param total the nanoseconds in which all calls were made
   */
  synchronized Times times(long total) {
    return new Times(total, nanos.stream().mapToLong(Long::longValue).toArray());
  }
}

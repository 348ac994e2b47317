package org.ponkeeper.server.api;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Points in time as messages. */
final class Times {
  private Times() {}

  static Timestamp of(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}

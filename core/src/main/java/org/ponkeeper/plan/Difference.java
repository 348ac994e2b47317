package org.ponkeeper.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;

/** What an OLT is registered with, set against what was asked for. */
final class Difference {
  private Difference() {}

  /** One difference, for people. */
  static String between(String what, @Nullable Object there, Object asked) {
    return "%s: there %s, asked for %s".formatted(what, there == null ? "none" : there, asked);
  }

  /** The refusal of a registration with these differences. */
  static RefusedException refusal(OltState state, List<String> differences) {
    return new RefusedException(ErrorCode.RANGE_DIFFERS)
        .with("OLT", state.olt())
        .with("differences", String.join("; ", differences));
  }

  /** The refusal of a resize that would change these. */
  static RefusedException ofResize(OltState state, List<String> differences) {
    return refusal(state, differences)
        .with("reason", "no resize changes these")
        .remedy(
            "leave out what the message names; to change it, delete the OLT and register it again");
  }
}

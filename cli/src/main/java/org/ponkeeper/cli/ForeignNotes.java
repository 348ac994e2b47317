package org.ponkeeper.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.ponkeeper.olt.ForeignData;
import org.ponkeeper.olt.ForeignKeys;

/** Reports the keys of a store that Ponkeeper does not maintain. */
final class ForeignNotes {

  private static final int SHOWN = 10;

  private ForeignNotes() {}

  /**
   * Prints them on standard error: a line for each of the first prefixes, and one for all other
   * paths.
   *
   * @return whether there are any
   */
  static boolean say(ForeignData foreign, Terminal terminal) {
    List<ForeignKeys> here =
        foreign.keys().stream().filter(keys -> keys.kind() != ForeignKeys.Kind.OTHER_PATH).toList();
    List<ForeignKeys> elsewhere =
        foreign.keys().stream().filter(keys -> keys.kind() == ForeignKeys.Kind.OTHER_PATH).toList();
    here.stream()
        .limit(SHOWN)
        .forEach(keys ->
            terminal.say(
                "ignored: %s: %s: %s"
                    .formatted(keys.prefix(), keys.count(), Remedies.remark(keys))));
    if (!elsewhere.isEmpty()) {
      terminal.say(
          "ignored, at other paths: "
              + elsewhere.stream()
                  .limit(SHOWN)
                  .map(keys -> keys.prefix() + " (" + keys.count() + ")")
                  .collect(Collectors.joining(", ")));
    }
    long more =
        foreign.unlisted()
            + Math.max(0, here.size() - SHOWN)
            + Math.max(0, elsewhere.size() - SHOWN);
    if (more > 0) {
      terminal.say("ignored: %s more prefixes; 'audit' lists more of them".formatted(more));
    }
    return !foreign.isEmpty();
  }

  /** Reports that a listing is empty, and whether there is other data. */
  static void sayNone(String what, boolean isForeign, Terminal terminal) {
    terminal.say(isForeign ? "no " + what + " that Ponkeeper can use" : "no " + what);
  }
}

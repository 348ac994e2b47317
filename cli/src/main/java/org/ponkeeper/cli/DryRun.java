package org.ponkeeper.cli;

import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/**
 * The option {@code --dry-run} of commands that delete. With it, the command works on a {@link
 * org.ponkeeper.store.PreviewStore}: it decides and answers as without it, and changes nothing.
 */
final class DryRun {

  @Option(names = "--dry-run", description = "Show what would be done, and change nothing.")
  private boolean asked;

  boolean isAsked() {
    return asked;
  }

  /** What was done, for example {@code deleted}; in a dry run, {@code would be deleted}. */
  String done(String done) {
    return asked ? "would be " + done : done;
  }

  /** The same with what it was done to. */
  String done(String done, String what) {
    return asked ? "would be %s: %s".formatted(done, what) : done + " " + what;
  }

  /** Says of ids that they were freed; in a dry run, that they would be. */
  String freeAgain(String ids) {
    return ids + (asked ? " would be free again" : " are free again");
  }

  /** Writes {@code "dry_run": true} in a dry run, otherwise nothing. */
  void write(JsonGenerator json) {
    if (asked) {
      json.writeBooleanProperty("dry_run", true);
    }
  }
}

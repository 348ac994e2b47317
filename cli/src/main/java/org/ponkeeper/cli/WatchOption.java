package org.ponkeeper.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --watch} of a command that shows something, and what it does. */
final class WatchOption {

  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private static final String TO_TOP = "\u001b[H";
  private static final String CLEAR = "\u001b[2J";
  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  @Option(
      names = "--watch",
      description = {
        "Show it again after each change, until Ctrl-C. On a terminal a table is redrawn in place; "
            + "with -o json or yaml, each change prints one more document."
      })
  private boolean isWatching;

  /** Waits until the data in the store may have changed. */
  @FunctionalInterface
  interface ChangeSignal {
    /** Returns when it is time to look again, or whether the command should end. */
    boolean isEnded();
  }

  /**
   * Runs a command once or, with {@code --watch}, again and again.
   *
   * @param show the command, which opens the store and prints its result to the terminal of {@code
   *     ponkeeper}
   * @throws CommandException {@code USAGE_INVALID} if a table cannot be redrawn
   */
  void run(PonkeeperCommand ponkeeper, Runnable show) {
    if (!isWatching) {
      show.run();
      return;
    }
    if (!ponkeeper.isJson() && ponkeeper.terminal().screen().isEmpty()) {
      throw Arguments.wrong(
          "--watch", "a table is only redrawn on a terminal; elsewhere add -o json or -o yaml");
    }
    try (Interruption interruption = Interruption.listenAndSucceed()) {
      watch(ponkeeper, show, () -> interruption.isAskedWithin(INTERVAL));
    }
  }

  private static void watch(PonkeeperCommand ponkeeper, Runnable show, ChangeSignal signal) {
    Optional<Printed> before = Optional.empty();
    do {
      Optional<Printed> now = Optional.of(Printed.by(show, ponkeeper));
      if (!now.equals(before)) {
        now.get().showOn(ponkeeper.terminal(), before.isEmpty());
        before = now;
      }
    } while (!signal.isEnded());
  }

  /**
   * What a command has printed.
   *
   * @param results on standard output
   * @param messages on standard error
   */
  private record Printed(String results, String messages) {

    static Printed by(Runnable command, PonkeeperCommand ponkeeper) {
      ByteArrayOutputStream results = new ByteArrayOutputStream();
      ByteArrayOutputStream messages = new ByteArrayOutputStream();
      ponkeeper.on(ponkeeper.terminal().capturing(results, messages), command);
      return new Printed(
          results.toString(StandardCharsets.UTF_8), messages.toString(StandardCharsets.UTF_8));
    }

    void showOn(Terminal terminal, boolean isFirst) {
      Optional<Screen> screen = terminal.screen();
      if (terminal.format() == OutputFormat.TABLE && screen.isPresent()) {
        draw(terminal, screen.get(), isFirst);
      } else {
        messages.lines().forEach(terminal::say);
        terminal.printAll(results);
      }
      terminal.flush();
    }

    private void draw(Terminal terminal, Screen screen, boolean isFirst) {
      LocalTime now = LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
      List<String> lines = (results + messages).lines().toList();
      // One line for the heading, and one for the cursor.
      int room = Math.max(1, screen.rows() - 2);
      StringBuilder frame = new StringBuilder(isFirst ? CLEAR + TO_TOP : TO_TOP);
      add(frame, "last change seen at " + now + "; Ctrl-C ends", screen);
      boolean fits = lines.size() <= room;
      lines.stream().limit(fits ? room : room - 1).forEach(line -> add(frame, line, screen));
      if (!fits) {
        add(frame, "… " + (lines.size() - room + 1) + " more lines", screen);
      }
      terminal.printAll(frame + CLEAR_BELOW);
    }

    private static void add(StringBuilder frame, String line, Screen screen) {
      frame.append(Table.cut(line, screen.columns())).append(CLEAR_TO_END_OF_LINE).append('\n');
    }
  }
}

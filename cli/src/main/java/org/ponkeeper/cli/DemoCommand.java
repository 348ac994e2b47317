package org.ponkeeper.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ponkeeper.keyspace.KeySpace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ponkeeper demo} */
@Command(
    name = "demo",
    description = {
      "Shows what Ponkeeper does: creates services, and finds them again after a restart.",
      "Uses a temporary SQLite file, or with --store that store under a separate base path.",
      "With --console, serves a network in which subscribers come and go, until Ctrl-C."
    },
    footer = {
      "",
      "Examples:",
      "  ponkeeper demo",
      "  ponkeeper demo --console",
      "  ponkeeper demo --store sqlite:demo.db"
    })
final class DemoCommand implements Runnable {

  private static final int MOST_CLEANINGS = 1000;

  /** How long stopping the server and deleting the files may take. */
  private static final Duration MOMENT = Duration.ofSeconds(15);

  private final PonkeeperCommand ponkeeper;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--console",
      description = "Fill a temporary store with a network, and serve it on this machine.")
  private boolean console;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "With --console: the port. Default: 8765, or the next one that is free.")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "With --console: end after this many seconds, 1 or more. Default: never.")
  private Optional<Integer> seconds = Optional.empty();

  DemoCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Override
  public void run() {
    Optional<Integer> chosen = port.map(given -> Arguments.count("--port", given, 0, 65_535));
    Optional<Duration> time =
        seconds.map(
            given -> Duration.ofSeconds(Arguments.count("--seconds", given, 1, 999_999_999)));
    Optional<StoreUrl> asked = ponkeeper.storeOption();
    if (console) {
      if (asked.isPresent()) {
        throw new ParameterException(
            spec.commandLine(), "--console has a store of its own: leave out --store");
      }
      console(chosen, time);
      return;
    }
    if (port.isPresent() || seconds.isPresent()) {
      throw new ParameterException(spec.commandLine(), "--port and --seconds need --console");
    }
    if (asked.isPresent()) {
      run(asked.get(), false);
      return;
    }
    Path folder = temporaryFolder();
    // An interrupted demo deletes its files too; errors caused by that are not reported.
    Thread cleaning =
        new Thread(
            () -> {
              ponkeeper.terminal().mute();
              // SQLite may still be creating files in it.
              for (int i = 0; i < MOST_CLEANINGS && Files.exists(folder); i++) {
                delete(folder);
              }
            },
            "ponkeeper-demo-cleaning");
    Runtime.getRuntime().addShutdownHook(cleaning);
    try {
      run(new StoreUrl.Sqlite(folder.resolve("ponkeeper.db")), true);
    } finally {
      delete(folder);
    }
  }

  private void console(Optional<Integer> chosen, Optional<Duration> time) {
    Path folder = temporaryFolder();
    try (Interruption interruption = Interruption.listenAndSucceed(MOMENT)) {
      try {
        new ConsoleDemo(
                new StoreUrl.Sqlite(folder.resolve("ponkeeper.db")),
                ponkeeper.timeout(),
                ponkeeper.terminal()::say)
            .run(chosen, time, interruption);
      } finally {
        delete(folder);
      }
    }
  }

  private void run(StoreUrl url, boolean temporary) {
    Terminal terminal = ponkeeper.terminal();
    String basePath = "ponkeeper-demo/" + UUID.randomUUID();
    KeySpace keys = new KeySpace(basePath, basePath + "/technology_profiles");
    Consumer<String> narrate = ponkeeper.isJson() ? terminal::say : terminal::print;
    narrate.accept(
        "Ponkeeper demo, on %s%s".formatted(url, temporary ? " (removed at the end)" : ""));
    Demo.Figures figures;
    try (DemoStore store = new DemoStore(url, keys, ponkeeper.timeout())) {
      figures = new Demo(store, narrate).run();
    }
    if (ponkeeper.isJson()) {
      terminal.printJson(figures::write);
    }
    if (!temporary && !(url instanceof StoreUrl.Memory)) {
      narrate.accept("");
      narrate.accept("The data is still there. To see it, run");
      narrate.accept("  ponkeeper instance list --store %s \\".formatted(url));
      narrate.accept("      --base-path %s \\".formatted(basePath));
      narrate.accept("      --template-path %s".formatted(keys.templatePath()));
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("ponkeeper-demo-");
    } catch (IOException e) {
      throw InputFile.invalid(
          System.getProperty("java.io.tmpdir", "the temporary folder"), InputFile.reason(e));
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> found = Files.walk(folder)) {
      List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // It is a temporary folder, and the process ends.
      return;
    }
  }
}

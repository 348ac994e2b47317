package org.ponkeeper.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.server.PonkeeperServer;
import org.ponkeeper.server.api.Engine;
import org.ponkeeper.server.config.ConfigException;
import org.ponkeeper.server.config.Configuration;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.server.http.ServerMetrics;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.RetryingStore;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code ponkeeper serve} */
@Command(
    name = "serve",
    description = {
      "Serves everything over gRPC and HTTP/JSON, until Ctrl-C or SIGTERM.",
      "Settings are read from the file, the environment (PONKEEPER_SERVER_...) and the options, in"
          + " this order. See docs/server-settings.md."
    },
    footer = {
      "",
      "Examples:",
      "  ponkeeper serve",
      "  ponkeeper serve --store etcd://127.0.0.1:2379 --port 9000",
      "  ponkeeper serve --config server.yaml --print-config"
    })
final class ServeCommand implements Runnable {

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** How long the end of the process may take beyond the delay and the time for calls. */
  private static final Duration MOMENT = Duration.ofSeconds(10);

  private final PonkeeperCommand ponkeeper;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--config", paramLabel = "FILE", description = "The YAML file with settings.")
  private Optional<Path> file = Optional.empty();

  @Option(names = "--print-config", description = "Print all settings with their sources, and end.")
  private boolean printConfig;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "End after this many seconds, 1 or more. Default: never.")
  private Optional<Integer> seconds = Optional.empty();

  private ServeCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  /** The command with an option for each setting. */
  static CommandLine create(PonkeeperCommand ponkeeper) {
    CommandLine command = new CommandLine(new ServeCommand(ponkeeper));
    for (Setting setting : Setting.values()) {
      if (!setting.isOfAllCommands()) {
        String usual = setting.usual().isEmpty() ? "none" : setting.usual();
        command
            .getCommandSpec()
            .addOption(
                OptionSpec.builder(setting.flag())
                    .paramLabel(setting.label())
                    .type(String.class)
                    .description(setting.explanation() + ". Default: " + usual)
                    .build());
      }
    }
    return command;
  }

  @Override
  public void run() {
    Optional<Duration> time =
        seconds.map(
            given -> Duration.ofSeconds(Arguments.count("--seconds", given, 1, 999_999_999)));
    Configuration configuration =
        checked(() ->
            Configuration.read(
                file, ponkeeper.terminal().variables(), flags(spec.root().commandLine())));
    ServerConfig config = checked(() -> ServerConfig.of(configuration));
    ServerConfig.Store named = config.store();
    StoreUrl url =
        named
            .url()
            .map(text -> ponkeeper.storeUrl(text, configuration.source(Setting.STORE_URL)))
            .orElseGet(ponkeeper::storeUrl);
    KeySpace keys = ponkeeper.keys(named.basePath(), named.templatePath());
    if (printConfig) {
      ponkeeper.terminal().printAll(Secrets.hideInUrls(configuration.yaml()));
      return;
    }
    ServerLog.use(config.logging());
    PonkeeperServer.prepare();
    try (Interruption interruption =
        Interruption.listenAndSucceed(config.stopDelay().plus(config.stopGrace()).plus(MOMENT))) {
      serve(config, url, keys, time, interruption);
    }
  }

  private void serve(
      ServerConfig config,
      StoreUrl url,
      KeySpace keys,
      Optional<Duration> time,
      Interruption interruption) {
    ServerMetrics metrics = new ServerMetrics();
    PonkeeperOptions options =
        PonkeeperOptions.DEFAULTS
            .withPaths(keys.basePath(), keys.templatePath())
            .withCallTimeout(ponkeeper.timeout())
            .withListener(metrics.engine());
    try (KeyValueStore store = watched(url.open(ponkeeper.timeout()), metrics);
        Ponkeeper engine = Ponkeeper.on(store, options)) {
      engine.checkStore();
      try (PonkeeperServer server =
          checked(
              () -> PonkeeperServer.start(new Engine(engine, store, options), config, metrics))) {
        ponkeeper
            .terminal()
            .say(
                "serving on "
                    + String.join(", ", server.urls())
                    + "; store "
                    + url
                    + "; "
                    + server.accessSummary());
        await(interruption, time);
        ponkeeper.terminal().say("stopping");
      }
    }
  }

  private static KeyValueStore watched(KeyValueStore store, ServerMetrics metrics) {
    return store instanceof RetryingStore retrying
        ? retrying.withListener(metrics.engine())
        : store;
  }

  private static void await(Interruption interruption, Optional<Duration> time) {
    long begin = System.nanoTime();
    boolean over = false;
    while (!over && !interruption.isAskedWithin(LOOK)) {
      over = time.filter(limit -> System.nanoTime() - begin >= limit.toNanos()).isPresent();
    }
  }

  /** The flags before and after the name of the command. */
  private static Map<Setting, String> flags(CommandLine program) {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    Optional<ParseResult> words = Optional.of(program.getParseResult());
    while (words.isPresent()) {
      ParseResult some = words.get();
      for (Setting setting : Setting.values()) {
        if (some.hasMatchedOption(setting.flag())) {
          flags.put(setting, some.matchedOption(setting.flag()).originalStringValues().getFirst());
        }
      }
      words = Optional.ofNullable(some.subcommand());
    }
    return flags;
  }

  static <T> T checked(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (ConfigException e) {
      throw new CommandException(CommandError.CONFIG_INVALID)
          .with("setting", e.setting())
          .with("from", e.source())
          .with("reason", e.reason());
    }
  }
}

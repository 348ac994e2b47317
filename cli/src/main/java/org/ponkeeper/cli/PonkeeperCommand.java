package org.ponkeeper.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.PreviewStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line as a whole: the options of all commands. */
@Command(
    name = "ponkeeper",
    description = "Manages technology profiles and PON resource ids.",
    sortOptions = false,
    optionListHeading = "%nEvery command takes:%n",
    commandListHeading = "%nCommands:%n",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = PonkeeperCommand.Version.class,
    footer = {
      "",
      "Exit codes: 0 success, 2 the call is wrong, 3 refused, 4 the store failed, 5 stored data "
          + "cannot",
      "be read, 1 a bug. Results go to standard output, everything else to standard error.",
      "",
      "Environment variables, used if the option is not given:",
      "  PONKEEPER_STORE           the URL of the store",
      "  PONKEEPER_STORE_USER      the etcd user, unless the URL has one",
      "  PONKEEPER_STORE_PASSWORD  its password; not an option, since other users can see options",
      "  PONKEEPER_TLS_CA, PONKEEPER_TLS_CERT, PONKEEPER_TLS_KEY  as the options --tls-...",
      "",
      "Examples:",
      "  ponkeeper demo",
      "  ponkeeper template apply --technology XGS-PON --id 64 four-queues.json",
      "  ponkeeper olt register --technology XGS-PON --olt olt-1 --pons 0-15 --onu-ids 1-32 \\",
      "      --alloc-ids 1024-1152 --gem-port-ids 1024-2048",
      "  ponkeeper instance create --technology XGS-PON --template 64 \\",
      "      'olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}'",
      "  ponkeeper instance list --olt olt-1 -o json"
    })
final class PonkeeperCommand {

  private Terminal terminal;

  @Option(
      names = "--store",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      order = 101,
      description = {
        "sqlite:PATH, etcd://HOST:PORT[,HOST:PORT...], etcds:// for TLS, or memory:. Default: "
            + "PONKEEPER_STORE, else a SQLite file in the user's state directory."
      })
  private Optional<String> store = Optional.empty();

  @Option(
      names = "--base-path",
      paramLabel = "PATH",
      scope = ScopeType.INHERIT,
      order = 102,
      description =
          "The path of the stack's data in the store. Default: " + KeySpace.DEFAULT_BASE_PATH)
  private Optional<String> basePath = Optional.empty();

  @Option(
      names = "--template-path",
      paramLabel = "PATH",
      scope = ScopeType.INHERIT,
      order = 103,
      description =
          "The path of the templates in the store. Default: " + KeySpace.DEFAULT_TEMPLATE_PATH)
  private Optional<String> templatePath = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      order = 104,
      description = "table, or json or yaml for one document that programs read. Default: table")
  private Optional<OutputFormat> output = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      scope = ScopeType.INHERIT,
      order = 105,
      description = {
        "The time limit of a command, for example 10, 10s, 500ms. Long operations, such as an "
            + "export or an audit, end when they make no progress for this time. Default: 10s"
      })
  private Optional<Duration> timeout = Optional.empty();

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      order = 106,
      description =
          "CA certificates (PEM) used to verify an etcds:// server. Default: PONKEEPER_TLS_CA, else"
              + " the JDK's.")
  private Optional<Path> tlsAuthority = Optional.empty();

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      order = 107,
      description = "The client certificate (PEM) for mutual TLS. Default: PONKEEPER_TLS_CERT")
  private Optional<Path> tlsCertificate = Optional.empty();

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      order = 108,
      description = "The private key of that certificate (PEM). Default: PONKEEPER_TLS_KEY")
  private Optional<Path> tlsKey = Optional.empty();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      order = 109,
      description = "Show this help and exit.")
  boolean helpAsked;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      scope = ScopeType.INHERIT,
      order = 110,
      description = "Show the version and exit.")
  boolean versionAsked;

  PonkeeperCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  Terminal terminal() {
    return terminal;
  }

  /** Runs a command whose output goes to another terminal. */
  void on(Terminal other, Runnable command) {
    Terminal before = terminal;
    terminal = other;
    try {
      command.run();
    } finally {
      terminal.flush();
      terminal = before;
    }
  }

  /** Whether the result is one document for programs, as JSON or YAML. */
  boolean isJson() {
    return output.orElse(OutputFormat.TABLE) != OutputFormat.TABLE;
  }

  Duration timeout() {
    return timeout.orElse(PonkeeperOptions.DEFAULT_CALL_TIMEOUT);
  }

  /** The store that the option names, without regard to the variable. */
  Optional<StoreUrl> storeOption() {
    return store.map(text -> storeUrl(text, "--store"));
  }

  /** Opens the selected store for a command that may write; the whole command has one time-out. */
  Session open() {
    return Session.open(storeUrl()::open, keys(), timeout());
  }

  /** The same for a command with many calls, each with its own time-out. */
  Session openForLongWork() {
    return Session.openForLongWork(storeUrl()::open, keys(), timeout());
  }

  /** Opens the selected store for a command that deletes; a dry run changes nothing in it. */
  Session openToDelete(DryRun dryRun) {
    return dryRun.isAsked() ? Session.open(storeToPreview(), keys(), timeout()) : open();
  }

  /** The same for a command with many calls, each with its own time-out. */
  Session openForLongDeleting(DryRun dryRun) {
    return dryRun.isAsked()
        ? Session.openForLongWork(storeToPreview(), keys(), timeout())
        : openForLongWork();
  }

  /** Opens the selected store for a command that only reads; the whole command has one time-out. */
  Session openToRead() {
    return Session.open(storeToRead()::openReadOnly, keys(), timeout());
  }

  /** The same for a command with many calls, each with its own time-out. */
  Session openForLongReading() {
    return Session.openForLongWork(storeToRead()::openReadOnly, keys(), timeout());
  }

  /**
   * Opens the selected store for a dry run of a command that would create the store: if there is
   * none, reports that and uses an empty in-memory store.
   */
  Session openToPlan() {
    return Session.open(storeToPlan(), keys(), timeout());
  }

  /** The same for a command with many calls, each with its own time-out. */
  Session openForLongPlanning() {
    return Session.openForLongWork(storeToPlan(), keys(), timeout());
  }

  /**
   * Asks whether this is to be deleted.
   *
   * @throws CommandException {@code NOT_CONFIRMED}
   */
  void confirmDelete(String what) {
    requireConfirmed(
        what,
        terminal.isConfirmed("delete " + what + "?"),
        "there is no terminal to ask for confirmation");
  }

  /**
   * Refuses a deletion for which no confirmation can be asked.
   *
   * @param reason why not
   * @throws CommandException {@code NOT_CONFIRMED}
   */
  void refuseDelete(String what, String reason) {
    requireConfirmed(what, Optional.empty(), reason);
  }

  private static void requireConfirmed(
      String what, Optional<Boolean> confirmed, String reasonNotAsked) {
    if (!confirmed.orElse(false)) {
      throw new CommandException(CommandError.NOT_CONFIRMED)
          .with("would be deleted", what)
          .with("reason", confirmed.isPresent() ? "it was not confirmed with yes" : reasonNotAsked);
    }
  }

  private Session.Opening storeToPreview() {
    Session.Opening plan = storeToPlan();
    return time -> PreviewStore.over(plan.open(time));
  }

  private Session.Opening storeToPlan() {
    StoreUrl url = storeUrl();
    if (!url.isMissing()) {
      return url::openReadOnly;
    }
    terminal.say("there is no store at " + url + " yet; it would be created");
    return time -> new MemoryStore();
  }

  /**
   * The selected store.
   *
   * @throws InvalidRequestException {@code STORE_URL_INVALID} if it is a file that does not exist
   */
  private StoreUrl storeToRead() {
    StoreUrl url = storeUrl();
    if (!url.isMissing()) {
      return url;
    }
    boolean isNamed = store.isPresent() || terminal.variable("PONKEEPER_STORE").isPresent();
    String makes =
        "commands that write create one: 'ponkeeper template apply', 'ponkeeper olt register' or "
            + "'ponkeeper store import'";
    throw new InvalidRequestException(ErrorCode.STORE_URL_INVALID)
        .with("store", url)
        .with(
            "reason",
            isNamed
                ? "there is no store at this path"
                : "there is no store yet: no store was named, and there is none at the "
                    + "default path")
        .remedy(
            isNamed
                ? "check the path; " + makes
                : "name a store with --store or PONKEEPER_STORE; " + makes);
  }

  /** The selected store. */
  StoreUrl storeUrl() {
    return storeOption()
        .or(() ->
            terminal.variable("PONKEEPER_STORE").map(text -> storeUrl(text, "PONKEEPER_STORE")))
        .orElseGet(() -> StoreUrl.ofUser(terminal));
  }

  /** The store of a URL that is given there: in the option, a variable or a file. */
  StoreUrl storeUrl(String text, String source) {
    return Arguments.ofOption(source, () -> StoreUrl.parse(text, access(), terminal));
  }

  /** The selected paths. */
  KeySpace keys() {
    return keys(basePath, templatePath);
  }

  /** The selected paths, of which some are given elsewhere than in the options. */
  KeySpace keys(Optional<String> basePath, Optional<String> templatePath) {
    String base = path("--base-path", basePath).orElse(KeySpace.DEFAULT_BASE_PATH);
    String templates = path("--template-path", templatePath).orElse(KeySpace.DEFAULT_TEMPLATE_PATH);
    KeySpace atBase =
        Arguments.ofOption("--base-path", () -> new KeySpace(base, KeySpace.DEFAULT_TEMPLATE_PATH));
    return Arguments.ofOption("--template-path", () -> new KeySpace(atBase.basePath(), templates));
  }

  private static Optional<String> path(String option, Optional<String> path) {
    return path.map(text -> Arguments.ofOption(option, () -> Arguments.keyPath(text)));
  }

  private static Optional<String> plain(String option, Optional<String> word) {
    return word.map(text -> Arguments.ofOption(option, () -> Arguments.plain(text)));
  }

  /**
   * The variables with which another process of this program uses the same store and credentials.
   * Not options, because other users of the machine can see those.
   */
  Map<String, String> storeVariables() {
    Map<String, String> variables = new HashMap<>();
    store
        .or(() -> terminal.variable("PONKEEPER_STORE"))
        .ifPresent(url -> variables.put("PONKEEPER_STORE", url));
    for (String name :
        List.of("HOME", "XDG_STATE_HOME", "PONKEEPER_STORE_USER", "PONKEEPER_STORE_PASSWORD")) {
      terminal.variable(name).ifPresent(value -> variables.put(name, value));
    }
    put(variables, "PONKEEPER_TLS_CA", access().authority());
    put(variables, "PONKEEPER_TLS_CERT", access().certificate());
    put(variables, "PONKEEPER_TLS_KEY", access().key());
    return variables;
  }

  private static void put(Map<String, String> variables, String name, Optional<Path> file) {
    file.ifPresent(path -> variables.put(name, path.toString()));
  }

  /** There is no option for the password: other users of the machine can see options. */
  private StoreAccess access() {
    requireFile("--tls-ca", tlsAuthority);
    requireFile("--tls-cert", tlsCertificate);
    requireFile("--tls-key", tlsKey);
    return new StoreAccess(
        variable("PONKEEPER_STORE_USER"),
        variable("PONKEEPER_STORE_PASSWORD"),
        tlsAuthority.or(() -> fileOf("PONKEEPER_TLS_CA")),
        tlsCertificate.or(() -> fileOf("PONKEEPER_TLS_CERT")),
        tlsKey.or(() -> fileOf("PONKEEPER_TLS_KEY")));
  }

  /** A variable; one with a control character is rejected. */
  private Optional<String> variable(String name) {
    return plain(name, terminal.variable(name));
  }

  private Optional<Path> fileOf(String variable) {
    return variable(variable).map(StoreUrl::path);
  }

  private static void requireFile(String option, Optional<Path> file) {
    file.ifPresent(path -> {
      if (!Files.isReadable(path) || Files.isDirectory(path) || path.toString().isEmpty()) {
        throw Arguments.wrong(option, "'" + path + "' is not a file that can be read");
      }
    });
  }

  /** Reads the version from the manifest of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {text()};
    }

    /** The name and version of the program. */
    static String text() {
      String version = Main.class.getPackage().getImplementationVersion();
      return "ponkeeper " + (version == null ? "(not packaged)" : version);
    }
  }
}

package org.ponkeeper.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.ponkeeper.olt.GoVersion;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OltModel;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.server.access.Role;
import org.ponkeeper.store.Bookmark;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** Runs the command line. */
public final class Main {

  /** A command and its factory. */
  private record Subcommand(String name, Function<PonkeeperCommand, ?> make) {}

  /** All commands, in the order in which help shows them. */
  private static final List<Subcommand> SUBCOMMANDS =
      List.of(
          new Subcommand("demo", DemoCommand::new),
          new Subcommand("store", Main::store),
          new Subcommand("template", TemplateCommands::new),
          new Subcommand("olt", OltCommands::new),
          new Subcommand("instance", InstanceCommands::new),
          new Subcommand("onu", OnuCommands::new),
          new Subcommand("id", IdCommands::new),
          new Subcommand("onu-map", OnuMapCommands::new),
          new Subcommand("flow-info", FlowInfoCommands::new),
          new Subcommand("find", FindCommand::new),
          new Subcommand("events", EventsCommand::new),
          new Subcommand("audit", AuditCommand::new),
          new Subcommand("serve", ServeCommand::create),
          new Subcommand("token", TokenCommands::new),
          new Subcommand("simulate", SimulateCommand::new),
          new Subcommand("bench", BenchCommand::new),
          new Subcommand("help", HelpCommand::new),
          new Subcommand("completion", CompletionCommand::new));

  /** The commands that are about all others. */
  private static final Set<String> ABOUT_ALL = Set.of("help", "completion");

  private Main() {}

  /** Runs one command, and ends the process with its exit code. */
  public static void main(String[] args) {
    // The output is the same in all locales: scripts read it.
    Locale.setDefault(Locale.ROOT);
    System.exit(run(args, Terminal.ofProcess()));
  }

  /**
   * Runs one command.
   *
   * @return 0, or the exit code of the error's class: 2 to 5, 1 for a bug, 141 if the reader of
   *     standard output has closed it
   */
  static int run(String[] args, Terminal terminal) {
    terminal.use(OutputFormat.of(args));
    Failures failures = new Failures(terminal);
    try {
      StringWriter help = new StringWriter();
      CommandLine commandLine = commandLine(new PonkeeperCommand(terminal), failures, args);
      commandLine.setOut(new PrintWriter(help, true));
      int exitCode = commandLine.execute(args);
      terminal.printAll(help.toString());
      terminal.flush();
      return exitCode;
    } catch (RuntimeException | Error e) {
      return failures.report(e);
    }
  }

  /**
   * The subcommands that the arguments may mean. Creating one takes longer than most of them run,
   * so only the named ones are created: the first word, or after options any word.
   */
  private static List<Subcommand> meant(String[] args) {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      return List.of();
    }
    boolean optionsFirst = args.length > 0 && args[0].startsWith("-");
    Set<String> words =
        Set.copyOf(
            Arrays.asList(args).subList(0, optionsFirst ? args.length : Math.min(1, args.length)));
    List<Subcommand> named =
        SUBCOMMANDS.stream().filter(subcommand -> words.contains(subcommand.name())).toList();
    boolean isAboutAll = named.stream().map(Subcommand::name).anyMatch(ABOUT_ALL::contains);
    return named.isEmpty() || isAboutAll ? SUBCOMMANDS : named;
  }

  /** All commands, for tests that visit them. */
  static CommandLine allCommands() {
    Terminal terminal = Terminal.ofProcess();
    return commandLine(new PonkeeperCommand(terminal), new Failures(terminal), new String[0]);
  }

  private static CommandLine store(PonkeeperCommand ponkeeper) {
    CommandLine store = new CommandLine(new StoreCommands());
    store.addSubcommand(new ExportCommand(ponkeeper));
    store.addSubcommand(new ImportCommand(ponkeeper));
    store.addSubcommand(new RestoreCommand(ponkeeper));
    store.addSubcommand(new MigrateCommand(ponkeeper));
    store.addSubcommand(new HandOverCommand(ponkeeper));
    return store;
  }

  static CommandLine commandLine(PonkeeperCommand ponkeeper, Failures failures, String[] words) {
    CommandLine commandLine = new CommandLine(ponkeeper);
    meant(words)
        .forEach(subcommand ->
            commandLine.addSubcommand(subcommand.name(), subcommand.make().apply(ponkeeper)));
    commandLine.registerConverter(String.class, Arguments::text);
    commandLine.registerConverter(Path.class, text -> StoreUrl.path(Arguments.text(text)));
    commandLine.registerConverter(ResourceType.class, Arguments::resourceType);
    commandLine.registerConverter(PoolKeyLayout.class, Arguments::poolKeyLayout);
    commandLine.registerConverter(GoVersion.class, Arguments::goVersion);
    commandLine.registerConverter(OnuMapType.class, Arguments::onuMapType);
    commandLine.registerConverter(OwnerName.class, OwnerName::new);
    commandLine.registerConverter(Numbers.class, Numbers::parse);
    commandLine.registerConverter(IdCommands.Count.class, IdCommands.Count::parse);
    commandLine.registerConverter(Technology.class, Technology::of);
    commandLine.registerConverter(OltId.class, OltId::new);
    commandLine.registerConverter(OltModel.class, OltModel::new);
    commandLine.registerConverter(TechProfileId.class, Arguments::templateId);
    commandLine.registerConverter(PortOrPath.class, PortOrPath::parse);
    commandLine.registerConverter(FindCommand.Wanted.class, FindCommand.Wanted::parse);
    commandLine.registerConverter(Bookmark.class, Bookmark::new);
    commandLine.registerConverter(PonNumber.class, PonNumber::parse);
    commandLine.registerConverter(OnuNumber.class, OnuNumber::parse);
    commandLine.registerConverter(UniNumber.class, UniNumber::parse);
    commandLine.registerConverter(FlowNumber.class, FlowNumber::parse);
    commandLine.registerConverter(PonNumbers.class, PonNumbers::parse);
    commandLine.registerConverter(OnuNumbers.class, OnuNumbers::parse);
    commandLine.registerConverter(UniNumbers.class, UniNumbers::parse);
    commandLine.registerConverter(PonRanges.class, PonRanges::parse);
    commandLine.registerConverter(SharedPools.class, SharedPools::parse);
    commandLine.registerConverter(OutputFormat.class, OutputFormat::parse);
    if (commandLine.getSubcommands().containsKey("token")) {
      // Its class is in the server, which other commands do not load.
      commandLine.registerConverter(Role.class, TokenCommands::role);
    }
    commandLine.registerConverter(Duration.class, Arguments::timeout);
    handDown(commandLine);
    commandLine.setExpandAtFiles(false);
    commandLine.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
    commandLine.setUsageHelpWidth(Table.WIDTH);
    commandLine.setUsageHelpLongOptionsMaxWidth(28);
    commandLine.setParameterExceptionHandler(
        (e, args) -> failures.reportUsage(UnknownWords.first(e, args)));
    commandLine.setExecutionExceptionHandler((e, command, parsed) -> failures.report(e));
    return commandLine;
  }

  /**
   * Sets what picocli does not inherit: the version, and the command's own options before the
   * common ones.
   */
  private static void handDown(CommandLine commandLine) {
    commandLine.getCommandSpec().usageMessage().sortOptions(false).sortSynopsis(false);
    commandLine.getCommandSpec().versionProvider(new PonkeeperCommand.Version());
    commandLine.getSubcommands().values().forEach(Main::handDown);
  }
}

package org.ponkeeper.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.ponkeeper.cli.bench.Work;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OltModel;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** Runs the command line. */
public final class Main {

  /**
   * gRPC tells of each failed connection; what matters of it stands in the error. Held, or
   * forgotten.
   */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private Main() {}

  /** Runs one command, and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args, Terminal.ofProcess()));
  }

  /**
   * Runs one command.
   *
   * @return 0, or the exit code of the class of the error: 2 to 5, 1 for a bug, 141 if the reader
   *     of standard output went away
   */
  static int run(String[] args, Terminal terminal) {
    GRPC.setLevel(Level.OFF);
    Failures failures = new Failures(terminal);
    try {
      StringWriter help = new StringWriter();
      CommandLine commandLine = commandLine(new PonkeeperCommand(terminal), failures);
      commandLine.setOut(new PrintWriter(help, true));
      int exitCode = commandLine.execute(args);
      terminal.printAll(help.toString());
      terminal.flush();
      return exitCode;
    } catch (RuntimeException | Error e) {
      return failures.report(e);
    }
  }

  private static CommandLine commandLine(PonkeeperCommand ponkeeper, Failures failures) {
    CommandLine commandLine = new CommandLine(ponkeeper);
    commandLine.addSubcommand(new DemoCommand(ponkeeper));
    CommandLine store = new CommandLine(new StoreCommands(ponkeeper));
    store.addSubcommand(new MigrateCommand(ponkeeper));
    commandLine.addSubcommand(store);
    commandLine.addSubcommand(new TemplateCommands(ponkeeper));
    commandLine.addSubcommand(new OltCommands(ponkeeper));
    commandLine.addSubcommand(new InstanceCommands(ponkeeper));
    commandLine.addSubcommand(new IdCommands(ponkeeper));
    commandLine.addSubcommand(new OnuMapCommands(ponkeeper));
    commandLine.addSubcommand(new FlowInfoCommands(ponkeeper));
    commandLine.addSubcommand(new AuditCommand(ponkeeper));
    commandLine.addSubcommand(new BenchCommand(ponkeeper));
    commandLine.addSubcommand(new SimulateCommand(ponkeeper));
    commandLine.registerConverter(ResourceType.class, Arguments::resourceType);
    commandLine.registerConverter(PoolKeyLayout.class, Arguments::poolKeyLayout);
    commandLine.registerConverter(OnuMapType.class, Arguments::onuMapType);
    commandLine.registerConverter(OwnerName.class, OwnerName::new);
    commandLine.registerConverter(Numbers.class, Numbers::parse);
    commandLine.registerConverter(IdCommands.Count.class, IdCommands.Count::parse);
    commandLine.registerConverter(Technology.class, Technology::of);
    commandLine.registerConverter(OltId.class, OltId::new);
    commandLine.registerConverter(OltModel.class, OltModel::new);
    commandLine.registerConverter(TechProfileId.class, Arguments::templateId);
    commandLine.registerConverter(UniPort.class, UniPort::parse);
    commandLine.registerConverter(IdRanges.class, IdRanges::parse);
    commandLine.registerConverter(PonNumber.class, PonNumber::parse);
    commandLine.registerConverter(PonNumbers.class, PonNumbers::parse);
    commandLine.registerConverter(SharedPools.class, SharedPools::parse);
    commandLine.registerConverter(OutputFormat.class, OutputFormat::parse);
    commandLine.registerConverter(Duration.class, Arguments::timeout);
    commandLine.registerConverter(Work.class, Arguments::work);
    handDown(commandLine);
    commandLine.setExpandAtFiles(false);
    commandLine.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
    commandLine.setUsageHelpWidth(Table.WIDTH);
    commandLine.setUsageHelpLongOptionsMaxWidth(28);
    commandLine.setParameterExceptionHandler((e, args) -> failures.reportUsage(e));
    commandLine.setExecutionExceptionHandler((e, command, parsed) -> failures.report(e));
    return commandLine;
  }

  /**
   * What picocli does not hand down: the version, and own options before those of every command.
   */
  private static void handDown(CommandLine commandLine) {
    commandLine.getCommandSpec().usageMessage().sortOptions(false).sortSynopsis(false);
    commandLine.getCommandSpec().versionProvider(new PonkeeperCommand.Version());
    commandLine.getSubcommands().values().forEach(Main::handDown);
  }
}

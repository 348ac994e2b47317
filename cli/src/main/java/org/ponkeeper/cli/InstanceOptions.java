package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.Olt;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Options that select one instance; a path does so alone. */
final class InstanceOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--technology",
      paramLabel = "T",
      description = OltOptions.TECHNOLOGY_DESCRIPTION + " Not needed with a path.")
  private Optional<Technology> technology = Optional.empty();

  @Option(
      names = "--template",
      paramLabel = "N",
      description = "The template id. Not needed with a path.")
  private Optional<TechProfileId> template = Optional.empty();

  @Parameters(
      paramLabel = "UNI_PORT",
      description =
          "The subscriber's port: olt-{DEVICE}/pon-{N}/onu-{N}/uni-{N}, with literal braces; or the "
              + "instance's path, as it is printed: TECHNOLOGY/TEMPLATE/olt-{DEVICE}/...")
  private Optional<PortOrPath> port = Optional.empty();

  /**
   * The instance.
   *
   * @throws ParameterException if an option is missing that a port needs
   * @throws CommandException {@code USAGE_INVALID} if an option contradicts the path
   */
  InstancePath path() {
    requireOptions();
    return new InstancePath(
        Arguments.agreeing("--technology", technology, port.flatMap(PortOrPath::technology))
            .orElseThrow(),
        Arguments.agreeing("--template", template, port.flatMap(PortOrPath::template))
            .orElseThrow(),
        port.orElseThrow().port());
  }

  private void requireOptions() {
    if (port.flatMap(PortOrPath::path).isPresent()) {
      return;
    }
    List<String> missing = new ArrayList<>();
    if (technology.isEmpty()) {
      missing.add("'--technology=T'");
    }
    if (template.isEmpty()) {
      missing.add("'--template=N'");
    }
    if (!missing.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "Missing required option%s: %s"
              .formatted(missing.size() == 1 ? "" : "s", String.join(", ", missing)));
    }
  }

  Olt olt(Session session) {
    InstancePath path = path();
    return session.ponkeeper().olt(path.technology(), path.uniPort().olt());
  }
}

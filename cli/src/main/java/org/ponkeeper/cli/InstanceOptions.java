package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options about the template of an instance; a path has both. */
abstract class InstanceOptions {

  /** The description of {@code UNI_PORT} in all commands. */
  static final String PORT_DESCRIPTION =
      "The subscriber's port: olt-{DEVICE}/pon-{N}/onu-{N}/uni-{N}, with literal braces; or the "
          + "instance's path, as it is printed: TECHNOLOGY/TEMPLATE/olt-{DEVICE}/...";

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

  final Optional<Technology> technology() {
    return technology;
  }

  final Optional<TechProfileId> template() {
    return template;
  }

  /**
   * The instance on a port.
   *
   * @throws ParameterException if an option is missing that a port needs
   * @throws CommandException {@code USAGE_INVALID} if an option contradicts the path
   */
  final InstancePath path(PortOrPath port) {
    if (port.path().isEmpty()) {
      List<String> missing = missingOfPath();
      requireNone("option", missing);
    }
    return new InstancePath(
        Arguments.agreeing("--technology", technology, port.technology()).orElseThrow(),
        Arguments.agreeing("--template", template, port.template()).orElseThrow(),
        port.port());
  }

  /** The options that are not given and that an instance needs. */
  final List<String> missingOfPath() {
    List<String> missing = new ArrayList<>();
    if (technology.isEmpty()) {
      missing.add("'--technology=T'");
    }
    if (template.isEmpty()) {
      missing.add("'--template=N'");
    }
    return missing;
  }

  /** Fails if something is missing. */
  final void requireNone(String what, List<String> missing) {
    if (!missing.isEmpty()) {
      throw usage(
          "Missing required %s%s: %s"
              .formatted(what, missing.size() == 1 ? "" : "s", String.join(", ", missing)));
    }
  }

  /** The error for arguments that do not go together. */
  final ParameterException usage(String reason) {
    return new ParameterException(command.commandLine(), reason);
  }
}

package org.ponkeeper.cli;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.server.access.Caller;
import org.ponkeeper.server.access.Role;
import org.ponkeeper.server.access.Token;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ponkeeper token …} */
@Command(
    name = "token",
    description = "Tokens of callers of 'ponkeeper serve'.",
    footer = {"", "Example:", "  ponkeeper token new grafana --role viewer"})
final class TokenCommands {

  private final PonkeeperCommand ponkeeper;

  TokenCommands(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Command(
      name = "new",
      description = {
        "Makes a token, and the line for the server's file of tokens.",
        "The token is shown only here: the line has a hash of it."
      },
      footer = {
        "",
        "Examples:",
        "  ponkeeper token new grafana --role viewer",
        "  ponkeeper token new openolt-1 --role adapter --only-olts XGS-PON/olt-1,XGS-PON/olt-2"
      })
  void create(
      @Parameters(paramLabel = "NAME", description = "Who gets it: A-Z, a-z, 0-9 and . _ : @ / -")
          String name,
      @Option(
              names = "--role",
              required = true,
              paramLabel = "ROLE",
              description = "viewer, adapter, operator or admin.")
          Role role,
      @Option(
              names = "--only-olts",
              paramLabel = "OLT,...",
              description = "The OLTs of an adapter, as TECHNOLOGY/DEVICE or DEVICE.")
          Optional<String> olts) {
    Caller caller = caller(name, role, olts);
    String token = Token.generate();
    String line = Token.line(caller, token);
    Terminal terminal = ponkeeper.terminal();
    if (ponkeeper.isJson()) {
      terminal.printJson(json -> {
        json.writeStartObject();
        json.writeStringProperty("token", token);
        json.writeStringProperty("tokens_line", line);
        json.writeEndObject();
      });
    } else {
      terminal.print("token  " + token);
      terminal.print("line   " + line);
    }
  }

  private static Caller caller(String name, Role role, Optional<String> olts) {
    try {
      return new Caller(
          name,
          role,
          olts.map(text -> Set.copyOf(Arrays.asList(text.split(",", -1)))).orElse(Set.of()));
    } catch (IllegalArgumentException e) {
      throw new CommandException(CommandError.USAGE_INVALID)
          .with("reason", String.valueOf(e.getMessage()));
    }
  }

  /** Parses a role. */
  static Role role(String text) {
    return Role.of(text)
        .orElseThrow(() ->
            new CommandException(CommandError.USAGE_INVALID)
                .with("reason", "use viewer, adapter, operator or admin, not '" + text + "'"));
  }
}

package org.ponkeeper.cli;

import java.util.Optional;
import org.ponkeeper.pon.InstancePath;
import picocli.CommandLine.Parameters;

/** Options that select one instance; a path does so alone. */
final class OneInstance extends InstanceOptions {

  @Parameters(paramLabel = "UNI_PORT", description = PORT_DESCRIPTION)
  private Optional<PortOrPath> port = Optional.empty();

  InstancePath path() {
    return path(port.orElseThrow());
  }
}

package org.ponkeeper.cli;

import java.util.Optional;
import org.ponkeeper.Olt;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options that select one instance. */
final class InstanceOptions {

  @Option(
      names = "--technology",
      required = true,
      paramLabel = "T",
      description = OltOptions.TECHNOLOGY_DESCRIPTION)
  private Technology technology = Technology.XGS_PON;

  @Option(names = "--template", required = true, paramLabel = "N", description = "The template id.")
  private Optional<TechProfileId> template = Optional.empty();

  @Parameters(
      paramLabel = "UNI_PORT",
      description =
          "The subscriber's port: olt-{DEVICE}/pon-{N}/onu-{N}/uni-{N}, with literal braces.")
  private Optional<UniPort> port = Optional.empty();

  TechProfileId template() {
    return template.orElseThrow();
  }

  UniPort port() {
    return port.orElseThrow();
  }

  InstancePath path() {
    return new InstancePath(technology, template(), port());
  }

  Olt olt(Session session) {
    return session.ponkeeper().olt(technology, port().olt());
  }
}

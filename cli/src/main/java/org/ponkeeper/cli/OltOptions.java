package org.ponkeeper.cli;

import java.util.Optional;
import org.ponkeeper.Olt;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import picocli.CommandLine.Option;

/** Options that select one OLT. */
final class OltOptions {

  @Option(
      names = "--technology",
      required = true,
      paramLabel = "T",
      description = TECHNOLOGY_DESCRIPTION)
  private Technology technology = Technology.XGS_PON;

  @Option(
      names = "--olt",
      required = true,
      paramLabel = "ID",
      description = "The device id of the OLT: a-z, 0-9 and -.")
  private Optional<OltId> olt = Optional.empty();

  /** The description of {@code --technology} in all commands. */
  static final String TECHNOLOGY_DESCRIPTION = "GPON, XGPON, XGS-PON or EPON.";

  Technology technology() {
    return technology;
  }

  OltId olt() {
    return olt.orElseThrow();
  }

  Olt in(Session session) {
    return session.ponkeeper().olt(technology, olt());
  }
}

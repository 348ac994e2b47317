package org.ponkeeper.cli;

import java.util.Optional;
import org.ponkeeper.Olt;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that select one ONU or one of its UNI ports. */
final class OnuOptions {

  @Mixin private OnuCommands.OneOnu onu = new OnuCommands.OneOnu();

  @Option(
      names = "--uni",
      paramLabel = "N",
      description = "The UNI port number. Default: the whole ONU.")
  private Optional<UniNumber> uni = Optional.empty();

  Technology technology() {
    return onu.technology();
  }

  OnuOrUni of() {
    return uni.isPresent() ? new UniPort(onu.id(), uni.get().value()) : onu.id();
  }

  Olt in(Session session) {
    return onu.in(session);
  }
}

package org.ponkeeper.cli;

import java.util.Optional;
import org.ponkeeper.Olt;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.UniPort;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that select one ONU or one of its UNI ports. */
final class OnuOptions {

  @Mixin private OltOptions olt = new OltOptions();

  @Option(names = "--pon", required = true, paramLabel = "N", description = "The PON number.")
  private Optional<PonNumber> pon = Optional.empty();

  @Option(
      names = "--onu",
      required = true,
      paramLabel = "N",
      description = "The ONU number on its PON.")
  private Optional<OnuNumber> onu = Optional.empty();

  @Option(
      names = "--uni",
      paramLabel = "N",
      description = "The UNI port number. Default: the whole ONU.")
  private Optional<UniNumber> uni = Optional.empty();

  OnuOrUni of() {
    OnuId whole =
        new OnuId(new PonId(olt.olt(), pon.orElseThrow().value()), onu.orElseThrow().value());
    return uni.isPresent() ? new UniPort(whole, uni.get().value()) : whole;
  }

  Olt in(Session session) {
    return olt.in(session);
  }
}

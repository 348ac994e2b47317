package org.ponkeeper.cli;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.Olt;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.KnownOlt;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import picocli.CommandLine.Option;

/** Options that select the OLTs of a command: by default all in the store. */
final class OltChoice {

  @Option(names = "--technology", paramLabel = "T", description = OltOptions.TECHNOLOGY_DESCRIPTION)
  private Optional<Technology> technology = Optional.empty();

  @Option(names = "--olt", paramLabel = "ID", description = "The device id of the OLT.")
  private Optional<OltId> olt = Optional.empty();

  /** Whether one OLT was named. */
  boolean namesOne() {
    return olt.isPresent();
  }

  /** Whether OLTs of that technology are selected. */
  boolean includes(Technology of) {
    return technology.isEmpty() || technology.get() == of;
  }

  /**
   * The OLTs that have keys under another name of their technology; an OLT that is named is always
   * included.
   */
  List<Olt> underOtherNames(Session session) {
    if (technology.isPresent() && olt.isPresent()) {
      return List.of(session.ponkeeper().olt(technology.get(), olt.get()));
    }
    return session.ponkeeper().olts().underOtherNames().stream()
        .filter(k -> olt.isEmpty() || olt.get().equals(k.olt()))
        .filter(k -> technology.isEmpty() || technology.equals(k.technology()))
        .map(k -> session.ponkeeper().olt(k.technology().orElseThrow(), k.olt()))
        .toList();
  }

  /**
   * The selected OLTs. An OLT that is named with its technology is included whether it is in the
   * store or not.
   *
   * @throws RefusedException {@code OLT_NOT_REGISTERED} if one was named that is not in the store
   */
  List<Olt> in(Session session, Terminal terminal) {
    if (technology.isPresent() && olt.isPresent()) {
      return List.of(session.ponkeeper().olt(technology.get(), olt.get()));
    }
    List<KnownOlt> known =
        session.ponkeeper().olts().list().stream()
            .filter(k -> olt.isEmpty() || olt.get().equals(k.olt()))
            .filter(k -> technology.isEmpty() || technology.equals(k.technology()))
            .toList();
    if (olt.isPresent() && known.isEmpty()) {
      throw new RefusedException(ErrorCode.OLT_NOT_REGISTERED).with("OLT", olt.get());
    }
    known.stream()
        .filter(k -> k.technology().isEmpty())
        .forEach(k -> terminal.warn(skipped(k.olt())));
    return known.stream()
        .flatMap(k -> k.technology().map(t -> session.ponkeeper().olt(t, k.olt())).stream())
        .toList();
  }

  /** The warning about an OLT of unknown technology. */
  static String skipped(OltId olt) {
    return olt
        + ": its keys do not show its technology, so it was skipped; give --technology and --olt";
  }
}

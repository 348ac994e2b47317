package org.ponkeeper.work;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.decide.ResizeOlt;
import org.ponkeeper.engine.ChunkedWork;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.RegistrationResult;
import org.ponkeeper.state.OltState;

/** Changes the ranges and PONs of an OLT, and its stored pools with them, in chunks. */
public final class OltResize {

  private final OltStore at;
  private final OltCall call;
  private final OltRegistration wanted;
  private final Optional<Etag> ifMatch;
  private final OltAdoption adoption;
  private Optional<List<String>> warnings = Optional.empty();
  private Optional<RegistrationResult> result = Optional.empty();

  /**
   * Prepares it.
   *
   * @param ifMatch the etag of the only record to change; empty to change or make any
   */
  public OltResize(OltStore at, OltCall call, OltRegistration wanted, Optional<Etag> ifMatch) {
    this.at = at;
    this.call = call;
    this.wanted = wanted;
    this.ifMatch = ifMatch;
    this.adoption = new OltAdoption(at, call);
  }

  /** Runs it to its end; registers the OLT first if it has no record. */
  public RegistrationResult run() {
    ChunkedWork.run(this::chunk);
    return result.orElseThrow().withWarnings(warnings.orElseThrow());
  }

  private int chunk() {
    OltState state = call.reloadAll();
    Set<Integer> pons = new TreeSet<>(state.registration().pons());
    wanted.pons().ifPresent(pons::addAll);
    ResizeOlt request =
        warnings.isEmpty() && ifMatch.isPresent()
            ? new ResizeOlt(wanted, pons, OptionalLong.of(versionThatMatches(ifMatch.get())))
            : new ResizeOlt(wanted, pons);
    if (warnings.isEmpty()) {
      warnings = Optional.of(adoption.takeOver(state, request));
    }
    return switch (call.submit(request)) {
      case ResizeOlt.Step.Begun begun -> begun.keys();
      case ResizeOlt.Step.Undone undone -> throw undone.reason();
      case ResizeOlt.Step.Done done -> {
        result = Optional.of(done.answer());
        yield 0;
      }
    };
  }

  /** The etag is one of the stored bytes; the request can depend on their version. */
  private long versionThatMatches(Etag etag) {
    OltStore.FoundRecord found = call.work().read(at::record);
    found.requireMatch(Optional.of(etag));
    return found.version().orElseThrow(at::unknown);
  }
}

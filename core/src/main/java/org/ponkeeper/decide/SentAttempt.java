package org.ponkeeper.decide;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;

/**
 * An attempt whose outcome is unknown. It was one transaction: if one of the instances and claims
 * that it would have changed still has its version, it was not committed.
 *
 * @param answer the answer of the attempt
 * @param versions the existing instances and claims that it would have changed, with their versions
 */
record SentAttempt<T>(T answer, Map<ReadKey, Long> versions) {

  SentAttempt {
    versions = Map.copyOf(versions);
  }

  /** The attempt of this request on that state; empty if it changed nothing. */
  static <T> Optional<SentAttempt<T>> of(Request<T> request, OltState decidedOn) {
    if (!(request.decide(decidedOn) instanceof Decision.Commit<T> commit)) {
      return Optional.empty();
    }
    Map<ReadKey, Long> versions = new HashMap<>();
    for (Change change : commit.changes()) {
      boolean isOfOwner =
          change instanceof Change.DropInstance
              || change instanceof Change.DropClaim
              || change instanceof Change.PutClaim;
      if (isOfOwner && decidedOn.versionOf(change.readKey()) != Stored.ABSENT) {
        versions.put(change.readKey(), decidedOn.versionOf(change.readKey()));
      }
    }
    return Optional.of(new SentAttempt<>(commit.answer(), versions));
  }

  /**
   * Whether it is certain that the attempt was not committed. Does not change the read set: the
   * next attempt changes the same key.
   */
  boolean isNotMade(StateView view) {
    return versions.entrySet().stream()
        .anyMatch(entry -> view.state().versionOf(entry.getKey()) == entry.getValue());
  }

  /** The same answer again, without changes. */
  Proposal<T> repeated(StateView view) {
    view.readAll(versions.keySet());
    return Proposal.unchanged(answer);
  }

  /**
   * The error if it cannot be known whether the attempt was committed: others have changed the same
   * keys since it was decided.
   */
  StoreFailedException unknown(StateView view, String what) {
    view.readAll(versions.keySet());
    return InDoubt.unknown(what);
  }
}

package org.ponkeeper;

import java.util.Set;
import org.ponkeeper.plan.OltState;
import org.ponkeeper.plan.Request;
import org.ponkeeper.store.KeyValueStore;

/**
 * One public call on an OLT: everything that it asks of the committer and of the store ends within
 * the time-out of one call. For one thread at a time.
 */
final class OltCall {

  private final OltCommitter committer;
  private final OltStore at;
  private final CallDeadline deadline;

  /** A call that begins now. */
  OltCall(OltCommitter committer, OltStore at) {
    this.committer = committer;
    this.at = at;
    this.deadline = CallDeadline.of(at.options());
  }

  /** The state in memory, with the scope loaded; reads the store only if it is not. */
  OltState state(Scope scope) {
    return committer.stateWith(scope, deadline);
  }

  /** What is known of the OLT without loading a PON. */
  OltState stateWithoutPons() {
    return state(new Scope.Pons(Set.of()));
  }

  /** Reads every PON anew. */
  OltState reloadAll() {
    return committer.reloadAll(deadline);
  }

  /** Reads everything anew that was loaded. */
  void refresh() {
    committer.refresh(deadline);
  }

  /** Waits for the answer to the request; what was made counts as progress. */
  <T> T submit(Request<T> request) {
    T answer = committer.submit(request, deadline);
    deadline.renew();
    return answer;
  }

  /** Guarded steps on the store, which belong together. */
  GuardedWork work() {
    return new GuardedWork(at.store(), at.options(), deadline);
  }

  /** The store, whose calls end with this call. */
  KeyValueStore store() {
    return deadline.on(at.store());
  }
}

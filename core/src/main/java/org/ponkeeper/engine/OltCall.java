package org.ponkeeper.engine;

import java.util.Set;
import org.ponkeeper.decide.Request;
import org.ponkeeper.state.OltState;
import org.ponkeeper.store.KeyValueStore;

/**
 * One public call on an OLT: everything that it asks of the committer and of the store ends within
 * the time-out of one call. For one thread at a time.
 */
public final class OltCall {

  private final OltCommitter committer;
  private final OltStore at;
  private final CallDeadline deadline;

  /** A call that begins now. */
  public OltCall(OltCommitter committer, OltStore at) {
    this.committer = committer;
    this.at = at;
    this.deadline = CallDeadline.of(at.options());
  }

  /** The state in memory, with the scope loaded; reads the store only if it is not. */
  public OltState state(PonSelection scope) {
    return committer.stateWith(scope, deadline);
  }

  /** What is known of the OLT without loading a PON. */
  public OltState stateWithoutPons() {
    return state(new PonSelection.Pons(Set.of()));
  }

  /** Reads every PON anew. */
  public OltState reloadAll() {
    return committer.reloadAll(deadline);
  }

  /** Reads everything anew that was loaded. */
  public void refresh() {
    committer.refresh(deadline);
  }

  /** Waits for the answer to the request; what was made counts as progress. */
  public <T> T submit(Request<T> request) {
    T answer = committer.submit(request, deadline);
    deadline.renew();
    return answer;
  }

  /** Guarded steps on the store, which belong together. */
  public TransactionRunner work() {
    return new TransactionRunner(at.store(), at.options(), deadline);
  }

  /** The store, whose calls end with this call. */
  public KeyValueStore store() {
    return deadline.on(at.store());
  }
}

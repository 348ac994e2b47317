package org.ponkeeper.engine;

import java.util.Set;
import org.ponkeeper.decide.Request;
import org.ponkeeper.state.OltState;
import org.ponkeeper.store.KeyValueStore;

/**
 * One public call on an OLT: all its requests and reads end within the call time-out. For one
 * thread at a time.
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

  /** The state in memory, with the selected PONs loaded; reads the store only if they are not. */
  public OltState state(PonSelection scope) {
    return committer.stateWith(scope, deadline);
  }

  /** The data of the OLT that is known without loading a PON. */
  public OltState stateWithoutPons() {
    return state(new PonSelection.Pons(Set.of()));
  }

  /** Reads every PON again. */
  public OltState reloadAll() {
    return committer.reloadAll(deadline);
  }

  /** Reads all loaded data again. */
  public void refresh() {
    committer.refresh(deadline);
  }

  /** Waits for the result of the request; a committed request restarts the deadline. */
  public <T> T submit(Request<T> request) {
    T answer = committer.submit(request, deadline);
    deadline.renew();
    return answer;
  }

  /** The same for a request that may have to be submitted again: does not restart the deadline. */
  public <T> T attempt(Request<T> request) {
    return committer.submit(request, deadline);
  }

  /** Runs transactions of work on the OLT as a whole, within this call. */
  public TransactionRunner work() {
    return new TransactionRunner(at.store(), at.options(), deadline);
  }

  /** The store, limited to the time left for this call. */
  public KeyValueStore store() {
    return deadline.on(at.store());
  }
}

package org.ponkeeper.decide;

import java.util.List;
import java.util.Set;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;

/**
 * A request whose commit had an unknown outcome. It is decided again. If the changes of the sent
 * decision are in the state and nothing is left to do, that decision was committed, and its answer
 * is returned.
 *
 * <p>If another writer made the same change with the same ids at the same time, this cannot be
 * distinguished. A change with other ids is another writer's.
 *
 * @param request the request
 * @param sent the attempt that was sent last
 */
public record InDoubt<T>(Request<T> request, SentAttempt<T> sent) implements Request<T> {

  /**
   * The request for the next attempt.
   *
   * @param decidedOn the state that the decision was made on
   */
  public static <T> Request<T> of(Request<T> request, OltState decidedOn, Decision.Commit<T> sent) {
    SentAttempt<T> attempt = SentAttempt.of(decidedOn, sent);
    return request instanceof InDoubt<T> again
        ? new InDoubt<>(again.request, again.sent.followedBy(attempt))
        : new InDoubt<>(request, attempt);
  }

  /** {@code OUTCOME_UNKNOWN}: others have changed the same since an attempt was sent. */
  static StoreFailedException unknown(String what) {
    return new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN).with("what", what);
  }

  @Override
  public Set<Integer> pons() {
    return request.pons();
  }

  @Override
  public Set<TechProfileId> templates() {
    return request.templates();
  }

  @Override
  public Request<T> afterConflict(Set<ReadKey> changed) {
    return new InDoubt<>(request.afterConflict(changed), sent);
  }

  @Override
  public Proposal<T> propose(StateView view) {
    Proposal<T> again = proposeAgain(view);
    return isOfAdapter(again.changes()) && sent.isMade(view)
        ? new Proposal<>(sent.answer(), again.changes())
        : again;
  }

  private Proposal<T> proposeAgain(StateView view) {
    try {
      return request.proposeAgain(view, sent);
    } catch (RefusedException e) {
      // A refusal says that nothing happened; but the sent attempt may be the change.
      throw e.code() == ErrorCode.ETAG_MISMATCH
          ? unknown("the change of " + e.facts().get("what"))
          : e;
    }
  }

  private static boolean isOfAdapter(List<Change> changes) {
    return changes.stream().allMatch(Change.OfAdapter.class::isInstance);
  }
}

package org.ponkeeper.decide;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.StoredInstance;

/**
 * A request whose commit had an unknown outcome. It is decided again. If the changes of the sent
 * decision are in the state and nothing is left to do, that decision was committed, and its answer
 * is returned.
 *
 * <p>If another writer made the same change with the same ids at the same time, this cannot be
 * distinguished. A change with other ids is another writer's.
 *
 * @param request the request for the next attempts
 * @param sent the decision that was sent last
 */
public record InDoubt<T>(Request<T> request, Decision.Commit<T> sent) implements Request<T> {

  /**
   * The request for the next attempt.
   *
   * @param decidedOn the state that the decision was made on
   */
  public static <T> Request<T> of(Request<T> request, OltState decidedOn, Decision.Commit<T> sent) {
    return new InDoubt<>(request.afterUnknownOutcome(decidedOn), sent);
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
  public Request<T> afterUnknownOutcome(OltState decidedOn) {
    return request.afterUnknownOutcome(decidedOn);
  }

  @Override
  public Proposal<T> propose(StateView view) {
    Proposal<T> again = request.propose(view);
    return isOfAdapter(again.changes()) && wasMade(view)
        ? new Proposal<>(sent.answer(), again.changes())
        : again;
  }

  private static boolean isOfAdapter(List<Change> changes) {
    return changes.stream().allMatch(Change.OfAdapter.class::isInstance);
  }

  /** Whether the state has the decided changes. Other writers may have changed the pools since. */
  private boolean wasMade(StateView view) {
    boolean poolsOnly = sent.changes().stream().allMatch(Change.PutPool.class::isInstance);
    return sent.changes().stream().allMatch(change -> isIn(view, change, poolsOnly));
  }

  private static boolean isIn(StateView view, Change change, boolean poolsOnly) {
    return switch (change) {
      case Change.PutInstance put ->
          view.instance(put.instance().path()).stream()
              .anyMatch(entry ->
                  entry instanceof StoredInstance.Present present
                      && hasIds(present.instance(), put.resource()));
      case Change.DropInstance drop -> view.instance(drop.path()).isEmpty();
      case Change.PutPool put ->
          !poolsOnly || view.pool(put.id()).readable().equals(Optional.of(put.pool()));
      case Change.PutClaim put -> view.claim(put.key()).readable().equals(Optional.of(put.ids()));
      case Change.DropClaim drop -> view.claim(drop.key()).isAbsent();
      case Change.PutRecord put -> view.record().readable().equals(Optional.of(put.record()));
      case Change.PutAdapterList put -> true;
      case Change.OfAdapter own -> true;
    };
  }

  private static boolean hasIds(Instance instance, ResourceInstance resource) {
    int[] gemPortIds = new int[instance.gemPortCount()];
    Arrays.setAll(gemPortIds, instance::gemPortIdAt);
    return instance.allocId().equals(resource.allocId())
        && Arrays.equals(
            gemPortIds, resource.gemPortIds().stream().mapToInt(id -> id.value()).toArray());
  }
}

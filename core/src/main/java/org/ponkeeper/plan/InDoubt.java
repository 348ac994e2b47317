package org.ponkeeper.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;

/**
 * A request whose decision was sent to the store, which did not say whether it was made. It is
 * decided again; if nothing is left to do because what was decided is there, that decision was
 * made, and its answer is the answer.
 *
 * <p>A change that another writer made with the same ids from the same state at the same time looks
 * the same. With other ids it is another writer's.
 *
 * @param request what to go on with
 * @param sent the decision that was sent last
 */
public record InDoubt<T>(Request<T> request, Decision.Commit<T> sent) implements Request<T> {

  /**
   * The request to go on with.
   *
   * @param decidedOn the state that the decision was made on
   */
  public static <T> Request<T> of(Request<T> request, OltState decidedOn, Decision.Commit<T> sent) {
    return new InDoubt<>(request.afterUnknownOutcome(decidedOn), sent);
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
  public Decision<T> decide(OltState state) {
    Decision<T> again = request.decide(state);
    return switch (again) {
      case Decision.NoChange<T> done when wasMade(state) ->
          new Decision.NoChange<>(sent.answer(), done.reliesOn());
      case Decision.Commit<T> rest when isOfAdapter(rest.changes()) && wasMade(state) ->
          new Decision.Commit<>(sent.answer(), rest.changes(), rest.reliesOn());
      default -> again;
    };
  }

  private static boolean isOfAdapter(List<Change> changes) {
    return changes.stream().allMatch(Change.OfAdapter.class::isInstance);
  }

  /** Whether the state has what was decided. Others may have changed the pools since. */
  private boolean wasMade(OltState state) {
    boolean poolsOnly = sent.changes().stream().allMatch(Change.PutPool.class::isInstance);
    return sent.changes().stream().allMatch(change -> isIn(state, change, poolsOnly));
  }

  private static boolean isIn(OltState state, Change change, boolean poolsOnly) {
    return switch (change) {
      case Change.PutInstance put ->
          state.find(put.instance().path()).stream()
              .anyMatch(slot ->
                  slot instanceof Slot.Held held && hasIds(held.instance(), put.resource()));
      case Change.DropInstance drop -> state.find(drop.path()).isEmpty();
      case Change.PutPool put ->
          !poolsOnly
              || (state.pool(put.id()) instanceof PoolState.Present present
                  && present.pool().equals(put.pool()));
      case Change.PutClaim put ->
          state.claim(put.key()).equals(Optional.of(new ClaimState.Held(put.ids())));
      case Change.DropClaim drop -> state.claim(drop.key()).isEmpty();
      case Change.PutRecord put ->
          state.record().value().equals(new RecordState.Registered(put.record()));
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

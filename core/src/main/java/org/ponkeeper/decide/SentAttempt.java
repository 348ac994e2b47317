package org.ponkeeper.decide;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;
import org.ponkeeper.state.StoredInstance;

/**
 * An attempt whose outcome is unknown. It was one transaction: if one of the instances and claims
 * that it would have changed still has its version, it was not committed.
 *
 * @param decision the decision that was sent
 * @param versions the existing instances and claims that it would have changed, with their versions
 */
public record SentAttempt<T>(Decision.Commit<T> decision, Map<ReadKey, Long> versions) {

  public SentAttempt {
    versions = Map.copyOf(versions);
  }

  /** The attempt to commit a decision on that state. */
  static <T> SentAttempt<T> of(OltState decidedOn, Decision.Commit<T> decision) {
    Map<ReadKey, Long> versions = new HashMap<>();
    for (Change change : decision.changes()) {
      boolean isOfOwner =
          change instanceof Change.DropInstance
              || change instanceof Change.DropClaim
              || change instanceof Change.PutClaim;
      long version = isOfOwner ? decidedOn.versionOf(change.readKey()) : Stored.ABSENT;
      if (version != Stored.ABSENT) {
        versions.put(change.readKey(), version);
      }
    }
    return new SentAttempt<>(decision, versions);
  }

  /**
   * A later attempt of the same request. If that one only writes an adapter's data, because this
   * one seems to be committed, it says nothing about the instances and claims.
   */
  SentAttempt<T> followedBy(SentAttempt<T> later) {
    return later.versions.isEmpty() ? new SentAttempt<>(later.decision, versions) : later;
  }

  /** The answer of the attempt. */
  T answer() {
    return decision.answer();
  }

  /**
   * Whether it is certain that the attempt was not committed. Does not change the read set: the
   * next attempt changes the same key.
   */
  boolean isNotMade(StateView view) {
    return versions.entrySet().stream()
        .anyMatch(entry -> view.state().versionOf(entry.getKey()) == entry.getValue());
  }

  /**
   * Whether the attempt would have changed the instance or claim, and another one is there now.
   * Then either the attempt was committed and others created it again, or it was decided on an
   * older state and changed nothing. The present one must not be touched.
   */
  boolean isFollowedByAnother(StateView view, ReadKey readKey) {
    Long version = versions.get(readKey);
    long present = view.versionOf(readKey);
    return version != null && present != Stored.ABSENT && present != version;
  }

  /** Whether the state has the decided changes. Other writers may have changed the pools since. */
  boolean isMade(StateView view) {
    boolean poolsOnly = decision.changes().stream().allMatch(Change.PutPool.class::isInstance);
    return decision.changes().stream().allMatch(change -> isIn(view, change, poolsOnly));
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

  /** The same answer again, without changes. */
  Proposal<T> repeated(StateView view) {
    view.readAll(versions.keySet());
    return Proposal.unchanged(answer());
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

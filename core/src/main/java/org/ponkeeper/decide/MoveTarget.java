package org.ponkeeper.decide;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.StoredInstance;

/**
 * The place to which an ONU moves. Nothing may be stored of the ONU there: no owner, instance, map
 * or flow info. For one decision.
 */
final class MoveTarget {

  private final StateView view;
  private final OnuId onu;
  private final OnuClaims claims;
  private final PonId pon;
  private final Set<Integer> withData;

  /**
   * A place on a PON.
   *
   * @param onu the ONU that moves
   * @param claims its claims
   * @param pon the PON
   * @param withData the ONU numbers of the PON that have maps or flow infos
   */
  MoveTarget(StateView view, OnuId onu, OnuClaims claims, PonId pon, Set<Integer> withData) {
    this.view = view;
    this.onu = onu;
    this.claims = claims;
    this.pon = pon;
    this.withData = new HashSet<>(withData);
    view.state()
        .adapterState()
        .lists(pon.number())
        .keySet()
        .forEach(list -> this.withData.add(list.of().onu().number()));
  }

  /**
   * The ONU with that number.
   *
   * @throws PonkeeperException {@code ONU_EXISTS} if something is stored of it, {@code
   *     ID_OUT_OF_LEGAL_SPACE}; others as {@link PoolDraft#of}
   */
  OnuId named(int number) {
    OnuId to = new OnuId(pon, number);
    if (to.equals(onu)) {
      throw exists(to, "the same ONU");
    }
    if (OnuClaims.hasPool(view, pon.number())) {
      requireFree(to, onuIds());
    }
    for (StoredInstance entry : view.allOnOnu(to)) {
      view.instance(entry.path());
      throw exists(to, "instance " + entry.path());
    }
    if (withData.contains(number)) {
      throw exists(to, "maps or flow infos");
    }
    return to;
  }

  private PoolDraft onuIds() {
    return PoolDraft.of(view, ResourceType.ONU_ID, pon.number());
  }

  private void requireFree(OnuId to, PoolDraft pool) {
    if (!pool.offers(to.number())) {
      throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with("id", to.number())
          .with("range", pool.bound().ranges())
          .with("legal", ResourceType.ONU_ID.legalSpace(view.technology()));
    }
    Optional<IdOwner> holder = pool.holderOf(to.number());
    if (holder.isPresent() && !isOwn(holder.get(), to.number(), pool)) {
      throw exists(to, holder.get());
    }
  }

  /**
   * Whether an id that is taken in the pool is that of the ONU itself, which comes from another
   * PON.
   */
  private boolean isOwn(IdOwner holder, int number, PoolDraft pool) {
    int from = onu.pon().number();
    boolean isSameId =
        number == onu.number()
            && OnuClaims.hasPool(view, from)
            && pool.id().equals(PoolDraft.of(view, ResourceType.ONU_ID, from).id());
    return isSameId
        && switch (holder) {
          case IdOwner.ByClaim by -> claims.claims().containsKey(by.claim());
          case IdOwner.Unknown unknown -> true;
          default -> false;
        };
  }

  /**
   * The ONU with the number that this one has, if both PONs have the same pool and nothing is
   * stored of it; otherwise with the lowest free number.
   *
   * @throws PonkeeperException {@code POOL_EXHAUSTED}; others as {@link PoolDraft#of}
   */
  OnuId any() {
    Set<Integer> excluded = new HashSet<>(withData);
    view.state()
        .pon(pon.number())
        .entries()
        .forEach(entry -> excluded.add(entry.path().uniPort().onu().number()));
    PoolDraft pool = onuIds();
    int own = onu.number();
    boolean isKept =
        !pon.equals(onu.pon())
            && !excluded.contains(own)
            && pool.offers(own)
            && pool.holderOf(own).filter(holder -> isOwn(holder, own, pool)).isPresent();
    OnuId chosen = new OnuId(pon, isKept ? own : pool.lowestFree(1, excluded)[0]);
    view.allOnOnu(chosen);
    return chosen;
  }

  /** The refusal of a move to an ONU of which something is stored. */
  static RefusedException exists(OnuId to, Object what) {
    return new RefusedException(ErrorCode.ONU_EXISTS).with("ONU", to).with("stored", what);
  }
}

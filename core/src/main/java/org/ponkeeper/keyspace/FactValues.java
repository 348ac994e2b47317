package org.ponkeeper.keyspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.plan.AdapterList;
import org.ponkeeper.plan.ClaimState;
import org.ponkeeper.plan.Fact;
import org.ponkeeper.plan.OltState;
import org.ponkeeper.plan.PoolState;
import org.ponkeeper.plan.RecordState;
import org.ponkeeper.plan.Slot;
import org.ponkeeper.plan.Stamped;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Bytes;

/** Which bytes lie under the key of a fact, as far as that can be told from the state in memory. */
public final class FactValues {

  private FactValues() {}

  /** The bytes that the store has for a fact of the state; empty if they cannot be told. */
  static Optional<Bytes> of(OltState state, Fact fact) {
    if (fact instanceof Fact.OfInstance instance) {
      return state.find(instance.path()).flatMap(FactValues::encode);
    }
    Stamped<?> stamped = state.stamped(fact);
    return stamped
        .foreignBytes()
        .or(() ->
            switch (stamped.value()) {
              case RecordState record -> encode(record);
              case PoolState pool -> encode(pool);
              case ClaimState claim -> encode(claim);
              case AdapterList list -> encode(list);
              default -> Optional.empty();
            });
  }

  private static Optional<Bytes> encode(Slot slot) {
    return slot instanceof Slot.Held held && held.profileType() != null
        ? Optional.of(encode(held.instance(), held.profileType()))
        : Optional.empty();
  }

  private static Bytes encode(Instance instance, String profileType) {
    List<GemPortId> gemPortIds = new ArrayList<>(instance.gemPortCount());
    for (int i = 0; i < instance.gemPortCount(); i++) {
      gemPortIds.add(new GemPortId(instance.gemPortIdAt(i)));
    }
    return ResourceInstanceCodec.encode(
        new ResourceInstance(
            instance.path().template(),
            profileType,
            instance.path().uniPort(),
            instance.allocId(),
            gemPortIds));
  }

  /** What Ponkeeper writes for the record; nothing for one that it cannot read. */
  public static Optional<Bytes> encode(RecordState record) {
    return record instanceof RecordState.Registered registered
        ? Optional.of(OltRecordCodec.encode(registered.record()))
        : Optional.empty();
  }

  /** What Ponkeeper writes for the pool; nothing for one that it cannot read. */
  public static Optional<Bytes> encode(PoolState pool) {
    return pool instanceof PoolState.Present present
        ? Optional.of(PoolCodec.encode(present.pool()))
        : Optional.empty();
  }

  /** What Ponkeeper writes for the list; nothing for one that it cannot read, or that is absent. */
  public static Optional<Bytes> encode(AdapterList list) {
    return list instanceof AdapterList.Ids ids
        ? Optional.of(IdListCodec.encode(ids.list()))
        : Optional.empty();
  }

  /** What Ponkeeper writes for the claim; nothing for one that it cannot read. */
  public static Optional<Bytes> encode(ClaimState claim) {
    return claim instanceof ClaimState.Held held
        ? Optional.of(ClaimCodec.encode(held.ids()))
        : Optional.empty();
  }
}

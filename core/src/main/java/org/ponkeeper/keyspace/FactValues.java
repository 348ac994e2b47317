package org.ponkeeper.keyspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;
import org.ponkeeper.state.StoredInstance;
import org.ponkeeper.store.Bytes;

/** The stored bytes of what was read, as far as the state in memory determines them. */
public final class FactValues {

  private FactValues() {}

  /**
   * The bytes that the store has under this read key; empty if the state does not determine them.
   */
  static Optional<Bytes> of(OltState state, ReadKey fact) {
    return switch (fact) {
      case ReadKey.OfInstance f -> state.find(f.path()).flatMap(FactValues::encode);
      case ReadKey.OfRecord f -> of(state.record(), OltRecordCodec::encode);
      case ReadKey.OfPool f -> of(state.pool(f.id()), PoolCodec::encode);
      case ReadKey.OfClaim f -> of(state.claim(f.key()), ClaimCodec::encode);
      case ReadKey.OfAdapterList f ->
          of(state.adapterState().find(f.id()), list -> IdListCodec.encode(list.list()));
      case ReadKey.OfReservedIds f -> foreign(state.reserved());
      case ReadKey.OfTemplate f -> foreign(state.template(f.id()));
      case ReadKey.OfAdapter f -> Optional.empty();
    };
  }

  private static <T> Optional<Bytes> of(Stored<T> stored, Function<T, Bytes> encode) {
    return foreign(stored).or(() -> stored.readable().map(encode));
  }

  /** The bytes as they were read, of a value that Ponkeeper never writes or encodes differently. */
  private static Optional<Bytes> foreign(Stored<?> stored) {
    return stored instanceof Stored.Present<?> present ? present.foreignBytes() : Optional.empty();
  }

  private static Optional<Bytes> encode(StoredInstance slot) {
    return slot instanceof StoredInstance.Present held && held.profileType() != null
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
}

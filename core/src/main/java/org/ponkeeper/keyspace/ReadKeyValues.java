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
public final class ReadKeyValues {

  private ReadKeyValues() {}

  /**
   * The bytes that the store has under this read key; empty if the state does not determine them.
   */
  static Optional<Bytes> of(OltState state, ReadKey readKey) {
    return switch (readKey) {
      case ReadKey.OfInstance k -> state.find(k.path()).flatMap(ReadKeyValues::encode);
      case ReadKey.OfRecord k -> of(state.record(), OltRecordCodec::encode);
      case ReadKey.OfPool k -> of(state.pool(k.id()), PoolCodec::encode);
      case ReadKey.OfClaim k -> of(state.claim(k.key()), ClaimCodec::encode);
      case ReadKey.OfAdapterList k ->
          of(state.adapterState().find(k.id()), list -> IdListCodec.encode(list.list()));
      case ReadKey.OfReservedIds k -> foreign(state.reserved());
      case ReadKey.OfTemplate k -> foreign(state.template(k.id()));
      case ReadKey.OfOnuData k -> k.value();
      case ReadKey.OfAdapter k -> Optional.empty();
    };
  }

  private static <T> Optional<Bytes> of(Stored<T> stored, Function<T, Bytes> encode) {
    return foreign(stored).or(() -> stored.readable().map(encode));
  }

  /** The bytes as they were read, of a value that Ponkeeper never writes or encodes differently. */
  private static Optional<Bytes> foreign(Stored<?> stored) {
    return stored instanceof Stored.Present<?> present ? present.foreignBytes() : Optional.empty();
  }

  private static Optional<Bytes> encode(StoredInstance entry) {
    return entry instanceof StoredInstance.Present present && present.foreignFields() == null
        ? Optional.of(encode(present.instance(), present.profileType()))
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

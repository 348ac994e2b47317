package org.ponkeeper.state;

import java.util.Optional;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;

/**
 * A key that a decision read, identified by its content. The value was as the state has it, or
 * absent.
 */
public sealed interface ReadKey {

  /** The OLT's record. */
  record OfRecord() implements ReadKey {}

  /** The reserved GEM port ids. */
  record OfReservedIds() implements ReadKey {}

  /** A template of the OLT's technology. */
  record OfTemplate(TechProfileId id) implements ReadKey {}

  /** A pool of the OLT. */
  record OfPool(PoolId id) implements ReadKey {}

  /** An instance of the OLT. */
  record OfInstance(InstancePath path) implements ReadKey {}

  /** A claim of the OLT. */
  record OfClaim(ClaimKey key) implements ReadKey {}

  /** A list that the openolt adapter keeps of a UNI port or an ONU. */
  record OfAdapterList(AdapterListId id) implements ReadKey {}

  /**
   * A map or flow info of an ONU. It is not part of the state: the request has its value and
   * version from a read of its own.
   *
   * @param version the version at which it was read, or {@link Stored#ABSENT}
   * @param value its value; empty if it was absent
   */
  record OfOnuData(Key key, long version, Optional<Bytes> value) implements ReadKey {}

  /** One of the adapter's own keys. No decision reads it. */
  record OfAdapter(Key key) implements ReadKey {}

  /** The key of an owner, on which its ownership depends; empty if there is no such single key. */
  static Optional<ReadKey> of(IdOwner owner) {
    return switch (owner) {
      case IdOwner.ByInstance by -> Optional.of(new OfInstance(by.path()));
      case IdOwner.ByClaim by -> Optional.of(new OfClaim(by.claim()));
      case IdOwner.Reserved reserved -> Optional.of(new OfReservedIds());
      case IdOwner.ByNeighbour by -> Optional.empty();
      case IdOwner.Outside outside -> Optional.empty();
      case IdOwner.Unknown unknown -> Optional.empty();
    };
  }
}

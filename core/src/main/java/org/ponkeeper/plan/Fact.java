package org.ponkeeper.plan;

import java.util.Optional;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.store.Key;

/**
 * Something that a decision relied on, in the field's nouns: it was there as the state had it, or
 * was absent. Each stands for one key.
 */
public sealed interface Fact {

  /** The OLT's record. */
  record OfRecord() implements Fact {}

  /** The reserved GEM port ids. */
  record OfReservedIds() implements Fact {}

  /** A template of the OLT's technology. */
  record OfTemplate(TechProfileId id) implements Fact {}

  /** A pool of the OLT. */
  record OfPool(PoolId id) implements Fact {}

  /** An instance of the OLT. */
  record OfInstance(InstancePath path) implements Fact {}

  /** A claim of the OLT. */
  record OfClaim(ClaimKey key) implements Fact {}

  /** A list that the openolt adapter keeps of a UNI port or an ONU. */
  record OfAdapterList(AdapterListId id) implements Fact {}

  /** A key of the adapter's own. No decision looks at it, so none relies on it. */
  record OfAdapter(Key key) implements Fact {}

  /** The key that lets an owner keep an id; empty if it is no single key. */
  static Optional<Fact> of(Holder holder) {
    return switch (holder) {
      case Holder.ByInstance by -> Optional.of(new OfInstance(by.path()));
      case Holder.ByClaim by -> Optional.of(new OfClaim(by.claim()));
      case Holder.Reserved reserved -> Optional.of(new OfReservedIds());
      case Holder.ByNeighbour by -> Optional.empty();
      case Holder.Outside outside -> Optional.empty();
      case Holder.Unknown unknown -> Optional.empty();
    };
  }
}

package org.ponkeeper.olt;

import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRanges;

/** The owner of an id. */
public sealed interface IdOwner {

  /** An instance. */
  record ByInstance(InstancePath path) implements IdOwner {
    @Override
    public String toString() {
      return "instance " + path;
    }
  }

  /** The owner named by a claim: the id was allocated to it directly. */
  record ByClaim(ClaimKey claim) implements IdOwner {
    @Override
    public String toString() {
      return "owner " + claim.owner() + " on PON " + claim.pon();
    }
  }

  /**
   * An owner of another technology of the same device, which takes ids from the same pool.
   *
   * @param technology the technology
   * @param owner the instance, or the named owner
   */
  record ByNeighbour(Technology technology, IdOwner owner) implements IdOwner {
    @Override
    public String toString() {
      return owner + " (" + technology + ")";
    }
  }

  /** No owner: the id is reserved. */
  record Reserved() implements IdOwner {
    @Override
    public String toString() {
      return "reserved";
    }
  }

  /**
   * No owner: the id is outside the OLT's ranges.
   *
   * @param ranges the ids that the OLT offers
   */
  record Outside(IdRanges ranges) implements IdOwner {
    @Override
    public String toString() {
      return "no owner; outside the range " + ranges;
    }
  }

  /**
   * Unknown owner: the id is taken, but nothing in the store owns it. The Go library leaves such
   * ids in pools.
   */
  record Unknown() implements IdOwner {
    @Override
    public String toString() {
      return "unknown owner";
    }
  }
}

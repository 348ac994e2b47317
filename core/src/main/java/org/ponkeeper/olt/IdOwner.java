package org.ponkeeper.olt;

import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRanges;

/** Who has an id. */
public sealed interface IdOwner {

  /** An instance. */
  record ByInstance(InstancePath path) implements IdOwner {
    @Override
    public String toString() {
      return "instance " + path;
    }
  }

  /** The owner that a claim names: the id was allocated to it directly. */
  record ByClaim(ClaimKey claim) implements IdOwner {
    @Override
    public String toString() {
      return "owner " + claim.owner() + " on PON " + claim.pon();
    }
  }

  /**
   * An instance or owner of another technology of the device, which takes ids from the same pool.
   *
   * @param technology the technology
   * @param owner the instance, or the owner
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
   * No owner: the OLT does not offer the id.
   *
   * @param ranges the ids that it offers
   */
  record Outside(IdRanges ranges) implements IdOwner {
    @Override
    public String toString() {
      return "no owner; outside the range " + ranges;
    }
  }

  /**
   * Unknown owner: the id is taken, but nothing in the store owns it. The Go library leaves such
   * ids.
   */
  record Unknown() implements IdOwner {
    @Override
    public String toString() {
      return "unknown owner";
    }
  }
}

package org.ponkeeper.tck.simulation;

/**
 * An invariant that did not hold.
 *
 * @param invariant the invariant
 * @param detail the observation
 */
public record Violation(Invariant invariant, String detail) {
  @Override
  public String toString() {
    return invariant.sentence() + ": " + detail;
  }
}

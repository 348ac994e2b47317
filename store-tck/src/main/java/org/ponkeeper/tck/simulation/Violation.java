package org.ponkeeper.tck.simulation;

/**
 * An invariant that did not hold.
 *
 * @param invariant which one
 * @param detail what was seen
 */
public record Violation(Invariant invariant, String detail) {
  @Override
  public String toString() {
    return invariant.sentence() + ": " + detail;
  }
}

package org.ponkeeper.pon;

/**
 * A GEM port id. Each technology allows a narrower range.
 *
 * @param value 0 to 65535, both inclusive
 */
public record GemPortId(int value) implements Comparable<GemPortId> {

  /**
   * Checks the number.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public GemPortId {
    LegalSpace.check("GEM port id", value, 0, 65535);
  }

  @Override
  public int compareTo(GemPortId other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}

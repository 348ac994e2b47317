package org.ponkeeper.pon;

/**
 * An Alloc-ID (of a T-CONT; EPON: an LLID). Each technology allows a narrower range.
 *
 * @param value 0 to 65535, both inclusive
 */
public record AllocId(int value) implements Comparable<AllocId> {

  /**
   * Checks the number.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public AllocId {
    LegalSpace.check("Alloc-ID", value, 0, 65535);
  }

  @Override
  public int compareTo(AllocId other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}

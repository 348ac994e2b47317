package org.ponkeeper.pon;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * A PON of an OLT.
 *
 * @param olt the OLT
 * @param number 0 to 255, both inclusive, as in VOLTHA
 */
public record PonId(OltId olt, int number) implements Comparable<PonId> {

  /** The greatest number of a PON, inclusive. */
  public static final int LAST = 255;

  private static final Comparator<PonId> ORDER =
      Comparator.comparing(PonId::olt).thenComparingInt(PonId::number);

  /**
   * Checks the number.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public PonId {
    requireNonNull(olt, "olt");
    LegalSpace.check("PON", number, 0, LAST);
  }

  @Override
  public int compareTo(PonId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "olt-{" + olt + "}/pon-{" + number + "}";
  }
}

package org.ponkeeper.pon;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * An ONU, identified by its number on a PON.
 *
 * @param pon the PON
 * @param number 0 to 1022, both inclusive; each technology allows less, see {@link
 *     Technology#lastOnuId()}
 */
public record OnuId(PonId pon, int number) implements OnuOrUni, Comparable<OnuId> {

  /** The greatest number that any technology allows, inclusive. */
  public static final int LAST = 1022;

  private static final Comparator<OnuId> ORDER =
      Comparator.comparing(OnuId::pon).thenComparingInt(OnuId::number);

  /**
   * Checks the number.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public OnuId {
    requireNonNull(pon, "pon");
    LegalSpace.check("ONU", number, 0, LAST);
  }

  /** This ONU. */
  @Override
  public OnuId onu() {
    return this;
  }

  @Override
  public int compareTo(OnuId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return pon + "/onu-{" + number + "}";
  }
}

package org.ponkeeper.pon;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

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

  private static final Pattern NAME =
      Pattern.compile("olt-\\{([a-z0-9-]{1,200})}/pon-\\{(0|[1-9][0-9]*)}/onu-\\{(0|[1-9][0-9]*)}");

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

  /**
   * Parses an ONU's name, {@code olt-{D}/pon-{N}/onu-{N}} with literal braces.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code UNI_PORT_MALFORMED} if the text does
   *     not have this form, {@code ID_OUT_OF_LEGAL_SPACE} if a number is too great
   */
  public static OnuId parse(String name) {
    requireNonNull(name, "name");
    Matcher m = NAME.matcher(name);
    if (!m.matches()) {
      throw new InvalidRequestException(ErrorCode.UNI_PORT_MALFORMED).with("name", name);
    }
    return new OnuId(
        new PonId(new OltId(m.group(1)), LegalSpace.parse("PON", m.group(2), PonId.LAST)),
        LegalSpace.parse("ONU", m.group(3), LAST));
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

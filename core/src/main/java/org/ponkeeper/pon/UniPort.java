package org.ponkeeper.pon;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/**
 * A UNI port of an ONU, to which a subscriber is connected. Its name, {@code
 * olt-{D}/pon-{N}/onu-{N}/uni-{N}} with literal braces, is the subscriber's identifier.
 *
 * @param onu the ONU
 * @param number 0 to 255, both inclusive
 */
public record UniPort(OnuId onu, int number) implements OnuOrUni, Comparable<UniPort> {

  /** The greatest number of a UNI port, inclusive. */
  public static final int LAST = 255;

  private static final Pattern NAME =
      Pattern.compile(
          "olt-\\{([a-z0-9-]{1,200})}/pon-\\{(0|[1-9][0-9]*)}"
              + "/onu-\\{(0|[1-9][0-9]*)}/uni-\\{(0|[1-9][0-9]*)}");

  private static final Comparator<UniPort> ORDER =
      Comparator.comparing(UniPort::onu).thenComparingInt(UniPort::number);

  /**
   * Checks the number.
   *
   * @throws InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public UniPort {
    requireNonNull(onu, "onu");
    LegalSpace.check("UNI", number, 0, LAST);
  }

  /** The port with these numbers. */
  public static UniPort of(String device, int pon, int onu, int uni) {
    return new UniPort(new OnuId(new PonId(new OltId(device), pon), onu), uni);
  }

  /**
   * Parses a port's name.
   *
   * @throws InvalidRequestException {@code UNI_PORT_MALFORMED} if the text does not have this form,
   *     {@code ID_OUT_OF_LEGAL_SPACE} if a number is too great
   */
  public static UniPort parse(String name) {
    requireNonNull(name, "name");
    Matcher m = NAME.matcher(name);
    if (!m.matches()) {
      throw new InvalidRequestException(ErrorCode.UNI_PORT_MALFORMED).with("name", name);
    }
    return of(
        m.group(1),
        LegalSpace.parse("PON", m.group(2), PonId.LAST),
        LegalSpace.parse("ONU", m.group(3), OnuId.LAST),
        LegalSpace.parse("UNI", m.group(4), LAST));
  }

  /** Parses a port's name; empty if it is not one. */
  public static Optional<UniPort> find(String name) {
    requireNonNull(name, "name");
    try {
      return Optional.of(parse(name));
    } catch (InvalidRequestException e) {
      return Optional.empty();
    }
  }

  /** The PON of the port. */
  public PonId pon() {
    return onu.pon();
  }

  /** The OLT of the port. */
  public OltId olt() {
    return onu.pon().olt();
  }

  @Override
  public int compareTo(UniPort other) {
    return ORDER.compare(this, other);
  }

  /** The port's name. */
  @Override
  public String toString() {
    return onu + "/uni-{" + number + "}";
  }
}

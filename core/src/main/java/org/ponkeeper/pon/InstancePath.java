package org.ponkeeper.pon;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.regex.Pattern;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/**
 * The path of an instance: {@code <TECH>/<template id>/<UNI port name>}. ONU adapters depend on
 * this text.
 *
 * @param technology the technology
 * @param template the template's id
 * @param uniPort the subscriber's port
 */
public record InstancePath(Technology technology, TechProfileId template, UniPort uniPort)
    implements Comparable<InstancePath> {

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]*");

  public InstancePath {
    requireNonNull(technology, "technology");
    requireNonNull(template, "template");
    requireNonNull(uniPort, "uniPort");
  }

  /**
   * Parses a path.
   *
   * @throws InvalidRequestException {@code UNI_PORT_MALFORMED} if the text does not have this form,
   *     {@code TECHNOLOGY_UNKNOWN}, {@code ID_OUT_OF_LEGAL_SPACE} if a number is too great
   */
  public static InstancePath parse(String text) {
    requireNonNull(text, "text");
    String[] parts = text.split("/", 3);
    if (parts.length < 3 || !NUMBER.matcher(parts[1]).matches()) {
      throw new InvalidRequestException(ErrorCode.UNI_PORT_MALFORMED).with("instance path", text);
    }
    return new InstancePath(
        Technology.of(parts[0]),
        new TechProfileId(LegalSpace.parse("template id", parts[1], TechProfileId.LAST)),
        UniPort.parse(parts[2]));
  }

  private static final Comparator<InstancePath> ORDER =
      Comparator.comparing(InstancePath::technology)
          .thenComparing(InstancePath::template)
          .thenComparing(InstancePath::uniPort);

  /** Compares by technology, template id and port, in this order; ids compare as numbers. */
  @Override
  public int compareTo(InstancePath other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return technology + "/" + template + "/" + uniPort;
  }
}

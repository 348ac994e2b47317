package org.ponkeeper.pon;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/**
 * The device id of an OLT, in VOLTHA a UUID or a name.
 *
 * @param device 1 to 200 characters of a-z, 0-9 and -
 */
public record OltId(String device) implements Comparable<OltId> {

  private static final Pattern DEVICE = Pattern.compile("[a-z0-9-]{1,200}");

  /**
   * Checks the name.
   *
   * @throws InvalidRequestException {@code NAME_INVALID}
   */
  public OltId {
    if (!isLegal(device)) {
      throw new InvalidRequestException(ErrorCode.NAME_INVALID)
          .with("device id", device)
          .with("legal", "1 to 200 characters of a-z, 0-9 and -");
    }
  }

  /** Whether the text can be a device id. */
  public static boolean isLegal(String device) {
    requireNonNull(device, "device");
    return DEVICE.matcher(device).matches();
  }

  @Override
  public int compareTo(OltId other) {
    return device.compareTo(other.device);
  }

  @Override
  public String toString() {
    return device;
  }
}

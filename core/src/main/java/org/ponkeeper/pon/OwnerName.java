package org.ponkeeper.pon;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/**
 * The name of an owner of allocated ids, chosen by the caller, for example an ONU's serial number.
 * The name is part of a key, so only a few characters are allowed.
 *
 * @param text 1 to 100 characters of a-z, A-Z, 0-9 and {@code . _ : @ -}
 */
public record OwnerName(String text) implements Comparable<OwnerName> {

  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._:@-]{1,100}");

  /**
   * Checks the name.
   *
   * @throws InvalidRequestException {@code NAME_INVALID}
   */
  public OwnerName {
    if (!isLegal(text)) {
      throw new InvalidRequestException(ErrorCode.NAME_INVALID)
          .with("owner", text)
          .with("legal", "1 to 100 characters of a-z, A-Z, 0-9 and . _ : @ -");
    }
  }

  /** Whether the text can be an owner's name. */
  public static boolean isLegal(String text) {
    requireNonNull(text, "text");
    return LEGAL.matcher(text).matches();
  }

  @Override
  public int compareTo(OwnerName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}

package org.ponkeeper.pon;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/**
 * A model of OLT, for example {@code asfvolt16}. VOLTHA stores ranges of ids for each model; the
 * name is part of the key.
 *
 * @param name 1 to 100 letters, digits, spaces and {@code . _ + ( ) -}
 */
public record OltModel(String name) {

  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9 ._+()-]{1,100}");

  /**
   * Checks the name.
   *
   * @throws InvalidRequestException {@code NAME_INVALID}
   */
  public OltModel {
    requireNonNull(name, "name");
    if (!LEGAL.matcher(name).matches()) {
      throw new InvalidRequestException(ErrorCode.NAME_INVALID)
          .with("model", name)
          .with("legal", "1 to 100 letters, digits, spaces and . _ + ( ) -");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}

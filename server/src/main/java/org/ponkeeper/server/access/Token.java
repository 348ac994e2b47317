package org.ponkeeper.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Static tokens: 256 random bits, of which the server keeps only a SHA-256. A salt or a slow hash
 * would add nothing: nobody guesses 256 bits.
 */
public final class Token {

  private static final String PREFIX = "sha256:";
  private static final int BYTES = 32;

  private Token() {}

  /** Makes a new token. */
  public static String generate() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return "ponkeeper_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** The line of the file of tokens for a token. */
  public static String line(Caller caller, String token) {
    String olts = caller.isLimited() ? " " + String.join(",", caller.olts()) : "";
    return caller.name() + " " + caller.role().text() + olts + " " + PREFIX + hash(token);
  }

  static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The hash of a line. */
  static String parseHash(String text) {
    if (!text.matches(PREFIX + "[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "the line must end with sha256: and 64 hexadecimal digits");
    }
    return text.substring(PREFIX.length());
  }
}

package org.ponkeeper.store.etcd;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/**
 * A private key in PEM, as kubeadm, cfssl and openssl write it: PKCS #8, PKCS #1 (RFC 8017) or SEC
 * 1 (RFC 5915). Netty reads only PKCS #8 (RFC 5958).
 */
final class PrivateKeyFile {

  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ((?:[A-Z0-9]+ )?PRIVATE KEY)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private static final byte[] VERSION_0 = Der.element(Der.INTEGER, new byte[] {0});

  /** Object identifier 1.2.840.113549.1.1.1 with no parameters. */
  private static final byte[] RSA =
      Der.element(Der.SEQUENCE, HexFormat.of().parseHex("06092a864886f70d0101010500"));

  /** Object identifier 1.2.840.10045.2.1. */
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  /** The tag of the curve in a SEC 1 key. */
  private static final int CURVE = 0xa0;

  private PrivateKeyFile() {}

  /**
   * The key as PKCS #8 in PEM.
   *
   * @throws IOException if the file cannot be read
   * @throws InvalidRequestException {@code STORE_URL_INVALID} if it has no usable key; the message
   *     has a command that converts the key, if there is one
   */
  static InputStream asPkcs8(Path file) throws IOException {
    // The key may follow names of curves and other text, in any character set.
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    Matcher block = BLOCK.matcher(text);
    if (!block.find()) {
      throw invalid(
          file,
          text.contains("-----BEGIN ")
              ? "the file has no private key"
              : "it is not PEM; if it is DER, convert it with: openssl pkey -inform DER -in "
                  + shellWord(file)
                  + " -out key.pem");
    }
    String body = block.group(2);
    if (block.group(1).startsWith("ENCRYPTED") || body.contains("ENCRYPTED")) {
      throw invalid(file, "the key has a password, which cannot be given; " + convert(file));
    }
    return switch (block.group(1)) {
      case "PRIVATE KEY" -> pem(decode(file, body));
      case "RSA PRIVATE KEY" -> pem(pkcs8(RSA, decode(file, body)));
      case "EC PRIVATE KEY" -> pem(fromSec1(file, decode(file, body)));
      default -> throw invalid(file, block.group(1) + " is not supported; " + convert(file));
    };
  }

  private static byte[] fromSec1(Path file, byte[] key) {
    Optional<byte[]> curve = Der.find(key, Der.SEQUENCE).flatMap(parts -> Der.find(parts, CURVE));
    if (curve.isEmpty()) {
      throw invalid(file, "the EC key does not name its curve; " + convert(file));
    }
    return pkcs8(Der.element(Der.SEQUENCE, EC, curve.get()), key);
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return Der.element(Der.SEQUENCE, VERSION_0, algorithm, Der.element(Der.OCTET_STRING, key));
  }

  private static byte[] decode(Path file, String body) {
    try {
      return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw invalid(file, "the key is not base64; " + convert(file));
    }
  }

  private static InputStream pem(byte[] der) {
    String text =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END PRIVATE KEY-----\n";
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String convert(Path file) {
    return "convert it with: openssl pkcs8 -topk8 -nocrypt -in "
        + shellWord(file)
        + " -out key.pem";
  }

  private static String shellWord(Path file) {
    return "'" + file.toString().replace("'", "'\\''") + "'";
  }

  private static InvalidRequestException invalid(Path file, String reason) {
    return new InvalidRequestException(ErrorCode.STORE_URL_INVALID)
        .with("reason", "the key cannot be used: " + reason)
        .with("file", file);
  }
}

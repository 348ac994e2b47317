package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.error.InvalidRequestException;

/** Keys as other programs write them; the old formats are made from what the JDK makes. */
class PrivateKeyFileTest {

  @TempDir Path directory;

  @Test
  void aPkcs8KeyStaysAsItIs() throws Exception {
    PrivateKey key = generate("RSA", 2048);

    assertThat(read(write("PRIVATE KEY", key.getEncoded()))).isEqualTo(key.getEncoded());
  }

  @Test
  void aPkcs1KeyIsRead() throws Exception {
    PrivateKey key = generate("RSA", 2048);
    assertThat(key).isInstanceOf(RSAPrivateKey.class);

    assertThat(read(write("RSA PRIVATE KEY", inner(key)))).isEqualTo(key.getEncoded());
  }

  @Test
  void aSec1KeyIsReadAlsoBehindItsCurve() throws Exception {
    PrivateKey key = generate("EC", 256);
    assertThat(key).isInstanceOf(ECPrivateKey.class);
    byte[] curve =
        Der.find(Der.find(key.getEncoded(), Der.SEQUENCE).orElseThrow(), Der.SEQUENCE)
            .map(algorithm -> Arrays.copyOfRange(algorithm, 9, algorithm.length))
            .orElseThrow();
    byte[] parts = Der.find(inner(key), Der.SEQUENCE).orElseThrow();
    byte[] sec1 =
        Der.element(
            Der.SEQUENCE,
            Der.element(Der.INTEGER, new byte[] {1}),
            Der.element(Der.OCTET_STRING, Der.find(parts, Der.OCTET_STRING).orElseThrow()),
            Der.element(0xa0, curve));
    Path file = write("EC PRIVATE KEY", sec1);
    Files.writeString(
        file,
        "-----BEGIN EC PARAMETERS-----BggqhkjO-----END EC PARAMETERS-----\n"
            + Files.readString(file));

    ECPrivateKey read =
        (ECPrivateKey)
            KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(read(file)));

    // The JDK writes the public part too, so the bytes need not be the same.
    assertThat(read.getS()).isEqualTo(((ECPrivateKey) key).getS());
    assertThat(read.getParams().toString()).isEqualTo(((ECPrivateKey) key).getParams().toString());
  }

  @Test
  void aKeyThatCannotBeUsedIsRefusedWithTheCommandThatConvertsIt() throws Exception {
    String command = "openssl pkcs8 -topk8 -nocrypt -in '" + directory.resolve("key.pem") + "'";

    assertThat(refusal(write("ENCRYPTED PRIVATE KEY", new byte[9]))).contains(command);
    assertThat(refusal(write("DSA PRIVATE KEY", new byte[9]))).contains("DSA", command);
    assertThat(refusal(write("EC PRIVATE KEY", new byte[] {0x30, 0}))).contains("curve", command);
    Path old = directory.resolve("key.pem");
    Files.writeString(
        old,
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED

        AAAA
        -----END RSA PRIVATE KEY-----
        """);
    assertThat(refusal(old)).contains("password", command);
    Files.write(old, new byte[] {0x30, (byte) 0x82, 4, 1});
    assertThat(refusal(old)).contains("openssl pkey -inform DER");
    assertThat(refusal(write("CERTIFICATE", new byte[9]))).contains("has no private key");
  }

  private static PrivateKey generate(String algorithm, int size) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(size);
    return generator.generateKeyPair().getPrivate();
  }

  /** The key inside of PKCS #8. */
  private static byte[] inner(PrivateKey key) {
    byte[] parts = Der.find(key.getEncoded(), Der.SEQUENCE).orElseThrow();
    return Der.find(parts, Der.OCTET_STRING).orElseThrow();
  }

  private Path write(String what, byte[] der) throws Exception {
    String body = Base64.getMimeEncoder().encodeToString(der);
    return Files.writeString(
        directory.resolve("key.pem"),
        "-----BEGIN " + what + "-----\r\n" + body + "\r\n-----END " + what + "-----\r\n");
  }

  private static byte[] read(Path file) throws Exception {
    try (InputStream pem = PrivateKeyFile.asPkcs8(file)) {
      String text = new String(pem.readAllBytes(), StandardCharsets.US_ASCII);
      return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
    }
  }

  private static String refusal(Path file) {
    InvalidRequestException refused =
        catchThrowableOfType(
            InvalidRequestException.class, () -> PrivateKeyFile.asPkcs8(file).close());
    return String.valueOf(refused.facts().get("reason"));
  }
}

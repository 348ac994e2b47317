package org.ponkeeper.tck.etcd;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A CA with a server and a client certificate, created by the JDK's keytool. */
public record TestCertificates(Path authority, Identity server, Identity client) {

  /** A certificate and its key, both as files in PEM. */
  public record Identity(Path certificate, Path key) {}

  private static final String PASSWORD = "changeit";

  /** Creates new ones in a directory. */
  public static TestCertificates make(Path directory) throws Exception {
    Path store = directory.resolve("keys.p12");
    keytool(store, "ca", "-ext", "bc:c");
    keytool(store, "server", "-signer", "ca", "-ext", "san=ip:127.0.0.1");
    keytool(store, "client", "-signer", "ca", "-ext", "eku=clientAuth");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Path authority = directory.resolve("ca.pem");
    Files.writeString(authority, pem("CERTIFICATE", keys.getCertificate("ca").getEncoded()));
    return new TestCertificates(
        authority, identity(directory, keys, "server"), identity(directory, keys, "client"));
  }

  private static Identity identity(Path directory, KeyStore keys, String name) throws Exception {
    Path certificate = directory.resolve(name + ".pem");
    Path key = directory.resolve(name + "-key.pem");
    StringBuilder chain = new StringBuilder();
    for (Certificate link : keys.getCertificateChain(name)) {
      chain.append(pem("CERTIFICATE", link.getEncoded()));
    }
    Files.writeString(certificate, chain);
    Files.writeString(
        key, pem("PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    return new Identity(certificate, key);
  }

  private static String pem(String what, byte[] bytes) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
  }

  private static void keytool(Path store, String alias, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(output);
    }
  }
}

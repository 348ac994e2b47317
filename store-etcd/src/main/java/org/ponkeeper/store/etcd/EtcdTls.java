package org.ponkeeper.store.etcd;

import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS options. The files are read when the store is opened.
 *
 * @param authority CA certificates (PEM) used to verify the server; empty uses the JDK's
 * @param certificate the client's certificate chain in PEM, for mutual TLS
 * @param key the key of {@code certificate}, in PEM without a password: PKCS #8, PKCS #1 (RSA) or
 *     SEC 1 (EC); present if and only if the certificate is
 */
public record EtcdTls(Optional<Path> authority, Optional<Path> certificate, Optional<Path> key) {

  /** TLS with the JDK's CA certificates, without a client certificate. */
  public static final EtcdTls DEFAULTS =
      new EtcdTls(Optional.empty(), Optional.empty(), Optional.empty());

  public EtcdTls {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("a certificate and its key belong together");
    }
  }

  /** A copy that trusts only the certificates in the file. */
  public EtcdTls authority(Path file) {
    return new EtcdTls(Optional.of(file), certificate, key);
  }

  /** A copy with a client certificate: mutual TLS. */
  public EtcdTls identity(Path certificate, Path key) {
    return new EtcdTls(authority, Optional.of(certificate), Optional.of(key));
  }
}

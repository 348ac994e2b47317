package org.ponkeeper.store.etcd;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to speak TLS. The files are read when the store is opened.
 *
 * @param authority whom to trust: certificates in PEM; empty takes the JDK's
 * @param certificate our own certificate chain in PEM, for mutual TLS
 * @param key the key of {@code certificate}, in PEM without a password: PKCS #8, PKCS #1 (RSA) or
 *     SEC 1 (EC); there if and only if the certificate is
 */
public record EtcdTls(Optional<Path> authority, Optional<Path> certificate, Optional<Path> key) {

  /** TLS with the authorities that the JDK trusts, without a certificate of our own. */
  public static final EtcdTls DEFAULTS =
      new EtcdTls(Optional.empty(), Optional.empty(), Optional.empty());

  public EtcdTls {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("a certificate and its key belong together");
    }
  }

  /** The same, trusting only the certificates in the file. */
  public EtcdTls authority(Path file) {
    return new EtcdTls(Optional.of(file), certificate, key);
  }

  /** The same with a certificate of our own: mutual TLS. */
  public EtcdTls identity(Path certificate, Path key) {
    return new EtcdTls(authority, Optional.of(certificate), Optional.of(key));
  }
}

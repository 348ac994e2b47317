package org.ponkeeper.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is needed for a server in addition to a URL: credentials and TLS files.
 *
 * @param user the user, unless the URL names one
 * @param password the user's password
 * @param authority CA certificates (PEM) used to verify the server
 * @param certificate the client certificate (PEM), for mutual TLS
 * @param key the key of the client certificate (PEM)
 */
record StoreAccess(
    Optional<String> user,
    Optional<String> password,
    Optional<Path> authority,
    Optional<Path> certificate,
    Optional<Path> key) {

  /** Without any of these. */
  static final StoreAccess NONE =
      new StoreAccess(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether a TLS file is named. */
  boolean namesTls() {
    return authority.isPresent() || certificate.isPresent() || key.isPresent();
  }
}

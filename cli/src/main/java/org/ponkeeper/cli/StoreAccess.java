package org.ponkeeper.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a server asks for besides a URL: who we are, and files of TLS.
 *
 * @param user the user, unless the URL names one
 * @param password the user's password
 * @param authority certificates in PEM of whom to trust
 * @param certificate our own certificates in PEM, for mutual TLS
 * @param key the key of our certificate in PEM
 */
record StoreAccess(
    Optional<String> user,
    Optional<String> password,
    Optional<Path> authority,
    Optional<Path> certificate,
    Optional<Path> key) {

  /** Nothing of all that. */
  static final StoreAccess NONE =
      new StoreAccess(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether some file of TLS is named. */
  boolean namesTls() {
    return authority.isPresent() || certificate.isPresent() || key.isPresent();
  }
}

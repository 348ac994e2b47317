package org.ponkeeper.store.etcd;

/**
 * A user of etcd and the user's password.
 *
 * @param name not empty
 * @param password as it is, not encoded; never shown
 */
public record EtcdUser(String name, String password) {

  public EtcdUser {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a user has a name");
    }
  }

  /** The name; never the password. */
  @Override
  public String toString() {
    return name;
  }
}

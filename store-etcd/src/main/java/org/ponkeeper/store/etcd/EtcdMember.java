package org.ponkeeper.store.etcd;

/**
 * The client address of a member of an etcd cluster.
 *
 * @param host a name or an address, not empty; an IPv6 address without brackets
 * @param port from 1 to 65535
 */
public record EtcdMember(String host, int port) {

  /** etcd's default port. */
  public static final int DEFAULT_PORT = 2379;

  private static final int MAX_PORT = 65_535;

  public EtcdMember {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("a member has a host");
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is from 1 to " + MAX_PORT);
    }
  }

  /** The address in the form of a URL. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}

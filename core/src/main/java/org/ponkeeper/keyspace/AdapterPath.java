package org.ponkeeper.keyspace;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Mutation;

/** The path of an adapter's own data, where neither VOLTHA nor Ponkeeper has keys. Immutable. */
public final class AdapterPath {

  /** The maximum number of its own keys that an adapter may change in one create or delete. */
  public static final int MAX_MUTATIONS = 100;

  /** The maximum bytes of such keys and values; leaves room for the pools in the transaction. */
  public static final long MAX_BYTES = 512 << 10;

  private final String prefix;

  private AdapterPath(String prefix) {
    this.prefix = prefix;
  }

  /**
   * Checks the path.
   *
   * @param path without a slash at its ends
   * @throws InvalidRequestException {@code ADAPTER_DATA_INVALID} if VOLTHA or Ponkeeper has keys
   *     there, {@code PATH_INVALID} if it is not a valid path
   */
  public static AdapterPath of(String path, KeySpace keys) {
    KeySpace.check("adapter path", path);
    String prefix = path + "/";
    for (String own : keys.ownPrefixes()) {
      if (own.startsWith(prefix) || prefix.startsWith(own)) {
        throw invalid("VOLTHA and Ponkeeper keep their data at " + own).with("adapter path", path);
      }
    }
    return new AdapterPath(prefix);
  }

  /**
   * The configured path.
   *
   * @throws InvalidRequestException {@code ADAPTER_DATA_INVALID} if none is configured
   */
  public static AdapterPath required(Optional<AdapterPath> path) {
    return path.orElseThrow(() -> invalid("no path was named, see PonkeeperOptions.adapterPath"));
  }

  /** The prefix of the adapter's keys; ends with a slash. */
  public String prefix() {
    return prefix;
  }

  /**
   * Checks the mutations that an adapter adds to a create or delete, and returns them.
   *
   * @throws InvalidRequestException {@code ADAPTER_DATA_INVALID} if a key is not below the path, if
   *     a key is given twice, or if there are more than {@value #MAX_MUTATIONS} mutations or
   *     {@value #MAX_BYTES} bytes
   */
  public List<Mutation> checked(List<Mutation> mutations) {
    if (mutations.size() > MAX_MUTATIONS) {
      throw invalid("at most " + MAX_MUTATIONS + " keys go with one change")
          .with("keys", mutations.size());
    }
    long bytes = 0;
    Set<Key> seen = new HashSet<>();
    for (Mutation mutation : mutations) {
      String key = mutation.key().text();
      if (!key.startsWith(prefix) || key.length() == prefix.length()) {
        throw invalid("it is not below the adapter's path").with("key", key).with("path", prefix);
      }
      if (!seen.add(mutation.key())) {
        throw invalid("it is given twice").with("key", key);
      }
      bytes += mutation.length();
    }
    if (bytes > MAX_BYTES) {
      throw invalid("keys and values have at most " + MAX_BYTES + " bytes").with("bytes", bytes);
    }
    return mutations;
  }

  private static InvalidRequestException invalid(String reason) {
    return new InvalidRequestException(ErrorCode.ADAPTER_DATA_INVALID).with("reason", reason);
  }
}

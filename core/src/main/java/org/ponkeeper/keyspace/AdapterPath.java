package org.ponkeeper.keyspace;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Mutation;

/**
 * Where an adapter keeps data of its own: below a path where VOLTHA and Ponkeeper keep nothing.
 * Immutable.
 */
public final class AdapterPath {

  /** The most keys of its own that an adapter may change with one create or delete. */
  public static final int MAX_MUTATIONS = 100;

  /** The most bytes of such keys and values; leaves room for the pools in the transaction. */
  public static final long MAX_BYTES = 512 << 10;

  private final String prefix;

  private AdapterPath(String prefix) {
    this.prefix = prefix;
  }

  /**
   * The path, checked.
   *
   * @param path without a slash at its ends
   * @throws InvalidRequestException {@code ADAPTER_DATA_INVALID} if VOLTHA or Ponkeeper keep
   *     something there, {@code PATH_INVALID} if it cannot be a path
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
   * The path, where there is one.
   *
   * @throws InvalidRequestException {@code ADAPTER_DATA_INVALID} if there is none
   */
  public static AdapterPath required(Optional<AdapterPath> path) {
    return path.orElseThrow(() -> invalid("no path was named, see PonkeeperOptions.adapterPath"));
  }

  /** What the adapter's keys begin with; ends with a slash. */
  public String prefix() {
    return prefix;
  }

  /**
   * The same mutations, if an adapter may make them with a create or delete.
   *
   * @throws InvalidRequestException {@code ADAPTER_DATA_INVALID} if one is of a key that does not
   *     lie below the path, if two are of one key, or if they are more than {@value #MAX_MUTATIONS}
   *     or more than {@value #MAX_BYTES} bytes
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

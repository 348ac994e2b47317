package org.ponkeeper.state;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Bytes;

/**
 * The etags of what is in a state: the version, and a hash of the content. The version changes with
 * each write, also of the same values. The hash differs where a restored store counts the same
 * versions again. Programs keep etags: what is hashed must stay the same. Pure.
 */
public final class Etags {

  private static final int HASH_BYTES = 12;

  private final OltState state;

  /** Etags of this state. */
  public Etags(OltState state) {
    this.state = state;
  }

  /**
   * The etag of an instance; empty if it is absent, or if the state has a change of it that is not
   * committed yet.
   *
   * @throws CorruptDataException if it cannot be read
   */
  public Optional<Etag> of(InstancePath path) {
    return state
        .find(path)
        .flatMap(entry ->
            switch (entry) {
              case StoredInstance.Present present -> of(present);
              case StoredInstance.Unreadable unreadable -> throw unreadable.error();
            });
  }

  /** The etag of an instance; empty if it is not committed yet. */
  public static Optional<Etag> of(StoredInstance.Present entry) {
    return etag(entry.version(), content(entry));
  }

  private static String content(StoredInstance.Present entry) {
    Instance instance = entry.instance();
    StringJoiner ids = new StringJoiner(",");
    for (int i = 0; i < instance.gemPortCount(); i++) {
      ids.add(Integer.toString(instance.gemPortIdAt(i)));
    }
    Bytes foreign = entry.foreignFields();
    return String.join(
        "\n",
        "instance " + entry.path(),
        "alloc " + instance.allocId().value(),
        "gem " + ids,
        "type " + entry.profileType(),
        "other " + (foreign == null ? "" : HexFormat.of().formatHex(foreign.toArray())));
  }

  /**
   * The etag of a claim; empty if it is absent, or if the state has a change of it that is not
   * committed yet.
   *
   * @throws CorruptDataException if it cannot be read
   */
  public Optional<Etag> of(ClaimKey key) {
    Stored<Set<Integer>> claim = state.claim(key);
    return claim
        .required(key)
        .flatMap(ids -> etag(claim.version(), "OLT " + olt() + "\n" + content(key, ids)));
  }

  private String olt() {
    return state.technology() + " " + state.olt();
  }

  private static String content(ClaimKey key, Set<Integer> ids) {
    return String.join(
        "\n",
        "claim " + key.pon() + " " + key.type() + " " + key.owner(),
        "ids " + new TreeSet<>(ids));
  }

  /**
   * The etag of everything that is stored of an ONU, without maps and flow infos; empty if that is
   * nothing, or if the state has a change of it that is not committed yet.
   */
  public Optional<Etag> of(OnuId onu) {
    return new OnuLookup(state).find(onu).etag();
  }

  /** The etag of several things together. For one thread. */
  static final class Sum {
    private long latest = Stored.ABSENT;
    private final StringJoiner content = new StringJoiner("\n");

    Sum(Object of) {
      content.add(of.toString());
    }

    void add(StoredInstance entry) {
      add(
          entry.version(),
          switch (entry) {
            case StoredInstance.Present present -> content(present);
            case StoredInstance.Unreadable unreadable -> "unreadable " + unreadable.path();
          });
    }

    void add(ClaimKey key, Stored<Set<Integer>> claim) {
      claim.readable().ifPresent(ids -> add(claim.version(), content(key, ids)));
    }

    void add(long version, String of) {
      latest = Math.max(latest, version);
      content.add(version + " " + of);
    }

    /** Empty if nothing was added, or something that is not committed yet. */
    Optional<Etag> etag() {
      return latest == Stored.ABSENT ? Optional.empty() : Etags.etag(latest, content.toString());
    }
  }

  /** The etag of a value of the store. */
  public static Etag of(Object key, long version, Bytes value) {
    return etag(version, key + "\n" + HexFormat.of().formatHex(value.toArray())).orElseThrow();
  }

  private static Optional<Etag> etag(long version, String content) {
    return version == Stored.PENDING
        ? Optional.empty()
        : Optional.of(new Etag(Long.toString(version, Character.MAX_RADIX) + "-" + hash(content)));
  }

  private static String hash(String content) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Refuses a change whose caller has read something else.
   *
   * @param wanted the etag of what the caller has read; empty to change whatever is there
   * @param present the etag of what is there; empty if that is not committed yet
   * @param what what is there
   * @throws RefusedException {@code ETAG_MISMATCH}
   */
  public static void requireMatch(Optional<Etag> wanted, Optional<Etag> present, Object what) {
    if (wanted.isPresent() && !wanted.equals(present)) {
      RefusedException mismatch =
          new RefusedException(ErrorCode.ETAG_MISMATCH)
              .with("what", what)
              .with("etag", wanted.get());
      throw present.isPresent() ? mismatch.with("etag now", present.get()) : mismatch;
    }
  }
}

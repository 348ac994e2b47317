package org.ponkeeper.store.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KeyValue;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.store.Bookmark;

/**
 * A bookmark of an etcd: a revision, and one key that shows whether another etcd has the same
 * transaction there.
 *
 * @param cluster etcd's id of the cluster
 * @param revision the revision of the transaction
 * @param key a key that it wrote or deleted
 * @param digest of what it wrote; empty if it deleted the key
 */
record EtcdBookmark(long cluster, long revision, ByteString key, Optional<String> digest) {

  private static final String ENGINE = "etcd";

  private static final Pattern FORM =
      Pattern.compile(
          "([0-9a-f]{1,16}):([1-9][0-9]{0,17}):([A-Za-z0-9_-]{16}|deleted):([A-Za-z0-9_-]+)");

  private static final int DIGEST_BYTES = 12;

  /**
   * The bookmark of a transaction.
   *
   * @param events changes by it, at least one
   */
  static EtcdBookmark of(long cluster, List<Event> events) {
    // What was written shows more than a deletion.
    Event shown =
        events.stream()
            .filter(event -> event.getType() == Event.EventType.PUT)
            .findFirst()
            .orElse(events.getFirst());
    KeyValue found = shown.getKv();
    return new EtcdBookmark(
        cluster,
        found.getModRevision(),
        found.getKey(),
        shown.getType() == Event.EventType.PUT ? Optional.of(digest(found)) : Optional.empty());
  }

  /**
   * Reads a bookmark; empty if it is of another engine.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code BOOKMARK_INVALID} if it is of this
   *     engine, but malformed
   */
  static Optional<EtcdBookmark> parse(Bookmark bookmark) {
    Optional<String> own = bookmark.of(ENGINE);
    if (own.isEmpty()) {
      return Optional.empty();
    }
    Matcher parts = FORM.matcher(own.get());
    if (!parts.matches()) {
      throw bookmark.invalid();
    }
    try {
      return Optional.of(
          new EtcdBookmark(
              Long.parseUnsignedLong(parts.group(1), 16),
              Long.parseLong(parts.group(2)),
              ByteString.copyFrom(Base64.getUrlDecoder().decode(parts.group(4))),
              Optional.of(parts.group(3)).filter(text -> !text.equals("deleted"))));
    } catch (IllegalArgumentException e) {
      throw bookmark.invalid();
    }
  }

  /** The bookmark as text. */
  Bookmark bookmark() {
    return new Bookmark(
        "%s:%s:%s:%s:%s"
            .formatted(
                ENGINE,
                Long.toHexString(cluster),
                revision,
                digest.orElse("deleted"),
                base64(key.toByteArray())));
  }

  /** Whether the key was read as the transaction wrote it. */
  boolean isOf(KeyValue found) {
    return found.getModRevision() == revision && digest.equals(Optional.of(digest(found)));
  }

  private static String digest(KeyValue found) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(
          ByteBuffer.allocate(2 * Long.BYTES)
              .putLong(found.getCreateRevision())
              .putLong(found.getVersion())
              .flip());
      found.getValue().asReadOnlyByteBufferList().forEach(sha256::update);
      return base64(ByteString.copyFrom(sha256.digest(), 0, DIGEST_BYTES).toByteArray());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

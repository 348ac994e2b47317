package org.ponkeeper.store.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.TxnRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The newest transaction seen in a history, with its known writes. A history in which the same keys
 * have the same values at the same revision is considered the same, up to that revision. Immutable.
 */
final class Anchor {

  private final long cluster;
  private final long revision;

  /** The transaction itself, if this store made it. */
  private final Optional<TxnRequest> own;

  /** The writes that were read, by key. */
  private final Map<ByteString, Written> read;

  /**
   * A key after the transaction.
   *
   * @param found what was read; for a put of our own, without its create revision and version; for
   *     a key that we deleted, without a revision
   * @param withValue whether the value is known
   */
  private record Written(KeyValue found, boolean withValue) {

    boolean isSame(Optional<KeyValue> other) {
      if (found.getModRevision() == 0) {
        return other.isEmpty();
      }
      return other.isPresent()
          && other.get().getModRevision() == found.getModRevision()
          && (found.getVersion() == 0 || isSameOrigin(other.get()))
          && (!withValue || other.get().getValue().equals(found.getValue()));
    }

    private boolean isSameOrigin(KeyValue other) {
      return other.getVersion() == found.getVersion()
          && other.getCreateRevision() == found.getCreateRevision();
    }
  }

  private Anchor(
      long cluster, long revision, Optional<TxnRequest> own, Map<ByteString, Written> read) {
    this.cluster = cluster;
    this.revision = revision;
    this.own = own;
    this.read = read;
  }

  /** A committed transaction of our own; empty if it wrote no key. */
  static Optional<Anchor> ofCommit(TxnRequest made, ResponseHeader header) {
    return made.getSuccessList().stream().anyMatch(RequestOp::hasRequestPut)
        ? Optional.of(
            new Anchor(header.getClusterId(), header.getRevision(), Optional.of(made), Map.of()))
        : Optional.empty();
  }

  /** The newest transaction among the keys read; empty if there were none. */
  static Optional<Anchor> ofRead(List<KeyValue> found, boolean withValues, ResponseHeader header) {
    long newest = 0;
    List<KeyValue> ofNewest = new ArrayList<>();
    for (KeyValue kv : found) {
      if (kv.getModRevision() > newest) {
        newest = kv.getModRevision();
        ofNewest.clear();
      }
      if (kv.getModRevision() == newest) {
        ofNewest.add(kv);
      }
    }
    Map<ByteString, Written> read = new HashMap<>();
    ofNewest.forEach(kv -> read.put(kv.getKey(), new Written(kv, withValues)));
    return read.isEmpty()
        ? Optional.empty()
        : Optional.of(new Anchor(header.getClusterId(), newest, Optional.empty(), read));
  }

  /** The revision of the transaction. */
  long revision() {
    return revision;
  }

  /** etcd's id of the cluster. */
  long cluster() {
    return cluster;
  }

  /** The newer one; if both are the same transaction, with the writes known to either. */
  Anchor with(Anchor other) {
    if (other.revision != revision) {
      return other.revision > revision ? other : this;
    }
    if (own.isPresent() || other.own.isPresent()) {
      return own.isPresent() ? this : other;
    }
    Map<ByteString, Written> both = new HashMap<>(read);
    other.read.forEach(
        (key, written) -> both.merge(key, written, (one, two) -> one.withValue() ? one : two));
    return both.size() == read.size() && both.equals(read)
        ? this
        : new Anchor(cluster, revision, Optional.empty(), both);
  }

  /** The keys that it wrote or deleted. */
  List<ByteString> keys() {
    return written().stream().map(written -> written.found().getKey()).toList();
  }

  /**
   * Whether the keys are still as the transaction left them.
   *
   * @param found the present values of {@link #keys()}, in that order
   */
  boolean isIn(List<Optional<KeyValue>> found) {
    List<Written> written = written();
    for (int i = 0; i < written.size(); i++) {
      if (!written.get(i).isSame(found.get(i))) {
        return false;
      }
    }
    return true;
  }

  private List<Written> written() {
    if (own.isEmpty()) {
      return List.copyOf(read.values());
    }
    return own.get().getSuccessList().stream().map(this::written).toList();
  }

  private Written written(RequestOp operation) {
    if (operation.hasRequestDeleteRange()) {
      ByteString key = operation.getRequestDeleteRange().getKey();
      return new Written(KeyValue.newBuilder().setKey(key).build(), false);
    }
    PutRequest put = operation.getRequestPut();
    KeyValue found =
        KeyValue.newBuilder()
            .setKey(put.getKey())
            .setValue(put.getValue())
            .setModRevision(revision)
            .build();
    return new Written(found, true);
  }
}

package org.ponkeeper.store.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.Version;

/** The store's words in etcd's, and back. */
final class EtcdMessages {

  /** The least key that there can be; as the end of a range it means that there is no end. */
  private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

  private EtcdMessages() {}

  static ByteString bytes(Key key) {
    return ByteString.copyFromUtf8(key.text());
  }

  /** The bytes of a range: from {@code start} on, up to {@code end}, which is not in it. */
  record Span(ByteString start, ByteString end) {

    /** The rest behind a key. */
    Span after(ByteString key) {
      return new Span(key.concat(ZERO), end);
    }
  }

  /** What etcd calls the range; empty if no key can lie in it. */
  static Optional<Span> span(KeyRange range) {
    ByteString start = ByteString.copyFromUtf8(range.startInclusive());
    ByteString first = start.isEmpty() ? ZERO : start;
    if (range.endExclusive().isEmpty()) {
      return Optional.of(new Span(first, ZERO));
    }
    ByteString end = ByteString.copyFromUtf8(range.endExclusive().get());
    boolean holdsKeys = ByteString.unsignedLexicographicalComparator().compare(first, end) < 0;
    return holdsKeys ? Optional.of(new Span(first, end)) : Optional.empty();
  }

  /**
   * The key as it was read; empty if no {@link Key} is like it: what others wrote that is not UTF-8
   * or too long.
   */
  static Optional<KeyValue> keyValue(io.etcd.jetcd.api.KeyValue found) {
    return key(found.getKey())
        .map(key ->
            new KeyValue(
                key,
                Bytes.wrap(found.getValue().toByteArray()),
                new Version(found.getModRevision())));
  }

  static Optional<Key> key(ByteString bytes) {
    if (bytes.isEmpty() || bytes.size() > Key.MAX_BYTES) {
      return Optional.empty();
    }
    return bytes.isValidUtf8() ? Optional.of(new Key(bytes.toStringUtf8())) : Optional.empty();
  }

  static TxnRequest request(Txn txn) {
    TxnRequest.Builder request = TxnRequest.newBuilder();
    txn.conditions().forEach(condition -> request.addCompare(compare(condition)));
    txn.mutations().forEach(mutation -> request.addSuccess(operation(mutation)));
    return request.build();
  }

  private static Compare compare(Condition condition) {
    long revision =
        switch (condition) {
          // A key that is absent has mod revision 0.
          case Condition.Absent absent -> 0;
          case Condition.AtVersion at -> at.version().token();
        };
    return Compare.newBuilder()
        .setKey(bytes(condition.key()))
        .setTarget(Compare.CompareTarget.MOD)
        .setResult(Compare.CompareResult.EQUAL)
        .setModRevision(revision)
        .build();
  }

  private static RequestOp operation(Mutation mutation) {
    ByteString key = bytes(mutation.key());
    return switch (mutation) {
      case Mutation.Put put ->
          RequestOp.newBuilder()
              .setRequestPut(
                  PutRequest.newBuilder()
                      .setKey(key)
                      .setValue(ByteString.copyFrom(put.value().toByteBuffer())))
              .build();
      case Mutation.Delete delete ->
          RequestOp.newBuilder()
              .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
              .build();
    };
  }

  /** Asks for the versions of the keys of the conditions, in order. */
  static TxnRequest versions(List<Condition> conditions) {
    TxnRequest.Builder request = TxnRequest.newBuilder();
    conditions.forEach(condition -> request.addSuccess(versionOf(condition.key())));
    return request.build();
  }

  /** Reads a key without its value, as part of a transaction. */
  static RequestOp versionOf(Key key) {
    return RequestOp.newBuilder()
        .setRequestRange(RangeRequest.newBuilder().setKey(bytes(key)).setKeysOnly(true))
        .build();
  }

  /** The keys whose conditions do not hold, from the answer to {@link #versions(List)}. */
  static Set<Key> broken(List<Condition> conditions, TxnResponse response) {
    Set<Key> broken = new HashSet<>();
    List<Optional<Version>> found = versions(response);
    for (int i = 0; i < found.size(); i++) {
      Condition condition = conditions.get(i);
      if (!condition.holds(found.get(i))) {
        broken.add(condition.key());
      }
    }
    return broken;
  }

  /** What each {@link #versionOf} of a transaction found, in order. */
  private static List<Optional<Version>> versions(TxnResponse response) {
    return response.getResponsesList().stream()
        .map(ResponseOp::getResponseRange)
        .map(range ->
            range.getKvsList().stream()
                .findFirst()
                .map(found -> new Version(found.getModRevision())))
        .toList();
  }
}

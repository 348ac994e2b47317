package org.ponkeeper.store.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.Version;

/** Converts between the store's types and etcd's messages. */
final class EtcdMessages {

  /** The smallest possible key; as the end of a range it means that there is no end. */
  private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

  /**
   * The maximum size of compared values in bytes. etcd writes each comparison to its log, and
   * comparing a template in every transaction of an OLT would cost more than everything else.
   */
  private static final int LARGEST_COMPARED = 1_024;

  private EtcdMessages() {}

  static ByteString bytes(Key key) {
    return ByteString.copyFromUtf8(key.text());
  }

  /**
   * The bytes of a range.
   *
   * @param start the start, inclusive
   * @param end the end, exclusive
   */
  record Span(ByteString start, ByteString end) {

    /** The part after a key. */
    Span after(ByteString key) {
      return new Span(key.concat(ZERO), end);
    }
  }

  /** The range in etcd's form; empty if it cannot contain a key. */
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
   * The key as it was read in that history; empty if it cannot be a {@link Key}: other programs may
   * write keys that are not UTF-8 or too long.
   */
  static Optional<KeyValue> keyValue(io.etcd.jetcd.api.KeyValue found, History history) {
    return key(found.getKey())
        .map(key -> new KeyValue(key, value(found), new Version(history, found.getModRevision())));
  }

  /** The value as it was read. */
  static Bytes value(io.etcd.jetcd.api.KeyValue found) {
    return Bytes.wrap(found.getValue().toByteArray());
  }

  static Optional<Key> key(ByteString bytes) {
    if (bytes.isEmpty() || bytes.size() > Key.MAX_BYTES) {
      return Optional.empty();
    }
    return bytes.isValidUtf8() ? Optional.of(new Key(bytes.toStringUtf8())) : Optional.empty();
  }

  /**
   * The transaction. In addition to the versions it compares values of up to {@value
   * #LARGEST_COMPARED} bytes, the shortest first, as far as the limits allow: {@link
   * Txn#MAX_CONDITIONS} comparisons, and {@link Txn#MAX_BYTES} for the whole message.
   */
  static TxnRequest request(Txn txn) {
    TxnRequest.Builder request = TxnRequest.newBuilder();
    txn.conditions().forEach(condition -> request.addCompare(compare(condition)));
    compareValues(txn, request);
    txn.mutations().forEach(mutation -> request.addSuccess(operation(mutation)));
    return request.build();
  }

  private static void compareValues(Txn txn, TxnRequest.Builder request) {
    int comparisons = Txn.MAX_CONDITIONS - txn.conditions().size();
    long bytes = Txn.MAX_BYTES - txn.mutations().stream().mapToLong(Mutation::length).sum();
    List<Compare> values =
        txn.conditions().stream()
            .flatMap(condition -> compareValue(condition).stream())
            .filter(compare -> compare.getValue().size() <= LARGEST_COMPARED)
            .sorted(Comparator.comparingInt(Compare::getSerializedSize))
            .limit(comparisons)
            .toList();
    for (Compare value : values) {
      bytes -= value.getSerializedSize();
      if (bytes < 0) {
        return;
      }
      request.addCompare(value);
    }
  }

  private static Optional<Compare> compareValue(Condition condition) {
    return condition instanceof Condition.AtVersion at
        ? at.value()
            .map(value ->
                Compare.newBuilder()
                    .setKey(bytes(at.key()))
                    .setTarget(Compare.CompareTarget.VALUE)
                    .setResult(Compare.CompareResult.EQUAL)
                    .setValue(ByteString.copyFrom(value.toByteBuffer()))
                    .build())
        : Optional.empty();
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

  /** A read of the conditions' keys, in order. */
  static TxnRequest found(List<Condition> conditions) {
    TxnRequest.Builder request = TxnRequest.newBuilder();
    conditions.forEach(condition -> request.addSuccess(found(condition)));
    return request.build();
  }

  private static RequestOp found(Condition condition) {
    boolean withValue = condition instanceof Condition.AtVersion at && at.value().isPresent();
    return RequestOp.newBuilder()
        .setRequestRange(
            RangeRequest.newBuilder().setKey(bytes(condition.key())).setKeysOnly(!withValue))
        .build();
  }

  /** A read of a key without its value, as part of a transaction. */
  static RequestOp versionOf(Key key) {
    return RequestOp.newBuilder()
        .setRequestRange(RangeRequest.newBuilder().setKey(bytes(key)).setKeysOnly(true))
        .build();
  }

  /** The keys whose conditions do not hold, from the answer to {@link #found(List)}. */
  static Set<Key> broken(List<Condition> conditions, TxnResponse response, History history) {
    Set<Key> broken = new HashSet<>();
    for (int i = 0; i < response.getResponsesCount(); i++) {
      Condition condition = conditions.get(i);
      Optional<KeyValue> found =
          response.getResponses(i).getResponseRange().getKvsList().stream()
              .findFirst()
              .flatMap(kv -> keyValue(kv, history));
      if (!condition.holds(found)) {
        broken.add(condition.key());
      }
    }
    return broken;
  }
}

package org.ponkeeper.tck.simulation;

import java.util.Optional;
import java.util.function.Consumer;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingStore;

/**
 * Sits directly before the store: while an adapter deletes an instance by its etag, a commit
 * deletes only the instance that was read.
 */
final class EtagWitness extends ForwardingStore {

  /** What an adapter deletes by its etag at the moment. */
  static final class Expected {
    private Optional<Key> key = Optional.empty();
    private long version;

    /** A delete begins. */
    void begin(InstancePath path, Etag etag) {
      key = Optional.of(Simulation.KEYS.instance(path));
      version = Long.parseLong(etag.text().split("-", 2)[0], Character.MAX_RADIX);
    }

    /** It ended, in whatever way. */
    void end() {
      key = Optional.empty();
    }
  }

  private final Expected expected;
  private final Consumer<Violation> onViolation;

  EtagWitness(KeyValueStore store, Expected expected, Consumer<Violation> onViolation) {
    super(store);
    this.expected = expected;
    this.onViolation = onViolation;
  }

  @Override
  public TxnResult commit(Txn txn) {
    Optional<Violation> violation =
        expected
            .key
            .filter(key -> txn.mutations().contains(new Mutation.Delete(key)))
            .flatMap(this::get)
            .filter(found -> found.version().token() != expected.version)
            .map(this::ofAnother);
    TxnResult result = super.commit(txn);
    if (result instanceof TxnResult.Committed) {
      violation.ifPresent(onViolation);
    }
    return result;
  }

  private Violation ofAnother(KeyValue found) {
    return new Violation(
        Invariant.ONLY_WHAT_WAS_READ_IS_DELETED,
        "%s of version %s was deleted by the etag of version %s"
            .formatted(found.key(), found.version().token(), expected.version));
  }
}

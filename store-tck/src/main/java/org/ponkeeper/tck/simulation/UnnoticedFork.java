package org.ponkeeper.tck.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.WatchEvent;
import org.ponkeeper.store.testing.ForwardingSnapshot;
import org.ponkeeper.store.testing.ForwardingStore;

/**
 * A bug that a store could have: it does not notice that its server was restored. All versions have
 * the original history, so that a version of one history is equal to the same number of another
 * one, and its watches do not deliver {@code Resync}.
 */
public final class UnnoticedFork extends ForwardingStore {

  private final boolean comparesValues;
  private final History only = new History("unnoticed");

  /**
   * Wraps the store.
   *
   * @param comparesValues whether conditions still compare values
   */
  public UnnoticedFork(KeyValueStore store, boolean comparesValues) {
    super(store);
    this.comparesValues = comparesValues;
  }

  @Override
  public History history() {
    return only;
  }

  private Version outward(Version version) {
    return new Version(only, version.token());
  }

  private KeyValue outward(KeyValue kv) {
    return new KeyValue(kv.key(), kv.value(), outward(kv.version()));
  }

  private Version inward(Version version) {
    return new Version(super.history(), version.token());
  }

  private Condition inward(Condition condition) {
    return switch (condition) {
      case Condition.Absent absent -> absent;
      case Condition.AtVersion at ->
          new Condition.AtVersion(
              at.key(), inward(at.version()), comparesValues ? at.value() : Optional.empty());
    };
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    return super.get(key).map(this::outward);
  }

  @Override
  public TxnResult commit(Txn txn) {
    List<Condition> conditions = new ArrayList<>();
    txn.conditions().forEach(condition -> conditions.add(inward(condition)));
    TxnResult result = super.commit(new Txn(conditions, txn.mutations()));
    return result instanceof TxnResult.Committed committed
        ? new TxnResult.Committed(outward(committed.version()))
        : result;
  }

  @Override
  public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
    Position inward =
        from instanceof Position.After after ? Position.after(inward(after.version())) : from;
    return super.watch(
        range,
        inward,
        event -> {
          switch (event) {
            case WatchEvent.Written written ->
                onEvent.accept(new WatchEvent.Written(written.key(), outward(written.version())));
            case WatchEvent.Deleted deleted ->
                onEvent.accept(new WatchEvent.Deleted(deleted.key(), outward(deleted.version())));
            case WatchEvent.Resync again -> {}
          }
        });
  }

  @Override
  public Snapshot snapshot() {
    Snapshot snapshot = ForwardingSnapshot.mapping(super.snapshot(), this::outward);
    return new ForwardingSnapshot(snapshot) {
      @Override
      public History history() {
        return only;
      }
    };
  }
}

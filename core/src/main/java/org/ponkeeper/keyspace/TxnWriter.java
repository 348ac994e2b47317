package org.ponkeeper.keyspace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.Version;

/** Turns the read set and the changes of decisions into a conditional transaction. Thread-safe. */
public final class TxnWriter {

  private final ReadKeyMapping keys;

  /** A writer for one OLT. */
  public TxnWriter(ReadKeyMapping keys) {
    this.keys = keys;
  }

  /**
   * A transaction that makes the changes if everything in the read set is still as the state has
   * it.
   *
   * @param changes at most one for each read key. If the adapter that embeds Ponkeeper writes a
   *     list of the openolt adapter itself, the adapter's value is written, and the transaction has
   *     fewer mutations than there are changes
   */
  public Txn write(OltState state, Set<ReadKey> readKeys, Collection<Change> changes) {
    List<Condition> conditions = new ArrayList<>(readKeys.size());
    for (ReadKey readKey : readKeys) {
      Key key = keys.key(state, readKey);
      long version = state.versionOf(readKey);
      conditions.add(
          version == Stored.ABSENT
              ? new Condition.Absent(key)
              : new Condition.AtVersion(
                  key, new Version(state.history(), version), ReadKeyValues.of(state, readKey)));
    }
    Map<Key, Mutation> mutations = new LinkedHashMap<>();
    for (Change change : changes) {
      Key key = keys.key(state, change.readKey());
      Mutation mutation =
          switch (change) {
            case Change.PutInstance put ->
                new Mutation.Put(
                    key, ResourceInstanceCodec.encode(put.resource(), put.foreignFields()));
            case Change.DropInstance drop -> new Mutation.Delete(key);
            case Change.PutClaim put -> new Mutation.Put(key, ClaimCodec.encode(put.ids()));
            case Change.DropClaim drop -> new Mutation.Delete(key);
            case Change.PutRecord put -> new Mutation.Put(key, OltRecordCodec.encode(put.record()));
            case Change.PutAdapterList put ->
                put.ids().isEmpty()
                    ? new Mutation.Delete(key)
                    : new Mutation.Put(key, IdListCodec.encode(put.ids()));
            case Change.OfAdapter own -> own.mutation();
            case Change.PutPool put -> new Mutation.Put(key, PoolCodec.encode(put.pool()));
          };
      if (change instanceof Change.PutAdapterList) {
        mutations.putIfAbsent(key, mutation);
      } else {
        mutations.put(key, mutation);
      }
    }
    return new Txn(conditions, List.copyOf(mutations.values()));
  }

  /** The read keys of the keys of a conflict. */
  public Set<ReadKey> readKeysOf(OltState state, Set<ReadKey> readKeys, Set<Key> conflict) {
    Map<Key, ReadKey> byKey = new LinkedHashMap<>();
    readKeys.forEach(readKey -> byKey.put(keys.key(state, readKey), readKey));
    return conflict.stream()
        .filter(byKey::containsKey)
        .map(byKey::get)
        .collect(Collectors.toUnmodifiableSet());
  }
}

package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;

/**
 * Writes entries into a store, in transactions as large as any store takes. Each is guarded by what
 * was read before it, so whatever happens the import can be run again: what is there already is
 * left alone.
 */
final class StoreImport {

  private static final int MAX_ATTEMPTS = 10;
  private static final int SHOWN_KEYS = 5;

  private final KeyValueStore store;
  private final boolean overwrite;
  private int written;
  private int overwritten;

  StoreImport(KeyValueStore store, boolean overwrite) {
    this.store = store;
    this.overwrite = overwrite;
  }

  /**
   * What an import did.
   *
   * @param keys how many keys there were
   * @param written how many of them were written
   * @param overwritten how many of those held another value before
   */
  record Done(int keys, int written, int overwritten) {}

  /**
   * Imports the entries.
   *
   * @throws RefusedException {@code KEY_EXISTS} if keys hold other values that are not to be
   *     overwritten: nothing was written, unless others wrote them meanwhile; {@code CONTENTION}
   * @throws StoreFailedException of any code; what was written before stays
   */
  Done run(List<ImportFile.Entry> entries) {
    refuseOthers(entries);
    for (List<ImportFile.Entry> chunk : chunks(entries)) {
      write(chunk);
    }
    return new Done(entries.size(), written, overwritten);
  }

  private void refuseOthers(List<ImportFile.Entry> entries) {
    if (overwrite) {
      return;
    }
    List<ImportFile.Entry> others = new ArrayList<>();
    try (Snapshot snapshot = store.snapshot()) {
      for (ImportFile.Entry entry : entries) {
        if (snapshot.get(entry.key()).filter(kv -> !kv.value().equals(entry.value())).isPresent()) {
          others.add(entry);
        }
      }
    }
    if (!others.isEmpty()) {
      throw exists(others);
    }
  }

  private RefusedException exists(List<ImportFile.Entry> others) {
    List<String> first =
        others.stream().limit(SHOWN_KEYS).map(entry -> entry.key().text()).toList();
    return new RefusedException(ErrorCode.KEY_EXISTS)
        .with("keys with another value", others.size())
        .with("first", String.join(", ", first))
        .with("written", written == 0 ? "nothing" : written + " keys, which stay");
  }

  private static List<List<ImportFile.Entry>> chunks(List<ImportFile.Entry> entries) {
    List<List<ImportFile.Entry>> chunks = new ArrayList<>();
    List<ImportFile.Entry> chunk = new ArrayList<>();
    int bytes = 0;
    for (ImportFile.Entry entry : entries) {
      if (chunk.size() == Txn.MAX_CONDITIONS || bytes + entry.length() > Txn.MAX_BYTES) {
        chunks.add(chunk);
        chunk = new ArrayList<>();
        bytes = 0;
      }
      chunk.add(entry);
      bytes += entry.length();
    }
    chunks.add(chunk);
    return chunks;
  }

  /** What writing a chunk takes, as the store is now. */
  private record Step(Txn txn, int overwritten) {}

  private void write(List<ImportFile.Entry> chunk) {
    for (int attempt = 1; ; attempt++) {
      Step step = step(chunk);
      if (step.txn().mutations().isEmpty()) {
        return;
      }
      try {
        if (store.commit(step.txn()) instanceof TxnResult.Committed) {
          written += step.txn().mutations().size();
          overwritten += step.overwritten();
          return;
        }
        if (attempt == MAX_ATTEMPTS) {
          throw new RefusedException(ErrorCode.CONTENTION)
              .with("conflicts", attempt)
              .with("written", written + " keys, which stay");
        }
      } catch (StoreFailedException e) {
        // What is there afterwards is the answer: it is read again.
        if (e.outcome() != StoreFailedException.Outcome.UNKNOWN || attempt == MAX_ATTEMPTS) {
          throw e.with("written before", written + " keys, which stay");
        }
      }
    }
  }

  private Step step(List<ImportFile.Entry> chunk) {
    List<Condition> conditions = new ArrayList<>();
    List<Mutation> mutations = new ArrayList<>();
    List<ImportFile.Entry> others = new ArrayList<>();
    try (Snapshot snapshot = store.snapshot()) {
      for (ImportFile.Entry entry : chunk) {
        Optional<KeyValue> there = snapshot.get(entry.key());
        if (there.isEmpty()) {
          conditions.add(new Condition.Absent(entry.key()));
          mutations.add(new Mutation.Put(entry.key(), entry.value()));
        } else if (!there.get().value().equals(entry.value())) {
          others.add(entry);
          conditions.add(Condition.unchanged(there.get()));
          mutations.add(new Mutation.Put(entry.key(), entry.value()));
        }
      }
    }
    if (!others.isEmpty() && !overwrite) {
      throw exists(others);
    }
    return new Step(new Txn(conditions, mutations), others.size());
  }
}

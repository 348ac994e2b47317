package org.ponkeeper.tck.simulation;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ponkeeper.Olt;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.TakenId;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.KeyValueStore;

/** Compares what a Ponkeeper returns from memory with the present and past content of the store. */
final class MemoryCheck {

  private final Moments moments;
  private final Olt olt;

  MemoryCheck(Moments moments, Olt olt) {
    this.moments = moments;
    this.olt = olt;
  }

  /** Reads the instances; returns a result of another history than the store's, if there is one. */
  Optional<Violation> read() {
    int from = moments.sinceRestore();
    return instances()
        .flatMap(read -> {
          Map<String, String> all = new TreeMap<>(stored());
          all.replaceAll((name, content) -> "");
          all.putAll(read);
          return all.entrySet().stream()
              .filter(entry -> !moments.held(entry.getKey(), entry.getValue(), from))
              .findFirst()
              .map(entry -> ofAnotherHistory(entry.getKey(), entry.getValue()));
        });
  }

  /** The present instances of the store, by name. */
  private Map<String, String> stored() {
    Map<String, String> stored = new TreeMap<>(moments.content());
    stored.keySet().removeIf(name -> !name.startsWith(Simulation.TECHNOLOGY + "/"));
    return stored;
  }

  static Violation ofAnotherHistory(String name, String content) {
    return new Violation(
        Invariant.READS_ARE_OF_THE_STORES_HISTORY,
        "%s was read as %s".formatted(name, content.isEmpty() ? "nothing" : content));
  }

  /** The first difference between memory and store, if any. */
  Optional<Violation> compare(KeyValueStore store) {
    Optional<Map<String, String>> read = instances();
    Map<String, String> stored = stored();
    if (read.isPresent() && !read.get().equals(stored)) {
      Map<String, String> wrong = new TreeMap<>(read.get());
      wrong.entrySet().removeAll(stored.entrySet());
      stored.entrySet().removeAll(read.get().entrySet());
      return Optional.of(stale(wrong + " where the store has " + stored));
    }
    for (int pon = 0; pon < Simulation.PONS; pon++) {
      for (ResourceType type : Simulation.RANGES.keySet()) {
        Optional<Violation> found = compare(store, pon, type);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Violation> compare(KeyValueStore store, int pon, ResourceType type) {
    TreeSet<Integer> read = new TreeSet<>();
    try {
      olt.ids().list(pon, type).taken().stream().map(TakenId::id).forEach(read::add);
    } catch (PonkeeperException e) {
      return Optional.of(stale("of " + type + " ids " + e));
    }
    PoolId pool = new PoolId(type, pon);
    TreeSet<Integer> stored = new TreeSet<>(Simulation.CHECK.taken(store, pool));
    return read.equals(stored)
        ? Optional.empty()
        : Optional.of(stale(read + " of " + pool + " are taken where " + stored + " are"));
  }

  private static Violation stale(String what) {
    return new Violation(Invariant.NOTHING_IS_STALE_FOR_EVER, what);
  }

  /** The instances as they are read, by name; empty if the store failed. */
  private Optional<Map<String, String>> instances() {
    try {
      Map<String, String> read = new TreeMap<>();
      olt.instances()
          .list()
          .forEach(instance ->
              read.put(
                  instance.path().toString(),
                  StoreCheck.content(instance.allocId(), instance.gemPortIds())));
      return Optional.of(read);
    } catch (PonkeeperException e) {
      return Optional.empty();
    }
  }
}

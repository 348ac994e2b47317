package org.ponkeeper.server.api;

import java.util.function.Function;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.PreviewStore;

/**
 * The library as the services use it: one Ponkeeper for all calls, and one for each call that only
 * asks what would happen. Thread-safe.
 *
 * @param ponkeeper the Ponkeeper that makes the changes
 * @param store its store
 * @param options its options
 */
public record Engine(Ponkeeper ponkeeper, KeyValueStore store, PonkeeperOptions options) {

  /** The OLT of a name that has at least an OLT. */
  Olt olt(ResourceName name) {
    return ponkeeper.olt(name.technology(), name.olt());
  }

  /**
   * Runs a call. With {@code validateOnly} it runs on changes that are kept in memory and then
   * forgotten: the same checks, the same errors and the same answer, and the store is only read.
   * Either way it ends within the time limit of this thread's calls.
   */
  <T> T run(boolean validateOnly, Function<Ponkeeper, T> call) {
    if (!validateOnly) {
      return call.apply(ponkeeper);
    }
    try (Ponkeeper preview = Ponkeeper.on(PreviewStore.over(store), options.withWatch(false))) {
      return ponkeeper
          .timeLeft()
          .map(left -> preview.within(left, () -> call.apply(preview)))
          .orElseGet(() -> call.apply(preview));
    }
  }
}

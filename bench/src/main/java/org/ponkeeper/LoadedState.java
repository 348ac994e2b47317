package org.ponkeeper;

import java.util.Set;
import org.ponkeeper.engine.PonSelection;
import org.ponkeeper.engine.StateReader;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.state.OltState;
import org.ponkeeper.store.KeyValueStore;

/** Gives benchmarks access to the internal state on which decisions are made. */
public final class LoadedState {

  private LoadedState() {}

  /** The state of a whole OLT, as a restart loads it. */
  public static OltState of(KeyValueStore store, KeySpace keys, Technology technology, OltId olt) {
    return new StateReader(store, keys, technology, olt).load(new PonSelection.All(), Set.of());
  }
}

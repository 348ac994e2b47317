package org.ponkeeper;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.engine.OltCommitter;
import org.ponkeeper.monitor.Status;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/**
 * The OLT objects of a {@link Ponkeeper}. Keeps those whose OLT is in the store. The others are
 * only referenced weakly, so that requests for OLTs that do not exist do not fill the memory.
 * Thread-safe.
 */
final class OpenOlts {

  /** Identifies an OLT. */
  record OltKey(Technology technology, OltId olt) {}

  /**
   * An OLT and its committer, which refers back to this object: so a reference to any part of the
   * OLT keeps all of it.
   */
  final class Opened implements OltCommitter.Owner {
    private final Olt olt;
    private final OltCommitter committer;

    Opened(Olt olt, OltCommitter committer) {
      this.olt = olt;
      this.committer = committer;
      committer.belongsTo(this);
    }

    @Override
    public void isKnown(boolean known) {
      if (known) {
        kept.add(this);
      } else {
        kept.remove(this);
      }
    }
  }

  private static final class Entry extends WeakReference<Opened> {
    private final OltKey key;

    Entry(OltKey key, Opened opened, ReferenceQueue<Opened> dropped) {
      super(opened, dropped);
      this.key = key;
    }
  }

  private final Map<OltKey, Entry> entries = new ConcurrentHashMap<>();
  private final Set<Opened> kept = ConcurrentHashMap.newKeySet();
  private final ReferenceQueue<Opened> dropped = new ReferenceQueue<>();

  /** The OLT object; created if there is none. */
  Olt get(OltKey key, Function<OltKey, Opened> open) {
    Opened opened = find(entries.get(key));
    while (opened == null) {
      removeDropped();
      opened =
          find(
              entries.compute(
                  key,
                  (k, there) ->
                      find(there) == null
                          ? new Entry(k, open.apply(k), dropped)
                          : Objects.requireNonNull(there)));
    }
    return opened.olt;
  }

  private static @Nullable Opened find(@Nullable Entry entry) {
    return entry == null ? null : entry.get();
  }

  private void removeDropped() {
    Reference<? extends Opened> next;
    while ((next = dropped.poll()) != null) {
      Entry entry = (Entry) next;
      entries.remove(entry.key, entry);
    }
  }

  /** The committer of an OLT object, if there is one. */
  Optional<OltCommitter> committer(OltKey key) {
    return Optional.ofNullable(find(entries.get(key))).map(opened -> opened.committer);
  }

  /** The OLT objects. */
  Set<OltKey> keys() {
    return Set.copyOf(entries.keySet());
  }

  /** The committers of all OLT objects. */
  List<OltCommitter> committers() {
    return entries.values().stream()
        .map(OpenOlts::find)
        .filter(Objects::nonNull)
        .map(opened -> opened.committer)
        .toList();
  }

  /** The OLTs with data in memory, with the age of that data at a time. Does not block. */
  List<Status.LoadedOlt> loaded(Instant now) {
    List<Status.LoadedOlt> loaded = new ArrayList<>();
    entries.forEach((key, entry) -> {
      Opened opened = entry.get();
      Optional<Instant> confirmed =
          opened == null ? Optional.empty() : opened.committer.confirmedInMemory();
      confirmed.ifPresent(at -> {
        Duration age = at.isBefore(now) ? Duration.between(at, now) : Duration.ZERO;
        loaded.add(new Status.LoadedOlt(key.technology(), key.olt(), at, age));
      });
    });
    loaded.sort(Status.LoadedOlt.ORDER);
    return loaded;
  }

  /** The number of OLT objects, for tests. */
  int size() {
    removeDropped();
    return entries.size();
  }
}

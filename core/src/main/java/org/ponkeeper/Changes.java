package org.ponkeeper;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ponkeeper.engine.OpenWatches;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.ObjectChangeReader;
import org.ponkeeper.olt.ChangeEvent;
import org.ponkeeper.olt.ObjectChange;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Bookmark;
import org.ponkeeper.store.CommitEvent;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Subscription;

/**
 * Tells what changes in the store: instances, claims, registrations and templates, whichever
 * process or program changes them, this one included.
 *
 * <pre>{@code
 * Subscription changes =
 *     ponkeeper.changes().on(new OltId("olt-1")).watch(event -> {
 *       switch (event) {
 *         case ChangeEvent.Changed changed -> apply(changed.changes(), changed.bookmark());
 *         case ChangeEvent.Resync again -> listAll();
 *       }
 *     });
 * listAll();
 * }</pre>
 *
 * <p><b>Order.</b> Events come in the order in which the store committed the transactions, one
 * event for each transaction, each once. So for each OLT they are in order too. A transaction is
 * reported after it is durable; during an outage of the store, only after its end.
 *
 * <p><b>To miss nothing</b> start the watch, then list what is of interest; the events that follow
 * tell what changed since, and some of them may be in the list already. A program that keeps the
 * bookmark of the last event that it has processed can continue {@linkplain #after after} it, also
 * in another process, and then needs no list unless a {@link ChangeEvent.Resync} comes.
 *
 * <p><b>How long the store keeps changes</b>: etcd until it is compacted, SQLite the latest 10,000
 * changed keys, a store in memory the latest 1,000.
 *
 * <p>Changes in pools, per-ONU maps and an adapter's own data are not reported, except for the
 * claims and instances that own the ids.
 *
 * <p><b>Threads.</b> Immutable and thread-safe. {@link #watch} blocks while the store starts it.
 */
public final class Changes {

  private final KeyValueStore store;
  private final ObjectChangeReader reader;
  private final OpenWatches watches;
  private final Optional<Technology> technology;
  private final Optional<OltId> olt;
  private final Position from;

  Changes(KeyValueStore store, KeySpace keys, OpenWatches watches) {
    this(
        store,
        new ObjectChangeReader(keys),
        watches,
        Optional.empty(),
        Optional.empty(),
        Position.now());
  }

  private Changes(
      KeyValueStore store,
      ObjectChangeReader reader,
      OpenWatches watches,
      Optional<Technology> technology,
      Optional<OltId> olt,
      Position from) {
    this.store = store;
    this.reader = reader;
    this.watches = watches;
    this.technology = technology;
    this.olt = olt;
    this.from = from;
  }

  /** Only changes of this technology. */
  public Changes in(Technology technology) {
    requireNonNull(technology, "technology");
    return new Changes(store, reader, watches, Optional.of(technology), olt, from);
  }

  /** Only changes of the OLT with this device id, and of templates, which OLTs share. */
  public Changes on(OltId olt) {
    requireNonNull(olt, "olt");
    return new Changes(store, reader, watches, technology, Optional.of(olt), from);
  }

  /**
   * Only changes after this bookmark. Without one, the changes that begin after {@link #watch} has
   * returned are reported.
   *
   * @param bookmark of an event of the same store, in this or another process
   */
  public Changes after(Bookmark bookmark) {
    requireNonNull(bookmark, "bookmark");
    return new Changes(store, reader, watches, technology, olt, Position.after(bookmark));
  }

  /**
   * Starts to report changes.
   *
   * <p>The consumer is called on a virtual thread of the watch, one event at a time; the first call
   * may come before this method returns. It may call the Ponkeeper, and should not block for long:
   * its later events wait, and may finally be replaced by a {@link ChangeEvent.Resync}. An
   * exception of the consumer goes to the thread's uncaught exception handler, and the watch
   * continues.
   *
   * <p>Once started, the watch survives failures of the store: it continues where it was, or
   * reports a {@link ChangeEvent.Resync}.
   *
   * @return the watch; the caller closes it. Closing the Ponkeeper or the store ends it too. One
   *     event may still be delivered while it is closed
   * @throws org.ponkeeper.error.InvalidRequestException {@code BOOKMARK_INVALID} if the store's
   *     engine did not make the bookmark. One of another engine, or of another history, is followed
   *     by a {@link ChangeEvent.Resync}
   * @throws org.ponkeeper.error.StoreFailedException if the store cannot start it now
   */
  public Subscription watch(Consumer<ChangeEvent> onEvent) {
    requireNonNull(onEvent, "onEvent");
    return watches.add(
        store.watchCommits(reader.range(), from, event -> read(event).ifPresent(onEvent)));
  }

  private Optional<ChangeEvent> read(CommitEvent event) {
    return switch (event) {
      case CommitEvent.Committed committed -> {
        List<ObjectChange> changes =
            committed.changes().stream()
                .flatMap(change -> reader.read(change).stream())
                .filter(this::isWanted)
                .toList();
        yield changes.isEmpty()
            ? Optional.empty()
            : Optional.of(new ChangeEvent.Changed(committed.bookmark(), changes));
      }
      case CommitEvent.Resync again -> Optional.of(new ChangeEvent.Resync());
    };
  }

  private boolean isWanted(ObjectChange change) {
    boolean isOfOlt =
        olt.isEmpty() || !(change instanceof ObjectChange.OfOlt of) || of.olt().equals(olt.get());
    return isOfOlt && technology.filter(only -> only != change.technology()).isEmpty();
  }

  @Override
  public String toString() {
    return "changes below " + reader;
  }
}

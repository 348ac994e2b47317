package org.ponkeeper.store.etcd;

import io.etcd.jetcd.api.Event;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.store.CommitEvent;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.WatchEvent;

/**
 * Turns etcd's events of one transaction into the events of one kind of watch.
 *
 * @param <E> the events
 */
interface EventMapping<E> {

  /** The event after missed changes. */
  E resync();

  /**
   * The events of a transaction.
   *
   * @param cluster etcd's id of the cluster
   * @param events all of the transaction in the watched range, at least one
   */
  List<E> events(History history, long cluster, List<Event> events);

  /** One event for each change. */
  final class Changes implements EventMapping<WatchEvent> {

    @Override
    public WatchEvent resync() {
      return new WatchEvent.Resync();
    }

    @Override
    public List<WatchEvent> events(History history, long cluster, List<Event> events) {
      return events.stream().flatMap(event -> change(history, event).stream()).toList();
    }

    private static Optional<WatchEvent> change(History history, Event event) {
      Version version = new Version(history, event.getKv().getModRevision());
      return EtcdMessages.key(event.getKv().getKey())
          .map(key ->
              event.getType() == Event.EventType.DELETE
                  ? new WatchEvent.Deleted(key, version)
                  : new WatchEvent.Written(key, version));
    }
  }

  /** One event for each transaction. */
  final class Commits implements EventMapping<CommitEvent> {

    @Override
    public CommitEvent resync() {
      return new CommitEvent.Resync();
    }

    @Override
    public List<CommitEvent> events(History history, long cluster, List<Event> events) {
      // Other programs may write keys that a Key cannot be.
      List<Event> known =
          events.stream()
              .filter(event -> EtcdMessages.key(event.getKv().getKey()).isPresent())
              .toList();
      return known.isEmpty()
          ? List.of()
          : List.of(
              new CommitEvent.Committed(
                  EtcdBookmark.of(cluster, known).bookmark(),
                  known.stream().map(Commits::change).toList()));
    }

    private static CommitEvent.KeyChange change(Event event) {
      Key key = EtcdMessages.key(event.getKv().getKey()).orElseThrow();
      return event.getType() == Event.EventType.DELETE
          ? new CommitEvent.Deleted(key)
          : new CommitEvent.Written(key, Optional.of(EtcdMessages.value(event.getKv())));
    }
  }
}

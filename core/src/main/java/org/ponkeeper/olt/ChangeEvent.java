package org.ponkeeper.olt;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.ponkeeper.store.Bookmark;

/** An event of {@link org.ponkeeper.Changes}. */
public sealed interface ChangeEvent {

  /**
   * The changes of one transaction, by this or another process. It is stored durably.
   *
   * @param bookmark the place after the transaction; any process can continue there
   * @param changes at least one, in any order
   */
  record Changed(Bookmark bookmark, List<ObjectChange> changes) implements ChangeEvent {
    public Changed {
      requireNonNull(bookmark, "bookmark");
      changes = List.copyOf(changes);
    }
  }

  /**
   * Changes may be missing: the store has dropped them, or it was restored or replaced. To know the
   * present state, list it after this event, then apply the events that follow. Some of those may
   * be in the list already.
   */
  record Resync() implements ChangeEvent {}
}

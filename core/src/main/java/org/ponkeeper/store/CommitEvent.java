package org.ponkeeper.store;

import java.util.List;
import java.util.Optional;

/** An event of a {@linkplain KeyValueStore#watchCommits watch of commits}. */
public sealed interface CommitEvent {

  /**
   * A commit, with all its changes in the watched range.
   *
   * @param bookmark the place after this commit
   * @param changes at least one; in any order
   */
  record Committed(Bookmark bookmark, List<KeyChange> changes) implements CommitEvent {
    public Committed {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Some commits may be missing: the engine no longer has them, or its history is another one. To
   * miss nothing, read the range again after this event, then apply the events that follow.
   */
  record Resync() implements CommitEvent {}

  /** A change of one key. */
  sealed interface KeyChange {
    /** The key. */
    Key key();
  }

  /**
   * The key was written.
   *
   * @param value its value; empty if the engine no longer has it, because the key was changed again
   *     since: then a later event follows
   */
  record Written(Key key, Optional<Bytes> value) implements KeyChange {}

  /** The key existed and was deleted. */
  record Deleted(Key key) implements KeyChange {}
}

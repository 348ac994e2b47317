package org.ponkeeper.store.sqlite;

import java.util.ArrayList;
import java.util.List;
import org.ponkeeper.store.CommitEvent;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.WatchEvent;

/**
 * Turns rows of the change log into the events of one kind of watch.
 *
 * @param <E> the events
 */
interface RowMapping<E> {

  /** Whether it needs the values of the rows. */
  boolean needsValues();

  /** The event after missed changes. */
  E resync();

  /** The events of the rows whose keys are in the range. */
  List<E> events(SqliteChanges.Batch batch, KeyRange range);

  /** One event for each change. */
  final class Changes implements RowMapping<WatchEvent> {

    @Override
    public boolean needsValues() {
      return false;
    }

    @Override
    public WatchEvent resync() {
      return new WatchEvent.Resync();
    }

    @Override
    public List<WatchEvent> events(SqliteChanges.Batch batch, KeyRange range) {
      return batch.rows().stream()
          .<WatchEvent>map(SqliteChanges.Row::change)
          .filter(change -> range.contains(((WatchEvent.Change) change).key()))
          .toList();
    }
  }

  /** One event for each commit. */
  final class Commits implements RowMapping<CommitEvent> {

    @Override
    public boolean needsValues() {
      return true;
    }

    @Override
    public CommitEvent resync() {
      return new CommitEvent.Resync();
    }

    @Override
    public List<CommitEvent> events(SqliteChanges.Batch batch, KeyRange range) {
      List<CommitEvent> events = new ArrayList<>();
      List<CommitEvent.KeyChange> changes = new ArrayList<>();
      List<SqliteChanges.Row> rows = batch.rows();
      for (int i = 0; i < rows.size(); i++) {
        SqliteChanges.Row row = rows.get(i);
        if (range.contains(row.change().key())) {
          changes.add(keyChange(row));
        }
        boolean isLastOfCommit = i + 1 == rows.size() || version(rows.get(i + 1)) != version(row);
        if (isLastOfCommit && !changes.isEmpty()) {
          SqliteBookmark at =
              new SqliteBookmark(batch.birth(), version(row), row.token(), row.id());
          events.add(new CommitEvent.Committed(at.bookmark(), changes));
          changes.clear();
        }
      }
      return events;
    }

    private static long version(SqliteChanges.Row row) {
      return row.change().version().token();
    }

    private static CommitEvent.KeyChange keyChange(SqliteChanges.Row row) {
      return row.change() instanceof WatchEvent.Written
          ? new CommitEvent.Written(row.change().key(), row.value())
          : new CommitEvent.Deleted(row.change().key());
    }
  }
}

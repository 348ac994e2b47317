package org.ponkeeper.store.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What the main file of a store holds by itself, without the write-ahead log: the state that the
 * last checkpoint brought there.
 *
 * @param readable whether it is a store
 * @param counter its counter; empty if it is of a format that had no tokens
 */
record MainFile(boolean readable, Optional<Counter> counter) {

  /** Reads the main file; takes no lock, and leaves no trace. */
  static MainFile read(Path path) {
    try (SqliteConnection untouched = SqliteConnection.openUntouched(path)) {
      // Else a file that is shorter than its header says is refused as a whole: in the middle of a
      // checkpoint, and after one that a crash or a full disk cut off.
      untouched.execute("PRAGMA writable_schema=ON");
      String format = untouched.text("PRAGMA user_version");
      boolean hasTokens = Integer.parseInt(format) >= SqliteFile.FIRST_FORMAT_WITH_TOKENS;
      return new MainFile(true, hasTokens ? Optional.of(untouched.counter()) : Optional.empty());
    } catch (SQLException | RuntimeException e) {
      return new MainFile(false, Optional.empty());
    }
  }

  /** The version that it has reached; 0 if that is not known. */
  long version() {
    return counter.map(Counter::last).orElse(0L);
  }

  /** Whether it is of an earlier version than one that it had reached. */
  boolean isBehind(long reached) {
    return readable && version() < reached;
  }

  /**
   * Whether the state is one that a checkpoint of the log may have left.
   *
   * @param now the counter that is read through the log
   * @param connection where that is read, in a transaction
   */
  boolean belongsTo(Counter now, SqliteConnection connection) throws SQLException {
    if (!readable) {
      return false;
    }
    if (counter.isEmpty()) {
      return now.checkpointed() == 0; // the change of format is still in the log
    }
    Counter then = counter.get();
    return then.birth() == now.birth()
        && now.checkpointed() <= then.last()
        && (then.last() == now.last()
            ? then.token() == now.token()
            : then.last() < now.last() && connection.mayHaveHad(then));
  }
}

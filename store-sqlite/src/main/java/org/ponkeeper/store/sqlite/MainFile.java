package org.ponkeeper.store.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The content of a store's main file without the write-ahead log: the state of the last checkpoint.
 *
 * @param readable whether it is a store
 * @param counter its counter; empty if its format has no tokens
 */
record MainFile(boolean readable, Optional<Counter> counter) {

  /** Reads the main file without locks and side effects. */
  static MainFile read(Path path) {
    try (SqliteConnection untouched = SqliteConnection.openUntouched(path)) {
      // Otherwise SQLite rejects a file that is shorter than its header says, as during a
      // checkpoint, or after one that a crash or a full disk interrupted.
      untouched.execute("PRAGMA writable_schema=ON");
      String format = untouched.text("PRAGMA user_version");
      boolean hasTokens = Integer.parseInt(format) >= SqliteFile.FIRST_FORMAT_WITH_TOKENS;
      return new MainFile(true, hasTokens ? Optional.of(untouched.counter()) : Optional.empty());
    } catch (SQLException | RuntimeException e) {
      return new MainFile(false, Optional.empty());
    }
  }

  /** Its version; 0 if unknown. */
  long version() {
    return counter.map(Counter::last).orElse(0L);
  }

  /** Whether its version is older than one that it had reached. */
  boolean isBehind(long reached) {
    return readable && version() < reached;
  }

  /**
   * Whether a checkpoint of the log may have written this state.
   *
   * @param now the counter that is read through the log
   * @param connection a connection in a transaction, on which that counter was read
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

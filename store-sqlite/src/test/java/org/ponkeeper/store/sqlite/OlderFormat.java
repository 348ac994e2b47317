package org.ponkeeper.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes of a store one of an older format. */
final class OlderFormat {

  private OlderFormat() {}

  static void make(Path file, int format) throws SQLException {
    try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = raw.createStatement()) {
      statement.execute("ALTER TABLE counter DROP COLUMN token");
      statement.execute("ALTER TABLE counter DROP COLUMN checkpointed");
      statement.execute("ALTER TABLE counter DROP COLUMN birth");
      if (format == SqliteFile.FORMAT_WITHOUT_CHANGES) {
        statement.execute("DROP TABLE change");
      } else {
        statement.execute("ALTER TABLE change DROP COLUMN token");
      }
      statement.execute("PRAGMA user_version=" + format);
    }
  }
}

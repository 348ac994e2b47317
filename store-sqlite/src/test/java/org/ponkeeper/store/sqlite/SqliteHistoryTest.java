package org.ponkeeper.store.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.maintenance.Backup;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.tck.HistoryContract;

/** A SQLite file that is restored from a backup while the store is open. */
@Timeout(120)
class SqliteHistoryTest {

  /** The backup takes the place of the file: another inode. */
  @Nested
  class WhereTheBackupIsRenamedOverTheFile extends Restored {
    @Override
    void putBack(Path backup, Path file) throws Exception {
      Files.move(backup, file, StandardCopyOption.REPLACE_EXISTING);
      removeLog(file);
    }
  }

  /** The backup is written over the file, as {@code cp} does: the inode stays. */
  @Nested
  class WhereTheBackupIsCopiedOverTheFile extends Restored {
    /** The same object: other processes are refused while one has the file of before open. */
    @Override
    public KeyValueStore another() {
      return store();
    }

    @Override
    void putBack(Path backup, Path file) throws Exception {
      Files.write(file, Files.readAllBytes(backup));
      removeLog(file);
    }
  }

  /** Others change the file through SQLite itself: nothing about the files is different. */
  @Nested
  class WhereTheBackupIsReadIntoTheFile extends Restored {
    @Override
    void putBack(Path backup, Path file) throws Exception {
      try (var raw = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = raw.createStatement()) {
        statement.execute("restore from '" + backup + "'");
      }
    }
  }

  abstract static class Restored implements HistoryContract {

    @TempDir private Path directory;
    private KeyValueStore store;
    private final List<KeyValueStore> others = new ArrayList<>();
    private int backups;

    /** Puts a backup in the place of the file. */
    abstract void putBack(Path backup, Path file) throws Exception;

    @Override
    public KeyValueStore store() {
      if (store == null) {
        store = SqliteStore.open(file(), SqliteOptions.DEFAULTS);
      }
      return store;
    }

    @Override
    public KeyValueStore another() {
      others.add(SqliteStore.open(file(), SqliteOptions.DEFAULTS));
      return others.getLast();
    }

    private Path file() {
      return directory.resolve("store.db");
    }

    @AfterEach
    void close() {
      others.forEach(KeyValueStore::close);
      store().close();
    }

    @Override
    public Backup backUp() throws Exception {
      Path backup = directory.resolve("backup-" + ++backups + ".db");
      try (var raw = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = raw.createStatement()) {
        statement.execute("backup to '" + backup + "'");
      }
      return others -> {
        try (SqliteStore elsewhere = SqliteStore.open(backup, SqliteOptions.DEFAULTS)) {
          others.write(elsewhere);
        }
        putBack(backup, file());
      };
    }
  }

  static void removeLog(Path file) throws Exception {
    for (String suffix : List.of("-wal", "-shm")) {
      Files.deleteIfExists(FilesAtPath.beside(file, suffix));
    }
  }
}

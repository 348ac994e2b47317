package org.ponkeeper.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The three files of a store at its path at one moment.
 *
 * @param main device and inode of the main file; null if the file system has none
 * @param wal device and inode of the write-ahead log
 * @param walSize the size of the write-ahead log in bytes; 0 if there is none
 * @param shm device and inode of the log's index
 * @param size the size of the main file in bytes
 * @param modified when the main file was last written
 */
record FilesAtPath(
    @Nullable Object main,
    @Nullable Object wal,
    long walSize,
    @Nullable Object shm,
    long size,
    FileTime modified) {

  /** The file beside the main file with this suffix. */
  static Path beside(Path main, String suffix) {
    return main.resolveSibling(main.getFileName() + suffix);
  }

  /**
   * Reads the files' attributes.
   *
   * @param path the path that the store was opened with
   * @param real the real path of the main file; SQLite keeps the other files next to it
   * @throws FileReplacedException if there is no main file
   */
  static FilesAtPath look(Path path, Path real) {
    BasicFileAttributes main =
        attributes(path)
            .orElseThrow(() -> cannotBeLookedAt(new NoSuchFileException(path.toString())));
    Optional<BasicFileAttributes> wal = attributes(beside(real, "-wal"));
    return new FilesAtPath(
        main.fileKey(),
        wal.map(BasicFileAttributes::fileKey).orElse(null),
        wal.map(BasicFileAttributes::size).orElse(0L),
        attributes(beside(real, "-shm")).map(BasicFileAttributes::fileKey).orElse(null),
        main.size(),
        main.lastModifiedTime());
  }

  /**
   * Whether the main file contains all data, and no process seems to use the store: the write-ahead
   * log has no content, and log and index do not both exist.
   */
  boolean areStill() {
    return walSize == 0 && (wal == null || shm == null);
  }

  private static Optional<BasicFileAttributes> attributes(Path path) {
    try {
      return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw cannotBeLookedAt(e);
    }
  }

  /** The exception for a path whose attributes cannot be read. */
  static FileReplacedException cannotBeLookedAt(IOException e) {
    return new FileReplacedException(
        e instanceof NoSuchFileException
            ? "there is no file at this path"
            : "the path cannot be looked at: " + e);
  }
}

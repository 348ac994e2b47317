package org.ponkeeper.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in one or more files, read again when one changes. Looks at most once in {@link
 * #LOOK}. If the new contents are wrong, the old ones stay, and a line in the log says why.
 * Thread-safe.
 */
public final class ReloadedFile<T> {

  private static final Logger LOG = LoggerFactory.getLogger(ReloadedFile.class);

  /** How old an answer may be. */
  public static final Duration LOOK = Duration.ofSeconds(1);

  /** Reads the contents. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads all of it.
     *
     * @throws Exception if it is wrong; its message has no secret
     */
    T read() throws Exception;
  }

  private final Setting setting;
  private final List<Path> files;
  private final Reader<T> reader;
  private T contents;
  private List<Object> version;
  private long lookedAt;

  /**
   * Reads the files for the first time.
   *
   * @param setting the setting that names the first file
   * @throws ConfigException if they cannot be read
   */
  public ReloadedFile(Setting setting, List<Path> files, Reader<T> reader) {
    this.setting = setting;
    this.files = List.copyOf(files);
    this.reader = reader;
    try {
      version = version();
      contents = reader.read();
    } catch (Exception e) {
      throw new ConfigException(setting.key(), files.getFirst().toString(), reason(e));
    }
    lookedAt = System.nanoTime();
  }

  /** The present contents. */
  public synchronized T get() {
    if (System.nanoTime() - lookedAt >= LOOK.toNanos()) {
      lookedAt = System.nanoTime();
      look();
    }
    return contents;
  }

  private void look() {
    try {
      List<Object> now = version();
      if (!now.equals(version)) {
        // First, so that files that stay wrong are reported once.
        version = now;
        contents = reader.read();
        LOG.info("{} was read again", setting.key());
      }
    } catch (Exception e) {
      LOG.error(
          "{} cannot be read again; what was read before stays: {}", setting.key(), reason(e));
    }
  }

  private List<Object> version() throws IOException {
    List<Object> version = new ArrayList<>();
    for (Path file : files) {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      version.add(attributes.lastModifiedTime());
      version.add(attributes.size());
      version.add(String.valueOf(attributes.fileKey()));
    }
    return version;
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}

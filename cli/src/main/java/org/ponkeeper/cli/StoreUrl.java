package org.ponkeeper.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.sqlite.SqliteOptions;
import org.ponkeeper.store.sqlite.SqliteStore;

/**
 * The one place that chooses a store.
 *
 * @param scheme {@code memory} or {@code sqlite}
 * @param rest what stands behind the colon
 */
record StoreUrl(String scheme, String rest) {

  private static final String MEMORY = "memory";
  private static final String SQLITE = "sqlite";

  /**
   * Reads a URL; opens nothing.
   *
   * @throws InvalidRequestException {@code STORE_URL_INVALID}
   */
  static StoreUrl parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw invalid("it has no scheme, such as sqlite:").with("url", text);
    }
    StoreUrl url = new StoreUrl(text.substring(0, colon), text.substring(colon + 1));
    switch (url.scheme) {
      case MEMORY -> {
        if (!url.rest.isEmpty()) {
          throw invalid("nothing stands behind memory:").with("url", text);
        }
      }
      case SQLITE -> {
        if (url.rest.isEmpty()) {
          throw invalid("no path stands behind sqlite:").with("url", text);
        }
      }
      // What follows an unknown scheme may hold a password, and is not shown.
      default -> throw invalid("no store has this scheme").with("scheme", url.scheme);
    }
    return url;
  }

  /** The store of a user who names none: a file in the user's state directory. */
  static StoreUrl ofUser(Terminal terminal) {
    // As the XDG base directory specification says, a relative path is as good as none.
    Path state =
        terminal
            .variable("XDG_STATE_HOME")
            .map(StoreUrl::path)
            .filter(Path::isAbsolute)
            .orElseGet(() -> home(terminal).resolve(".local").resolve("state"));
    return new StoreUrl(SQLITE, state.resolve("ponkeeper").resolve("ponkeeper.db").toString());
  }

  /** Whether what is stored goes with the process. */
  boolean isMemory() {
    return scheme.equals(MEMORY);
  }

  /**
   * Opens the store; passing failures are repeated.
   *
   * @param timeout how long a call may wait
   * @throws InvalidRequestException {@code STORE_URL_INVALID} if there is something else in its
   *     place
   * @throws org.ponkeeper.error.StoreFailedException if it cannot be opened now
   */
  KeyValueStore open(Duration timeout, Terminal terminal) {
    KeyValueStore store =
        isMemory()
            ? new MemoryStore()
            : SqliteStore.open(file(terminal), new SqliteOptions(timeout));
    return RetryingStore.of(store, RetryPolicy.DEFAULTS.deadline(timeout));
  }

  private Path file(Terminal terminal) {
    return rest.startsWith("~/") ? home(terminal).resolve(rest.substring(2)) : path(rest);
  }

  private static Path home(Terminal terminal) {
    return path(terminal.variable("HOME").orElseGet(() -> System.getProperty("user.home", ".")));
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw invalid("it is not a path: " + e.getReason()).with("path", text);
    }
  }

  private static InvalidRequestException invalid(String reason) {
    return new InvalidRequestException(ErrorCode.STORE_URL_INVALID).with("reason", reason);
  }

  /** The URL as it is given on the command line. */
  @Override
  public String toString() {
    return scheme + ":" + rest;
  }

  /** The URL of a SQLite file. */
  static StoreUrl ofFile(Path file) {
    return new StoreUrl(SQLITE, file.toString());
  }
}

package org.ponkeeper.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.ReadOnlyStore;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.etcd.EtcdOptions;
import org.ponkeeper.store.etcd.EtcdStore;
import org.ponkeeper.store.etcd.EtcdTls;
import org.ponkeeper.store.etcd.EtcdUrl;
import org.ponkeeper.store.etcd.EtcdUser;
import org.ponkeeper.store.sqlite.SqliteOptions;
import org.ponkeeper.store.sqlite.SqliteStore;

/** The one place that selects a store. {@code toString()} is the URL, without a password. */
sealed interface StoreUrl {

  /** {@code memory:} The data is lost when the process ends. */
  record Memory() implements StoreUrl {
    @Override
    public String toString() {
      return MEMORY;
    }
  }

  /** {@code sqlite:PATH} */
  record Sqlite(Path file) implements StoreUrl {
    @Override
    public String toString() {
      return SQLITE + file;
    }
  }

  /** {@code etcd://host:port[,host:port...]}, or {@code etcds://} for TLS. */
  record Etcd(EtcdOptions options) implements StoreUrl {
    @Override
    public String toString() {
      return options.url();
    }
  }

  /**
   * gRPC logs each failed connection; the relevant part is in the error. A reference to the logger
   * is kept, or its level would be lost. It is only created where it is needed, because that is
   * slow.
   */
  final class QuietGrpc {
    private static final Logger LOGGER = Logger.getLogger("io.grpc");

    private QuietGrpc() {}
  }

  /** The URL of an in-memory store. */
  String MEMORY = "memory:";

  /** The prefix of URLs of SQLite files. */
  String SQLITE = "sqlite:";

  /**
   * Parses a URL; opens nothing.
   *
   * @throws InvalidRequestException {@code STORE_URL_INVALID}
   */
  static StoreUrl parse(String text, StoreAccess access, Terminal terminal) {
    Arguments.controlCharacter(text)
        .ifPresent(reason -> {
          throw invalid(reason).remedy("write the URL without it");
        });
    if (EtcdUrl.isEtcd(text)) {
      return new Etcd(withAccess(EtcdUrl.parse(text), access));
    }
    if (text.startsWith(SQLITE)) {
      String path = text.substring(SQLITE.length());
      if (path.isEmpty()) {
        throw invalid("there is no path after sqlite:").with("url", text);
      }
      return new Sqlite(
          path.startsWith("~/") ? home(terminal).resolve(path.substring(2)) : path(path));
    }
    if (text.equals(MEMORY)) {
      return new Memory();
    }
    if (text.startsWith(MEMORY)) {
      throw invalid("nothing may follow memory:").with("url", text);
    }
    int colon = text.indexOf(':');
    throw colon < 0
        ? invalid("it has no scheme, such as sqlite:").with("url", text)
        // The part after an unknown scheme may contain a password, and is not shown.
        : invalid("the scheme is unknown").with("scheme", text.substring(0, colon));
  }

  /** The default store: a file in the user's state directory. */
  static StoreUrl ofUser(Terminal terminal) {
    // According to the XDG base directory specification, a relative path is ignored.
    Path state =
        terminal
            .variable("XDG_STATE_HOME")
            .map(StoreUrl::path)
            .filter(Path::isAbsolute)
            .orElseGet(() -> home(terminal).resolve(".local").resolve("state"));
    return new Sqlite(state.resolve("ponkeeper").resolve("ponkeeper.db"));
  }

  /**
   * Opens the store; temporary failures are retried.
   *
   * @param timeout how long a call may wait
   * @throws InvalidRequestException {@code STORE_URL_INVALID} if it is not a store
   * @throws org.ponkeeper.error.StoreFailedException if it cannot be opened now
   */
  default KeyValueStore open(Duration timeout) {
    KeyValueStore store =
        switch (this) {
          case Memory memory -> new MemoryStore();
          case Sqlite sqlite -> SqliteStore.open(sqlite.file(), new SqliteOptions(timeout));
          case Etcd etcd -> {
            QuietGrpc.LOGGER.setLevel(Level.OFF);
            yield EtcdStore.open(etcd.options().deadline(timeout));
          }
        };
    return RetryingStore.of(store, RetryPolicy.DEFAULTS.deadline(timeout));
  }

  /**
   * Opens the store for a command that only reads: creates nothing, writes nothing, and needs no
   * write permission.
   *
   * @param timeout how long a call may wait
   * @throws InvalidRequestException {@code STORE_URL_INVALID} if there is no store
   * @throws org.ponkeeper.error.StoreFailedException if it cannot be opened now
   */
  default KeyValueStore openReadOnly(Duration timeout) {
    if (this instanceof Sqlite sqlite) {
      SqliteStore store = SqliteStore.openReadOnly(sqlite.file(), new SqliteOptions(timeout));
      return RetryingStore.of(store, RetryPolicy.DEFAULTS.deadline(timeout));
    }
    return ReadOnlyStore.of(open(timeout));
  }

  /** Whether it is the URL of a file that does not exist, so there is no store yet. */
  default boolean isMissing() {
    return this instanceof Sqlite sqlite && Files.notExists(sqlite.file());
  }

  private static EtcdOptions withAccess(EtcdOptions url, StoreAccess access) {
    EtcdOptions options = url;
    if (options.user().isEmpty() && access.user().isPresent()) {
      options = options.user(new EtcdUser(access.user().get(), access.password().orElse("")));
    }
    if (!access.namesTls()) {
      return options;
    }
    if (options.tls().isEmpty()) {
      throw invalid("TLS files are given, but they need etcds://")
          .remedy("use etcds:// in the URL, or omit these options");
    }
    if (access.certificate().isPresent() != access.key().isPresent()) {
      throw invalid("a certificate and its key belong together")
          .remedy("give both --tls-cert and --tls-key");
    }
    return options.tls(new EtcdTls(access.authority(), access.certificate(), access.key()));
  }

  private static Path home(Terminal terminal) {
    return terminal
        .variable("HOME")
        .or(() -> Optional.ofNullable(System.getProperty("user.home")))
        .map(StoreUrl::path)
        // Java's user.home is "?" for a user without an entry; a store there would not be found
        // again.
        .filter(Path::isAbsolute)
        .orElseThrow(() ->
            invalid(
                "this user has no home directory, and HOME is not set; set HOME or XDG_STATE_HOME, "
                    + "or name the store with --store"));
  }

  /** Parses a path. */
  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw invalid("it is not a path: " + e.getReason()).with("path", text);
    }
  }

  private static InvalidRequestException invalid(String reason) {
    return new InvalidRequestException(ErrorCode.STORE_URL_INVALID).with("reason", reason);
  }
}

package org.ponkeeper.server.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting of the server: the one table from which the configuration is read and printed, and
 * from which the help and the table in docs/server-settings.md are made.
 */
public enum Setting {
  LISTEN_ADDRESSES(
      "listen.addresses",
      "--listen",
      SettingType.HOST_NAMES,
      "127.0.0.1",
      "The IP addresses to listen on. Others than loopback need security, and TLS or"
          + " listen.insecure_listen"),
  LISTEN_PORT(
      "listen.port",
      "--port",
      SettingType.number(0, 65_535),
      "8765",
      "The TCP port for gRPC and HTTP/JSON; 0 chooses a free one"),
  LISTEN_HOST_NAMES(
      "listen.host_names",
      "--host-names",
      SettingType.HOST_NAMES,
      "",
      "The names under which clients reach the server, besides its addresses and those of loopback;"
          + " requests with another Host are refused"),
  LISTEN_INSECURE(
      "listen.insecure_listen",
      "--insecure-listen",
      SettingType.BOOLEAN,
      "false",
      "Allows other addresses than loopback without TLS: everybody on the way can read and change"
          + " what is sent, tokens too"),

  TLS_CERTIFICATE(
      "tls.certificate",
      "--server-cert",
      SettingType.FILE,
      "",
      "The server's certificate and the chain above it (PEM); it is read again when it changes"),
  TLS_KEY(
      "tls.key",
      "--server-key",
      SettingType.FILE,
      "",
      "The private key of that certificate (PKCS #8 in PEM)"),
  TLS_CLIENT_CA(
      "tls.client_ca",
      "--client-ca",
      SettingType.FILE,
      "",
      "The CA certificates (PEM) that sign client certificates; none: clients are not asked for"
          + " one"),
  TLS_CLIENT_CERTIFICATES(
      "tls.client_certificates",
      "--client-certificates",
      SettingType.choice("optional", "required"),
      "optional",
      "Whether a client without a certificate can connect"),

  SECURITY_TOKENS(
      "security.tokens",
      "--tokens",
      SettingType.FILE,
      "",
      "The file of tokens, one a line: NAME ROLE [OLTS] sha256:HASH, as 'ponkeeper token new' writes"
          + " it"),
  SECURITY_CERTIFICATES(
      "security.certificates",
      "--certificates",
      SettingType.FILE,
      "",
      "The file of client certificates, one a line: NAME ROLE [OLTS] SUBJECT, such as CN=adapter"),
  SECURITY_JWKS(
      "security.jwks", "--jwks", SettingType.FILE, "", "The public keys (JWK set) that sign JWTs"),
  SECURITY_JWT_ALGORITHM(
      "security.jwt_algorithm",
      "--jwt-algorithm",
      SettingType.choice("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"),
      "",
      "The only algorithm that is accepted; required with security.jwks"),
  SECURITY_JWT_ISSUER(
      "security.jwt_issuer",
      "--jwt-issuer",
      SettingType.URI,
      "",
      "The iss claim that a JWT must have; required with security.jwks"),
  SECURITY_JWT_AUDIENCE(
      "security.jwt_audience",
      "--jwt-audience",
      SettingType.URI,
      "",
      "The aud claim that a JWT must have; required with security.jwks"),

  LIMITS_MESSAGE_BYTES(
      "limits.message_bytes",
      "--max-message-bytes",
      SettingType.number(1_024, 1 << 30),
      "4194304",
      "The size of a request"),
  LIMITS_UPLOAD_BYTES(
      "limits.upload_bytes",
      "--max-upload-bytes",
      SettingType.number(1_024, 1L << 40),
      "1073741824",
      "The size of an uploaded backup, which is kept in the directory for temporary files"),
  LIMITS_HEADER_BYTES(
      "limits.header_bytes",
      "--max-header-bytes",
      SettingType.number(1_024, 1 << 20),
      "16384",
      "The size of a request's headers"),
  LIMITS_CONNECTIONS(
      "limits.connections",
      "--max-connections",
      SettingType.number(1, 1_000_000),
      "16384",
      "Connections at a time; further ones are closed at once"),
  LIMITS_STREAMS_PER_CONNECTION(
      "limits.streams_per_connection",
      "--max-streams-per-connection",
      SettingType.number(1, 100_000),
      "256",
      "Calls at a time on one HTTP/2 connection; clients wait with further ones. An HTTP/1.1"
          + " connection ends if it sends more requests before it is answered"),
  LIMITS_CALLS(
      "limits.calls",
      "--max-calls",
      SettingType.number(1, 10_000),
      "64",
      "Calls that run at a time"),
  LIMITS_WAITING_CALLS(
      "limits.waiting_calls",
      "--max-waiting-calls",
      SettingType.number(0, 100_000),
      "1024",
      "Calls that wait for one that runs; further ones get LIMIT_EXCEEDED"),
  LIMITS_ARRIVING_CALLS(
      "limits.arriving_calls",
      "--max-arriving-calls",
      SettingType.number(1, 1_000_000),
      "1024",
      "Requests whose clients have not sent all of them yet; with a further one, the one that began"
          + " first gets LIMIT_EXCEEDED"),
  LIMITS_TOTAL_BYTES(
      "limits.total_bytes",
      "--max-total-bytes",
      SettingType.number(1_024, 1 << 30),
      "67108864",
      "The size of all requests together that arrive, wait and run; beyond it, the one of them that"
          + " arrives and began first gets LIMIT_EXCEEDED"),
  LIMITS_STREAMS(
      "limits.streams",
      "--max-streams",
      SettingType.number(1, 10_000),
      "64",
      "Streams at a time, such as WatchChanges; further ones get LIMIT_EXCEEDED"),
  LIMITS_IDLE(
      "limits.idle",
      "--idle",
      SettingType.duration(Duration.ofSeconds(1), Duration.ofHours(24)),
      "5m",
      "A connection without a call ends after this time"),
  LIMITS_REQUEST_TIME(
      "limits.request_time",
      "--request-time",
      SettingType.duration(Duration.ofMillis(100), Duration.ofHours(1)),
      "60s",
      "A call that is not a stream ends after this time, whatever deadline the client gives"),
  LIMITS_UNREAD(
      "limits.unread",
      "--unread",
      SettingType.duration(Duration.ofMillis(100), Duration.ofHours(1)),
      "30s",
      "A client that leaves the rest of an answer unread for this time is cut off"),

  STORE_URL(
      "store.url",
      "--store",
      SettingType.TEXT,
      "",
      "As the option --store, which has priority; PONKEEPER_STORE has priority over the file. A"
          + " password does not belong here, but in PONKEEPER_STORE_PASSWORD"),
  STORE_BASE_PATH(
      "store.base_path",
      "--base-path",
      SettingType.TEXT,
      "",
      "As the option --base-path, which has priority"),
  STORE_TEMPLATE_PATH(
      "store.template_path",
      "--template-path",
      SettingType.TEXT,
      "",
      "As the option --template-path, which has priority"),

  LOGGING_FORMAT(
      "logging.format",
      "--log-format",
      SettingType.choice("text", "json"),
      "text",
      "Log lines for people or for programs"),
  LOGGING_LEVEL(
      "logging.level",
      "--log-level",
      SettingType.choice("error", "warn", "info", "debug"),
      "info",
      "The least severe lines to write; the audit log is always written"),

  HISTORY_INTERVAL(
      "history.interval",
      "--history-interval",
      SettingType.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
      "1m",
      "How often the server counts the OLTs in memory, to show their use over time; it keeps the"
          + " last 360 counts in memory"),

  STOP_DELAY(
      "stop.delay",
      "--stop-delay",
      SettingType.duration(Duration.ZERO, Duration.ofHours(1)),
      "0s",
      "After SIGTERM, the server is not ready, but serves as before for this time: until load"
          + " balancers have noticed it"),
  STOP_GRACE(
      "stop.grace",
      "--grace",
      SettingType.duration(Duration.ZERO, Duration.ofHours(1)),
      "30s",
      "After stop.delay, new calls are refused, and those that run may take this long to end");

  /** The prefix of all environment variables of the server. */
  public static final String VARIABLE_PREFIX = "PONKEEPER_SERVER_";

  private final String key;
  private final String flag;

  @SuppressWarnings("ImmutableEnumChecker") // its checks have no state
  private final SettingType type;

  private final String usual;
  private final String explanation;

  Setting(String key, String flag, SettingType type, String usual, String explanation) {
    this.key = key;
    this.flag = flag;
    this.type = type;
    this.usual = usual;
    this.explanation = explanation;
  }

  /** Its key in the file: the group and the name, separated by a dot. */
  public String key() {
    return key;
  }

  /** Its environment variable. */
  public String variable() {
    return VARIABLE_PREFIX + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /**
   * The variable that all commands of the command line read for it, if there is one; {@link
   * #variable()} has priority.
   */
  Optional<String> commonVariable() {
    return this == STORE_URL ? Optional.of("PONKEEPER_STORE") : Optional.empty();
  }

  /** Its flag on the command line. */
  public String flag() {
    return flag;
  }

  /** What a value looks like, for help. */
  public String label() {
    return type.label();
  }

  /** The default; empty for none. */
  public String usual() {
    return usual;
  }

  /** What it does, without a full stop. */
  public String explanation() {
    return explanation;
  }

  /** Whether all commands of the command line have its flag. */
  public boolean isOfAllCommands() {
    return key.startsWith("store.");
  }

  SettingType type() {
    return type;
  }

  String group() {
    return key.substring(0, key.indexOf('.'));
  }

  String name(String inGroup) {
    return key.substring(inGroup.length() + 1);
  }

  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).toList();
  }

  /** All settings as a table in Markdown, for the documents. */
  public static String markdown() {
    StringBuilder table =
        new StringBuilder("| key | flag | value | default | meaning |\n|---|---|---|---|---|\n");
    for (Setting setting : values()) {
      table.append(
          "| `%s` | `%s` | `%s` | %s | %s |\n"
              .formatted(
                  setting.key,
                  setting.flag,
                  setting.type.legal().replace("|", "\\|"),
                  setting.usual.isEmpty() ? "none" : "`" + setting.usual + "`",
                  setting.explanation));
    }
    return table.toString();
  }
}

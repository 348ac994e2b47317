package org.ponkeeper.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the server needs to know; immutable and consistent.
 *
 * @param listen where it listens
 * @param tls its certificate; empty without TLS
 * @param security who may call
 * @param limits how much it does at a time
 * @param store the store
 * @param logging its log
 * @param historyInterval how often it counts what there is
 * @param stopDelay how long it serves as before, but is not ready, when it stops
 * @param stopGrace how long calls may take to end when it stops
 */
public record ServerConfig(
    Listen listen,
    Optional<Tls> tls,
    Security security,
    Limits limits,
    Store store,
    Logging logging,
    Duration historyInterval,
    Duration stopDelay,
    Duration stopGrace) {

  /**
   * Where the server listens.
   *
   * @param addresses at least one
   * @param hostNames the names under which clients reach it, besides those of loopback
   */
  public record Listen(List<InetSocketAddress> addresses, Set<String> hostNames) {}

  /**
   * The files for TLS.
   *
   * @param certificate the server's certificate and chain
   * @param key its private key
   * @param clientCa the CA certificates of clients; empty: clients are not asked
   * @param clientsNeedCertificates whether a client without one is refused
   */
  public record Tls(
      Path certificate, Path key, Optional<Path> clientCa, boolean clientsNeedCertificates) {}

  /**
   * Who may call. Without any of these, callers on loopback are admin.
   *
   * @param tokens the file of tokens
   * @param certificates the file of client certificates
   * @param jwt how JWTs are checked
   */
  public record Security(Optional<Path> tokens, Optional<Path> certificates, Optional<Jwt> jwt) {

    /** Whether callers must say who they are. */
    public boolean isConfigured() {
      return tokens.isPresent() || certificates.isPresent() || jwt.isPresent();
    }
  }

  /**
   * How JWTs are checked.
   *
   * @param jwks the file of public keys
   * @param algorithm the only algorithm
   * @param issuer the required issuer
   * @param audience the required audience
   */
  public record Jwt(Path jwks, String algorithm, String issuer, String audience) {}

  /** How much the server does at a time; {@link Setting} explains each. */
  public record Limits(
      int messageBytes,
      long uploadBytes,
      int headerBytes,
      int connections,
      int streamsPerConnection,
      int calls,
      int waitingCalls,
      int arrivingCalls,
      int totalBytes,
      int streams,
      Duration idle,
      Duration requestTime,
      Duration unread) {}

  /** The store, as far as the configuration names it. */
  public record Store(
      Optional<String> url, Optional<String> basePath, Optional<String> templatePath) {}

  /** The log. */
  public record Logging(boolean json, String level) {}

  /**
   * The configuration of these values.
   *
   * @throws ConfigException for values that do not go together
   */
  public static ServerConfig of(Configuration values) {
    Optional<Tls> tls = tls(values);
    Security security = security(values);
    return new ServerConfig(
        listen(values, tls.isPresent(), security),
        tls,
        security,
        limits(values),
        new Store(
            optional(values, Setting.STORE_URL),
            optional(values, Setting.STORE_BASE_PATH),
            optional(values, Setting.STORE_TEMPLATE_PATH)),
        new Logging(
            values.text(Setting.LOGGING_FORMAT).equals("json"), values.text(Setting.LOGGING_LEVEL)),
        duration(values, Setting.HISTORY_INTERVAL),
        duration(values, Setting.STOP_DELAY),
        duration(values, Setting.STOP_GRACE));
  }

  private static Listen listen(Configuration values, boolean hasTls, Security security) {
    int port = number(values, Setting.LISTEN_PORT);
    List<InetSocketAddress> addresses =
        SettingType.list(values.text(Setting.LISTEN_ADDRESSES)).stream()
            .map(text -> new InetSocketAddress(address(values, text), port))
            .toList();
    if (addresses.isEmpty()) {
      throw values.wrong(Setting.LISTEN_ADDRESSES, "name at least one address");
    }
    for (InetSocketAddress address : addresses) {
      if (!address.getAddress().isLoopbackAddress()) {
        requireSecure(values, address.getAddress(), hasTls, security);
      }
    }
    return new Listen(
        addresses, Set.copyOf(SettingType.list(values.text(Setting.LISTEN_HOST_NAMES))));
  }

  private static void requireSecure(
      Configuration values, InetAddress address, boolean hasTls, Security security) {
    String host = address.getHostAddress();
    if (!security.isConfigured()) {
      throw values.wrong(
          Setting.LISTEN_ADDRESSES,
          host
              + " is not loopback, and no security is configured: set security.tokens,"
              + " security.jwks or security.certificates, or listen on 127.0.0.1");
    }
    if (!hasTls && !values.text(Setting.LISTEN_INSECURE).equals("true")) {
      throw values.wrong(
          Setting.LISTEN_ADDRESSES,
          host
              + " is not loopback, and TLS is not configured: set tls.certificate and tls.key, or"
              + " listen.insecure_listen: true if something else encrypts");
    }
  }

  private static InetAddress address(Configuration values, String text) {
    boolean isAddress = text.matches("[0-9.]+") || text.contains(":");
    try {
      if (isAddress || text.equals("localhost")) {
        return InetAddress.getByName(text);
      }
    } catch (UnknownHostException e) {
      throw values.wrong(Setting.LISTEN_ADDRESSES, "'" + text + "' is not an IP address");
    }
    throw values.wrong(Setting.LISTEN_ADDRESSES, "'" + text + "' is not an IP address");
  }

  private static Optional<Tls> tls(Configuration values) {
    Optional<Path> certificate = file(values, Setting.TLS_CERTIFICATE);
    Optional<Path> key = file(values, Setting.TLS_KEY);
    Optional<Path> clientCa = file(values, Setting.TLS_CLIENT_CA);
    if (certificate.isPresent() != key.isPresent()) {
      Setting given = certificate.isPresent() ? Setting.TLS_CERTIFICATE : Setting.TLS_KEY;
      throw values.wrong(given, "tls.certificate and tls.key belong together");
    }
    if (clientCa.isPresent() && certificate.isEmpty()) {
      throw values.wrong(Setting.TLS_CLIENT_CA, "it needs tls.certificate and tls.key");
    }
    boolean needed = values.text(Setting.TLS_CLIENT_CERTIFICATES).equals("required");
    if (needed && clientCa.isEmpty()) {
      throw values.wrong(Setting.TLS_CLIENT_CERTIFICATES, "it needs tls.client_ca");
    }
    return certificate.isPresent() && key.isPresent()
        ? Optional.of(new Tls(certificate.get(), key.get(), clientCa, needed))
        : Optional.empty();
  }

  private static Security security(Configuration values) {
    Optional<Path> certificates = file(values, Setting.SECURITY_CERTIFICATES);
    if (certificates.isPresent() && values.text(Setting.TLS_CLIENT_CA).isEmpty()) {
      throw values.wrong(Setting.SECURITY_CERTIFICATES, "it needs tls.client_ca");
    }
    return new Security(file(values, Setting.SECURITY_TOKENS), certificates, jwt(values));
  }

  private static Optional<Jwt> jwt(Configuration values) {
    List<Setting> parts =
        List.of(
            Setting.SECURITY_JWKS,
            Setting.SECURITY_JWT_ALGORITHM,
            Setting.SECURITY_JWT_ISSUER,
            Setting.SECURITY_JWT_AUDIENCE);
    List<Setting> missing =
        parts.stream().filter(setting -> values.text(setting).isEmpty()).toList();
    if (missing.size() == parts.size()) {
      return Optional.empty();
    }
    if (!missing.isEmpty()) {
      Setting given = parts.stream().filter(part -> !missing.contains(part)).findFirst().get();
      throw values.wrong(
          given,
          "a JWT needs all of security.jwks, jwt_algorithm, jwt_issuer and jwt_audience; missing: "
              + missing.getFirst().key());
    }
    return file(values, Setting.SECURITY_JWKS)
        .map(jwks ->
            new Jwt(
                jwks,
                values.text(Setting.SECURITY_JWT_ALGORITHM),
                values.text(Setting.SECURITY_JWT_ISSUER),
                values.text(Setting.SECURITY_JWT_AUDIENCE)));
  }

  private static Limits limits(Configuration values) {
    return new Limits(
        number(values, Setting.LIMITS_MESSAGE_BYTES),
        Long.parseLong(required(values, Setting.LIMITS_UPLOAD_BYTES)),
        number(values, Setting.LIMITS_HEADER_BYTES),
        number(values, Setting.LIMITS_CONNECTIONS),
        number(values, Setting.LIMITS_STREAMS_PER_CONNECTION),
        number(values, Setting.LIMITS_CALLS),
        number(values, Setting.LIMITS_WAITING_CALLS),
        number(values, Setting.LIMITS_ARRIVING_CALLS),
        number(values, Setting.LIMITS_TOTAL_BYTES),
        number(values, Setting.LIMITS_STREAMS),
        duration(values, Setting.LIMITS_IDLE),
        duration(values, Setting.LIMITS_REQUEST_TIME),
        duration(values, Setting.LIMITS_UNREAD));
  }

  private static int number(Configuration values, Setting setting) {
    return Integer.parseInt(required(values, setting));
  }

  private static Duration duration(Configuration values, Setting setting) {
    return SettingType.durationOf(required(values, setting));
  }

  private static String required(Configuration values, Setting setting) {
    String text = values.text(setting);
    if (text.isEmpty()) {
      throw values.wrong(setting, "the value is empty");
    }
    return text;
  }

  private static Optional<String> optional(Configuration values, Setting setting) {
    return Optional.of(values.text(setting)).filter(text -> !text.isEmpty());
  }

  private static Optional<Path> file(Configuration values, Setting setting) {
    return optional(values, setting)
        .map(text -> {
          try {
            Path file = Path.of(text);
            if (java.nio.file.Files.isRegularFile(file) && java.nio.file.Files.isReadable(file)) {
              return file;
            }
          } catch (java.nio.file.InvalidPathException e) {
            throw values.wrong(setting, "it is not a path");
          }
          throw values.wrong(setting, "'" + text + "' is not a file that can be read");
        });
  }
}

package org.ponkeeper.server.access;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.server.config.ReloadedFile;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/**
 * Finds out who calls: by a bearer token, static or a JWT, or else by the client certificate. A
 * token that is wrong is refused, even if there is a certificate. Thread-safe.
 */
public final class Authentication {

  /** Whoever is on the same machine, if no security is configured. */
  private static final Caller LOOPBACK = Caller.of("loopback", Role.ADMIN);

  private static final String BEARER = "bearer ";

  private final boolean isConfigured;
  private final Optional<ReloadedFile<Map<String, Caller>>> tokens;
  private final Optional<ReloadedFile<Map<X500Principal, Caller>>> certificates;
  private final Optional<JwtCheck> jwt;

  /**
   * Reads the files of the configuration.
   *
   * @throws org.ponkeeper.server.config.ConfigException if one cannot be used
   */
  public Authentication(ServerConfig.Security config) {
    isConfigured = config.isConfigured();
    tokens =
        config
            .tokens()
            .map(file ->
                new ReloadedFile<>(
                    Setting.SECURITY_TOKENS,
                    List.of(file),
                    () -> Identities.read(file, Token::parseHash)));
    certificates =
        config
            .certificates()
            .map(file ->
                new ReloadedFile<>(
                    Setting.SECURITY_CERTIFICATES,
                    List.of(file),
                    () -> Identities.read(file, Authentication::subject)));
    jwt = config.jwt().map(JwtCheck::new);
  }

  private static X500Principal subject(String text) {
    return new X500Principal(text);
  }

  /**
   * The caller of a request.
   *
   * @param authorization the header, if there is one
   * @param tls the TLS session, if there is one
   * @param from the address that it comes from
   * @throws RequestException {@code UNAUTHENTICATED}
   */
  public Caller caller(@Nullable String authorization, @Nullable SSLSession tls, InetAddress from) {
    if (!isConfigured) {
      if (from.isLoopbackAddress()) {
        return LOOPBACK;
      }
      throw unknown("no security is configured, so only callers on loopback are admitted");
    }
    if (authorization != null) {
      return ofToken(authorization);
    }
    return ofCertificate(tls)
        .orElseThrow(() -> unknown("there is no token, and no certificate that the server knows"));
  }

  private Caller ofToken(String authorization) {
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw unknown("write the header as 'Authorization: Bearer TOKEN'");
    }
    String token = authorization.substring(BEARER.length()).strip();
    Caller known = tokens.map(file -> file.get().get(Token.hash(token))).orElse(null);
    if (known != null) {
      return known;
    }
    boolean looksLikeJwt = token.chars().filter(c -> c == '.').count() == 2;
    if (jwt.isEmpty() || !looksLikeJwt) {
      throw unknown("the token is not known");
    }
    try {
      return jwt.get().check(token);
    } catch (IllegalArgumentException e) {
      throw unknown("the JWT is refused: " + e.getMessage());
    }
  }

  private Optional<Caller> ofCertificate(@Nullable SSLSession tls) {
    if (tls == null || certificates.isEmpty()) {
      return Optional.empty();
    }
    try {
      X509Certificate certificate = (X509Certificate) tls.getPeerCertificates()[0];
      return Optional.ofNullable(
          certificates.get().get().get(certificate.getSubjectX500Principal()));
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private static RequestException unknown(String reason) {
    return new RequestException(Code.UNAUTHENTICATED, "reason", reason);
  }

  /** Who may do what, for the start message. */
  public String summary() {
    if (!isConfigured) {
      return "no security is configured: callers on loopback are admin";
    }
    StringBuilder text = new StringBuilder("callers need");
    String or = " ";
    if (tokens.isPresent()) {
      text.append(or).append("a token");
      or = " or ";
    }
    if (jwt.isPresent()) {
      text.append(or).append("a JWT");
      or = " or ";
    }
    if (certificates.isPresent()) {
      text.append(or).append("a client certificate");
    }
    return text.toString();
  }
}

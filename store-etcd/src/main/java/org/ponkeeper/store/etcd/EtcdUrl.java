package org.ponkeeper.store.etcd;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/**
 * URLs of etcd: {@code etcd://[user[:password]@]host[:port][,host[:port]...]}, and {@code etcds://}
 * for TLS. The default port is {@value EtcdMember#DEFAULT_PORT}. An IPv6 address is in brackets. In
 * user and password, the characters {@code % : @ / ,} are percent-encoded.
 */
public final class EtcdUrl {

  /** The scheme for plain text. */
  public static final String PLAIN = "etcd";

  /** The scheme for TLS. */
  public static final String SECURE = "etcds";

  private static final String SEPARATOR = "://";

  private EtcdUrl() {}

  /** Whether the text begins with a scheme of etcd; it may still be invalid. */
  public static boolean isEtcd(String text) {
    return text.startsWith(PLAIN + ":") || text.startsWith(SECURE + ":");
  }

  /**
   * Parses a URL; opens nothing.
   *
   * @return the default options with the values of the URL; for {@code etcds} with {@link
   *     EtcdTls#DEFAULTS}; a missing password is empty
   * @throws InvalidRequestException {@code STORE_URL_INVALID} with the fact {@code reason}, which
   *     never shows a password
   */
  public static EtcdOptions parse(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw invalid("it has a control character");
    }
    int colon = text.indexOf(SEPARATOR);
    String scheme = colon < 0 ? "" : text.substring(0, colon);
    if (!scheme.equals(PLAIN) && !scheme.equals(SECURE)) {
      throw invalid("it does not begin with etcd:// or etcds://");
    }
    String rest = text.substring(colon + SEPARATOR.length());
    int at = rest.lastIndexOf('@');
    EtcdOptions options = EtcdOptions.of(members(rest.substring(at + 1)));
    if (at >= 0) {
      options = options.user(user(rest.substring(0, at)));
    }
    return scheme.equals(SECURE) ? options.tls(EtcdTls.DEFAULTS) : options;
  }

  private static List<EtcdMember> members(String text) {
    // Many people write URLs with a slash at the end; a path has no meaning.
    String list = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    List<EtcdMember> members = new ArrayList<>();
    for (String member : list.split(",", -1)) {
      members.add(member(member));
    }
    return members;
  }

  private static EtcdMember member(String text) {
    boolean bracket = text.startsWith("[");
    int hostEnd = bracket ? text.indexOf(']') + 1 : text.indexOf(':');
    if (bracket && hostEnd == 0) {
      throw invalid("a bracket is not closed");
    }
    String host = hostEnd < 0 ? text : text.substring(0, hostEnd);
    String rest = text.substring(host.length());
    String bare = bracket ? host.substring(1, host.length() - 1) : host;
    if (bare.isEmpty() || !bare.chars().allMatch(c -> isOfHost(c, bracket))) {
      throw invalid("it is not etcd://host:port[,host:port...]");
    }
    return new EtcdMember(bare, rest.isEmpty() ? EtcdMember.DEFAULT_PORT : port(rest));
  }

  private static boolean isOfHost(int c, boolean bracket) {
    return c > ' ' && c < 0x7f && "/?#@%[]\\\"".indexOf(c) < 0 && (bracket || c != ':');
  }

  private static int port(String colonAndPort) {
    String port = colonAndPort.substring(1);
    boolean digits = port.matches("[0-9]{1,5}");
    if (colonAndPort.charAt(0) != ':' || !digits) {
      throw invalid("a port is a number from 1 to 65535");
    }
    int number = Integer.parseInt(port);
    if (number < 1 || number > 65_535) {
      throw invalid("a port is a number from 1 to 65535");
    }
    return number;
  }

  private static EtcdUser user(String text) {
    int colon = text.indexOf(':');
    String name = decoded(colon < 0 ? text : text.substring(0, colon));
    if (name.isEmpty()) {
      throw invalid("the user before the @ has no name");
    }
    return new EtcdUser(name, colon < 0 ? "" : decoded(text.substring(colon + 1)));
  }

  private static String decoded(String text) {
    try {
      // This decoder is for forms, where a plus means a space.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid("user or password is not percent-encoded correctly");
    }
  }

  private static InvalidRequestException invalid(String reason) {
    return new InvalidRequestException(ErrorCode.STORE_URL_INVALID).with("reason", reason);
  }
}

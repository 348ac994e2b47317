package org.ponkeeper.server.http;

import com.google.common.net.InetAddresses;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/**
 * What holds for every HTTP request, so that a page in a browser cannot use a server that its
 * reader can reach: the name, the origin and the type of the content.
 */
final class HttpRules {

  /** What pages of other sites cannot send without being asked whether they may. */
  private static final Set<String> JSON = Set.of("application/json", "application/x-ndjson");

  private static final String LOCALHOST = "localhost";

  private final Set<String> hosts = new HashSet<>();

  HttpRules(ServerConfig.Listen listen) {
    listen.hostNames().forEach(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
    for (InetSocketAddress address : listen.addresses()) {
      hosts.add(address.getAddress().getHostAddress());
    }
  }

  /**
   * Checks a request.
   *
   * @param scheme the scheme of the connection
   * @throws RequestException if a rule is broken
   */
  void check(RequestHeaders headers, String scheme) {
    String authority = Objects.requireNonNullElse(headers.authority(), "");
    if (!isKnown(host(authority))) {
      throw new RequestException(Code.HOST_REFUSED, "host", printable(authority));
    }
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    if (origin != null && !origin.equalsIgnoreCase(scheme + "://" + authority)) {
      throw new RequestException(Code.ORIGIN_REFUSED, "origin", printable(origin));
    }
    requireJson(headers);
  }

  private static void requireJson(RequestHeaders headers) {
    HttpMethod method = headers.method();
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
    boolean hasNoBody =
        method == HttpMethod.GET
            || method == HttpMethod.HEAD
            || method == HttpMethod.OPTIONS
            || (method == HttpMethod.DELETE && type.isEmpty());
    if (!hasNoBody && !isJson(type) && !Refusal.isGrpc(headers)) {
      throw new RequestException(
          Code.CONTENT_TYPE_REFUSED, "content-type", type.isEmpty() ? "none" : printable(type));
    }
  }

  private static boolean isJson(String type) {
    int end = type.indexOf(';');
    return JSON.contains(
        (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT));
  }

  private boolean isKnown(String host) {
    if (host.equals(LOCALHOST) || hosts.contains(host)) {
      return true;
    }
    if (!InetAddresses.isInetAddress(host)) {
      return false;
    }
    InetAddress address = InetAddresses.forString(host);
    return address.isLoopbackAddress() || hosts.contains(address.getHostAddress());
  }

  /** The host of {@code host:port}, without the brackets of an IPv6 address. */
  private static String host(String authority) {
    String lower = authority.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[")) {
      int end = lower.indexOf(']');
      return end < 0 ? "" : lower.substring(1, end);
    }
    int colon = lower.lastIndexOf(':');
    return colon < 0 ? lower : lower.substring(0, colon);
  }

  private static String printable(String text) {
    String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > 100 ? plain.substring(0, 100) + "..." : plain;
  }
}

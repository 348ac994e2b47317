package org.ponkeeper.server.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.ponkeeper.server.api.RequestException.Code;

/**
 * A part of a list. A token names the last entry of the page before, so it is good at every server,
 * and nothing is listed twice, whatever changes in between.
 *
 * @param entries the entries
 * @param nextToken the token of the next page; empty on the last
 */
record Page<T>(List<T> entries, String nextToken) {

  /** The sizes of pages of a method. */
  record Sizes(int usual, int most) {
    int of(int requested) {
      if (requested < 0) {
        throw new RequestException(Code.REQUEST_INVALID, "page_size", "must not be negative");
      }
      return requested == 0 ? usual : Math.min(requested, most);
    }
  }

  /**
   * Takes a page.
   *
   * @param all the whole list, in ascending order of the keys
   * @param key the key of an entry, as text that sorts like the list
   * @param token the token that the caller gave; empty for the first page
   */
  static <T> Page<T> of(List<T> all, Function<T, String> key, int size, String token) {
    int from = 0;
    if (!token.isEmpty()) {
      String last = decode(token);
      while (from < all.size() && key.apply(all.get(from)).compareTo(last) <= 0) {
        from++;
      }
    }
    int to = Math.min(all.size(), from + size);
    String next = to < all.size() && to > from ? encode(key.apply(all.get(to - 1))) : "";
    return new Page<>(all.subList(from, to), next);
  }

  private static String encode(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new RequestException(Code.PAGE_TOKEN_INVALID, "page_token", token);
    }
  }
}

package org.ponkeeper.server.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/**
 * A part of a list. A token names the last entry of the page before, so it is good at every server,
 * and nothing is listed twice, whatever changes in between.
 *
 * <p>Entries have keys: texts that sort like the list.
 *
 * @param entries the entries
 * @param nextToken the token of the next page; empty on the last
 */
record Page<T>(List<T> entries, String nextToken) {

  /** The sizes of pages of a method. */
  record Sizes(int usual, int most) {

    /** The sizes of all lists, unless a method says otherwise. */
    static final Sizes OF_LISTS = new Sizes(100, 1000);
  }

  /**
   * Which page a request asks for.
   *
   * @param size at most so many entries
   * @param after only entries with greater keys; empty for the first page
   * @param list the list: the request without size and token
   */
  record Wanted(int size, String after, ByteString list) {

    private static final int CHECKSUM_BYTES = 4;

    /**
     * Reads {@code page_size} and {@code page_token} of a request.
     *
     * @throws RequestException {@code REQUEST_INVALID} if the size is negative, {@code
     *     PAGE_TOKEN_INVALID} if no server gave the token for this list
     */
    static Wanted of(Message request, Sizes sizes) {
      FieldDescriptor sizeField = field(request, "page_size");
      FieldDescriptor tokenField = field(request, "page_token");
      int size = (int) request.getField(sizeField);
      String token = (String) request.getField(tokenField);
      if (size < 0) {
        throw new RequestException(
            Code.REQUEST_INVALID, "page_size", "it must not be negative, and is " + size);
      }
      ByteString list =
          request.toBuilder().clearField(sizeField).clearField(tokenField).build().toByteString();
      return new Wanted(
          size == 0 ? sizes.usual() : Math.min(size, sizes.most()),
          token.isEmpty() ? "" : key(list, token),
          list);
    }

    private static FieldDescriptor field(Message request, String name) {
      return Objects.requireNonNull(request.getDescriptorForType().findFieldByName(name), name);
    }

    /** Whether an entry with that key is not on the pages before. */
    boolean isNew(String key) {
      return key.compareTo(after) > 0;
    }

    private String token(String last) {
      ByteString key = ByteString.copyFromUtf8(last);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(checksum(list, key).concat(key).toByteArray());
    }

    private static String key(ByteString list, String token) {
      try {
        ByteString decoded = ByteString.copyFrom(Base64.getUrlDecoder().decode(token));
        if (decoded.size() > CHECKSUM_BYTES) {
          ByteString key = decoded.substring(CHECKSUM_BYTES);
          if (decoded.startsWith(checksum(list, key))) {
            return key.toStringUtf8();
          }
        }
      } catch (IllegalArgumentException e) {
        // It is not Base64: refused like any other text that is no token.
      }
      throw new RequestException(Code.PAGE_TOKEN_INVALID, "page_token", token);
    }

    /** Against mistakes, not against attacks: a forged token only begins at another entry. */
    private static ByteString checksum(ByteString list, ByteString key) {
      CRC32 crc = new CRC32();
      crc.update(list.asReadOnlyByteBuffer());
      crc.update(key.asReadOnlyByteBuffer());
      long sum = crc.getValue();
      byte[] bytes = new byte[CHECKSUM_BYTES];
      for (int i = 0; i < CHECKSUM_BYTES; i++) {
        bytes[i] = (byte) (sum >> (Byte.SIZE * i));
      }
      return ByteString.copyFrom(bytes);
    }
  }

  /** Takes the page from the whole list; makes the keys of a few entries only. */
  static <T> Page<T> of(Wanted wanted, List<T> all, Function<T, String> key) {
    int from = 0;
    int to = all.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (wanted.isNew(key.apply(all.get(middle)))) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return of(wanted, all.subList(from, all.size()).stream(), key);
  }

  /**
   * Takes the page from a list of which a beginning may be left out that is on the pages before.
   * Takes no more entries from the stream than it needs.
   */
  static <T> Page<T> of(Wanted wanted, Stream<T> rest, Function<T, String> key) {
    List<T> some =
        rest.dropWhile(entry -> !wanted.isNew(key.apply(entry))).limit(wanted.size() + 1L).toList();
    if (some.size() <= wanted.size()) {
      return new Page<>(some, "");
    }
    List<T> entries = some.subList(0, wanted.size());
    return new Page<>(entries, wanted.token(key.apply(entries.getLast())));
  }

  /**
   * The same page, but with only as many entries as have a number of bytes, and at least one.
   *
   * @param bytes the greatest number of bytes of the entries after the first
   * @param length about how many bytes the message of an entry has
   */
  Page<T> upTo(long bytes, ToLongFunction<T> length, Wanted wanted, Function<T, String> key) {
    long sum = 0;
    for (int i = 0; i < entries.size(); i++) {
      sum += length.applyAsLong(entries.get(i));
      if (sum > bytes && i > 0) {
        return new Page<>(entries.subList(0, i), wanted.token(key.apply(entries.get(i - 1))));
      }
    }
    return this;
  }

  /** The place of a value among those of its type, for keys that sort as the values do. */
  static <E extends Enum<E>> int place(E value) {
    return List.of(value.getDeclaringClass().getEnumConstants()).indexOf(value);
  }
}

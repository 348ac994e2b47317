package org.ponkeeper.maintenance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.keyspace.BackupKeys;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Txn;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the lines of a backup: a {@link BackupHeader}, one {@code {"key": "...", "value":
 * "<base64>"}} for each key in key order, and a {@link BackupEnd}. A file from another program has
 * neither header nor end, and its keys may be in any order. The first invalid line is rejected with
 * its number; blank lines are skipped.
 */
final class BackupLines {

  /**
   * The maximum length of a line: the largest value in base64, a key of escapes only, and some
   * more.
   */
  private static final int MAX_LINE_BYTES = Txn.MAX_BYTES / 3 * 4 + 6 * Key.MAX_BYTES + 1000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  private final String name;
  private final InputStream in;
  private final BackupScope scopeWithoutHeader;

  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int filled;

  private int line;
  private boolean isAtFirst = true;
  private long entries;
  private Optional<Key> last = Optional.empty();
  private boolean isInOrder = true;
  private Optional<BackupHeader> header = Optional.empty();
  private Optional<BackupEnd> end = Optional.empty();

  /**
   * The lines of a file.
   *
   * @param name what errors call the file
   * @param in the file from its beginning; the caller closes it
   * @param scopeWithoutHeader the scope of a file without a header
   */
  BackupLines(String name, InputStream in, BackupScope scopeWithoutHeader) {
    this.name = name;
    this.in = in;
    this.scopeWithoutHeader = scopeWithoutHeader;
  }

  /** The header, if the file has one; available after the first read. */
  Optional<BackupHeader> header() {
    return header;
  }

  /** The last line; available after everything was read. */
  Optional<BackupEnd> end() {
    return end;
  }

  /** The number of the last line read, from 1. */
  int line() {
    return line;
  }

  /** Whether the keys so far were in ascending order. */
  boolean isInOrder() {
    return isInOrder;
  }

  /**
   * The next entry; empty at the end.
   *
   * @throws InvalidRequestException {@code FILE_INVALID} with the number of the line
   */
  Optional<BackupEntry> next() throws IOException {
    for (Optional<byte[]> text = nextLine(); text.isPresent(); text = nextLine()) {
      Optional<BackupEntry> entry = parse(text.get());
      if (entry.isPresent()) {
        check(entry.get());
        return entry;
      }
    }
    if (header.isPresent() && end.isEmpty()) {
      throw BackupFile.invalid(name, "it has a header but no end line: it was cut off")
          .with("lines", line);
    }
    return Optional.empty();
  }

  private void check(BackupEntry entry) {
    if (entry.length() > BackupEntry.MAX_BYTES) {
      throw broken(
          "key and value together have %s bytes; the maximum is %s"
              .formatted(entry.length(), BackupEntry.MAX_BYTES));
    }
    BackupScope scope = header.map(BackupHeader::scope).orElse(scopeWithoutHeader);
    if (scope.isOfTheMoment(entry.key())) {
      throw broken("a backup cannot contain this key, because it describes a temporary state")
          .with("key", entry.key());
    }
    if (scope.isUnfinishedRestore(entry)) {
      throw broken("the file was exported while a restore was not complete")
          .with("key", entry.key());
    }
    boolean follows = last.map(before -> before.compareTo(entry.key()) < 0).orElse(true);
    if (header.isPresent() && !follows) {
      throw broken("the keys are not in order, or a key is repeated").with("key", entry.key());
    }
    if (header.isPresent() && !scope.contains(entry.key())) {
      throw broken("the key is outside the paths and scope in the header").with("key", entry.key());
    }
    isInOrder &= follows;
    last = Optional.of(entry.key());
    entries++;
  }

  private Optional<byte[]> nextLine() throws IOException {
    if (!fill()) {
      return Optional.empty();
    }
    line++;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (fill()) {
      int end = at;
      while (end < filled && buffer[end] != '\n') {
        end++;
      }
      if (bytes.size() + end - at > MAX_LINE_BYTES) {
        throw broken("it has more than " + MAX_LINE_BYTES + " bytes");
      }
      bytes.write(buffer, at, end - at);
      boolean isWhole = end < filled;
      at = isWhole ? end + 1 : end;
      if (isWhole) {
        break;
      }
    }
    return Optional.of(bytes.toByteArray());
  }

  /** Whether there is a byte to read. */
  private boolean fill() throws IOException {
    if (at == filled) {
      at = 0;
      filled = Math.max(0, in.read(buffer));
    }
    return filled > 0;
  }

  /** Parses one line; empty if it is not an entry. */
  private Optional<BackupEntry> parse(byte[] text) {
    String key = null;
    String value = null;
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return Optional.empty();
      }
      if (end.isPresent()) {
        throw broken("there is text after the end line");
      }
      if (token != JsonToken.START_OBJECT) {
        throw broken("it is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = parser.currentName();
        if (field.equals(BackupHeader.NAME) || field.equals(BackupEnd.NAME)) {
          readOther(field, text);
          return Optional.empty();
        }
        boolean isText = parser.nextToken() == JsonToken.VALUE_STRING;
        if (isText && field.equals("key")) {
          key = parser.getString();
        } else if (isText && field.equals("value")) {
          value = parser.getString();
        } else if (field.equals("key") || field.equals("value")) {
          throw broken("\"" + field + "\" is not a string");
        } else {
          throw broken("it has a field \"" + field + "\", and may have \"key\" and \"value\"");
        }
      }
      if (parser.nextToken() != null) {
        throw broken("there is text after the JSON object");
      }
    } catch (JacksonException e) {
      throw broken("not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
    isAtFirst = false;
    return Optional.of(new BackupEntry(key(required("key", key)), value(required("value", value))));
  }

  /** Parses a header or an end. */
  private void readOther(String kind, byte[] text) {
    try {
      if (kind.equals(BackupHeader.NAME)) {
        if (!isAtFirst) {
          throw broken("a header is allowed only in the first line: these may be two files in one");
        }
        header = Optional.of(BackupHeader.parse(text));
      } else {
        if (header.isEmpty()) {
          throw broken("an end without a header: the beginning of the file is missing");
        }
        end = Optional.of(BackupEnd.parse(text));
        if (end.get().keys() != entries) {
          throw broken(
              "the end line says that there are %s keys, but there are %s"
                  .formatted(end.get().keys(), entries));
        }
        if (end.get().restoring()) {
          throw broken("the file was exported while a restore was not complete");
        }
      }
      isAtFirst = false;
    } catch (BackupHeader.MalformedException e) {
      throw broken(e.reason());
    }
  }

  private String required(String field, @Nullable String text) {
    if (text == null) {
      throw broken("\"" + field + "\" is missing");
    }
    return text;
  }

  private Key key(String text) {
    try {
      return BackupKeys.key(text);
    } catch (IllegalArgumentException e) {
      throw broken("\"key\" cannot be a key: " + e.getMessage());
    }
  }

  private Bytes value(String text) {
    try {
      return Bytes.wrap(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw broken("\"value\" is not base64: " + e.getMessage());
    }
  }

  private InvalidRequestException broken(String reason) {
    return BackupFile.invalid(name, reason).with("line", line);
  }
}

package org.ponkeeper.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.InvalidRequestException;
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
 * Reads JSON lines of {@code {"key": "...", "value": "<base64>"}}, and refuses the file as a whole
 * for the first line that is not one. Lines of white space alone are passed over.
 */
final class ImportFile {

  /** A line of the file. */
  record Entry(Key key, Bytes value) {
    int length() {
      return key.length() + value.length();
    }
  }

  /** The longest line: base64 of the longest value, a key all in escapes, and room for the rest. */
  private static final int MAX_LINE_BYTES = Txn.MAX_BYTES / 3 * 4 + 6 * Key.MAX_BYTES + 1000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  private final InputFile file;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<Key, Integer> lineOfKey = new HashMap<>();
  private int line;

  private ImportFile(InputFile file) {
    this.file = file;
  }

  /**
   * The lines of the file, in their order.
   *
   * @throws InvalidRequestException {@code FILE_INVALID} with the number of the line
   */
  static List<Entry> read(InputFile file) {
    ImportFile reading = new ImportFile(file);
    return file.read(in -> {
      reading.readLines(new BufferedInputStream(in, 1 << 16));
      return reading.entries;
    });
  }

  private void readLines(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0) {
      line++;
      bytes.reset();
      for (; next >= 0 && next != '\n'; next = in.read()) {
        if (bytes.size() == MAX_LINE_BYTES) {
          throw broken("it has more than " + MAX_LINE_BYTES + " bytes");
        }
        bytes.write(next);
      }
      add(bytes.toByteArray());
      next = next < 0 ? next : in.read();
    }
  }

  private void add(byte[] text) {
    Optional<Entry> parsed = parse(text);
    if (parsed.isEmpty()) {
      return;
    }
    Entry entry = parsed.get();
    if (entry.length() > Txn.MAX_BYTES) {
      throw broken(
          "key and value have %d bytes together, and may have %d"
              .formatted(entry.length(), Txn.MAX_BYTES));
    }
    Integer before = lineOfKey.putIfAbsent(entry.key(), line);
    if (before != null) {
      throw broken("the key stands in line " + before + " already").with("key", entry.key());
    }
    entries.add(entry);
  }

  /** Reads one line; nothing if it is of white space alone. */
  private Optional<Entry> parse(byte[] text) {
    String key = null;
    String value = null;
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return Optional.empty();
      }
      if (token != JsonToken.START_OBJECT) {
        throw broken("it is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        boolean isText = parser.nextToken() == JsonToken.VALUE_STRING;
        if (isText && name.equals("key")) {
          key = parser.getString();
        } else if (isText && name.equals("value")) {
          value = parser.getString();
        } else if (name.equals("key") || name.equals("value")) {
          throw broken("\"" + name + "\" is not a string");
        } else {
          throw broken("it has a field \"" + name + "\", and may have \"key\" and \"value\"");
        }
      }
      if (parser.nextToken() != null) {
        throw broken("something follows the JSON object");
      }
    } catch (JacksonException e) {
      throw broken("not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
    return Optional.of(new Entry(key(required("key", key)), value(required("value", value))));
  }

  private String required(String name, @Nullable String text) {
    if (text == null) {
      throw broken("\"" + name + "\" is missing");
    }
    return text;
  }

  private Key key(String text) {
    try {
      return new Key(text);
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
    return file.invalid(reason).with("line", line);
  }
}

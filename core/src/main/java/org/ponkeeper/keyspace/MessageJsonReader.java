package org.ponkeeper.keyspace;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.profile.Quoted;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads protobuf JSON into a message, and says of everything that it cannot take what it is and
 * where it stands.
 *
 * <p>Not protobuf's own reader, because that stops at the first fault, knows no places, and cannot
 * be told to take what the Go library took. Fields may have the kinds that templates have:
 * messages, strings, enums and unsigned 32 bits, single or repeated.
 */
final class MessageJsonReader {

  /** What to do about what some version of the Go library took and others refuse. */
  enum Manner {
    /** Take it, with a warning. */
    LENIENT,
    /** Refuse it. */
    STRICT
  }

  // Names come from others: a table of them could be made to degenerate.
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();

  private static final Pattern ADVICE =
      Pattern.compile("(: enable|, from) `[^`]*`( to allow)?|: maybe a .*");

  private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");

  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,60}");

  private final JsonParser parser;
  private final Manner manner;

  private MessageJsonReader(JsonParser parser, Manner manner) {
    this.parser = parser;
    this.manner = manner;
  }

  /**
   * Reads one JSON object into the message.
   *
   * @param text the JSON
   * @param manner what to do about doubtful input
   * @param message where the fields go; of use only if there are no complaints
   * @param notes where complaints and warnings go
   */
  static void read(String text, Manner manner, Message.Builder message, JsonNotes notes) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      try {
        new MessageJsonReader(parser, manner).readDocument(text, message, notes);
      } catch (JacksonException e) {
        // A broken limit, on nesting say, comes without its place.
        TokenStreamLocation at =
            e.getLocation() == null ? parser.currentLocation() : e.getLocation();
        notes.complain(at, "", syntax(e.getOriginalMessage()));
      }
    }
  }

  private void readDocument(String text, Message.Builder message, JsonNotes notes) {
    JsonToken token = parser.nextToken();
    if (token == null) {
      notes.complain(parser.currentLocation(), "", "the template is empty");
      return;
    }
    if (token != JsonToken.START_OBJECT) {
      notes.complain(here(), "", "the template must be an object, not " + kindOf(token));
      return;
    }
    readObject(message, "", notes);
    rest(text)
        .ifPresent(at -> {
          if (manner == Manner.LENIENT) {
            notes.warn(at, "", "text after the document, which does not count");
          } else {
            notes.complain(at, "", "text after the document");
          }
        });
  }

  /** Where something other than white space stands behind the document, if it does. */
  private Optional<TokenStreamLocation> rest(String text) {
    TokenStreamLocation end = parser.currentLocation();
    int line = end.getLineNr();
    int column = end.getColumnNr();
    for (int i = (int) end.getCharOffset(); i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '\n' -> {
          line++;
          column = 1;
        }
        case ' ', '\t', '\r' -> column++;
        default -> {
          return Optional.of(new TokenStreamLocation(end.contentReference(), i, line, column));
        }
      }
    }
    return Optional.empty();
  }

  /** Reads the members of the object that has begun, up to its end. */
  private void readObject(Message.Builder message, String path, JsonNotes notes) {
    Map<FieldDescriptor, Member> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      TokenStreamLocation at = here();
      parser.nextToken();
      Optional<FieldDescriptor> known = field(message, name);
      if (known.isEmpty()) {
        String shown = PLAIN_NAME.matcher(name).matches() ? name : Quoted.of(name);
        notes.complain(at, join(path, shown), "unknown key");
        parser.skipChildren();
        continue;
      }
      FieldDescriptor field = known.get();
      String fieldPath = join(path, field.getName());
      Member member = new Member(at, !name.equals(field.getName()), fieldPath);
      readMember(message, field, member);
      Member before = members.get(field);
      if (before == null) {
        members.put(field, member);
      } else if (manner == Manner.STRICT) {
        notes.complain(at, fieldPath, "given twice");
      } else {
        notes.warn(at, fieldPath, "given twice, and the last one counts");
        members.put(field, before.outlasts(member) ? before : member);
      }
    }
    fill(message, members, notes);
  }

  private static void fill(
      Message.Builder message, Map<FieldDescriptor, Member> members, JsonNotes notes) {
    Map<OneofDescriptor, FieldDescriptor> chosen = new HashMap<>();
    members.forEach((field, member) -> {
      notes.addAll(member.notes);
      OneofDescriptor oneof = field.getContainingOneof();
      if (oneof != null && member.given) {
        FieldDescriptor other = chosen.putIfAbsent(oneof, field);
        if (other != null) {
          notes.complain(
              member.at, member.path, "cannot be given together with " + other.getName());
        }
      }
      if (member.value != null) {
        message.setField(field, member.value);
      }
    });
  }

  private void readMember(Message.Builder message, FieldDescriptor field, Member member) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    member.given = true;
    if (!field.isRepeated()) {
      member.value = readValue(message, field, member.path, member.notes);
    } else if (token != JsonToken.START_ARRAY) {
      refuse(member.path, "a list", member.notes);
    } else {
      List<Object> values = new ArrayList<>();
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        Object value = readValue(message, field, member.path + "[" + i + "]", member.notes);
        if (value != null) {
          values.add(value);
        }
      }
      member.value = values;
    }
  }

  /** Reads the value that has begun, up to its end; null after a complaint. */
  private @Nullable Object readValue(
      Message.Builder message, FieldDescriptor field, String path, JsonNotes notes) {
    return switch (field.getJavaType()) {
      case MESSAGE -> readMessage(message.newBuilderForField(field), path, notes);
      case STRING -> readString(path, notes);
      case ENUM -> readEnum(field.getEnumType(), path, notes);
      case INT -> readUint32(path, notes);
      default -> throw new IllegalStateException("no template has a " + field.getType());
    };
  }

  private @Nullable Message readMessage(Message.Builder builder, String path, JsonNotes notes) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      refuse(path, "an object", notes);
      return null;
    }
    readObject(builder, path, notes);
    return builder.build();
  }

  private @Nullable String readString(String path, JsonNotes notes) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      refuse(path, "a string", notes);
      return null;
    }
    String text = parser.getString();
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      notes.complain(here(), path, "half of a surrogate pair in " + Quoted.of(text));
      return null;
    }
    return text;
  }

  private @Nullable EnumValueDescriptor readEnum(
      EnumDescriptor type, String path, JsonNotes notes) {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_STRING && !isNumber(token)) {
      refuse(path, "one of " + namesOf(type), notes);
      return null;
    }
    String text = parser.getString();
    EnumValueDescriptor value;
    if (token == JsonToken.VALUE_STRING) {
      value = type.findValueByName(text);
      text = Quoted.of(text);
    } else {
      Integer number = readUint32(path, notes);
      if (number == null) {
        return null;
      }
      value = type.findValueByNumber(number);
    }
    if (value == null) {
      notes.complain(here(), path, "no such value " + text + "; one of " + namesOf(type));
    }
    return value;
  }

  private @Nullable Integer readUint32(String path, JsonNotes notes) {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_STRING && !isNumber(token)) {
      refuse(path, "a number", notes);
      return null;
    }
    String text = parser.getString();
    Optional<JsonUint32> number = JsonUint32.of(text);
    if (number.isEmpty()) {
      String shown = token == JsonToken.VALUE_STRING ? Quoted.of(text) : shorten(text);
      notes.complain(
          here(), path, "must be a whole number of 0 to " + JsonUint32.LAST + ", not " + shown);
      return null;
    }
    if (!number.get().plain()) {
      String found = "a whole number written as " + shorten(text);
      if (manner == Manner.STRICT) {
        notes.complain(here(), path, found + "; write " + number.get().value());
        return null;
      }
      notes.warn(here(), path, found + ", which not every reader takes");
    }
    return (int) number.get().value();
  }

  /** Complains of the value that has begun, and passes over it. */
  private void refuse(String path, String expected, JsonNotes notes) {
    notes.complain(here(), path, "must be " + expected + ", not " + kindOf(parser.currentToken()));
    parser.skipChildren();
  }

  private TokenStreamLocation here() {
    return parser.currentTokenLocation();
  }

  private static Optional<FieldDescriptor> field(Message.Builder message, String name) {
    return message.getDescriptorForType().getFields().stream()
        .filter(field -> field.getName().equals(name) || field.getJsonName().equals(name))
        .findFirst();
  }

  private static boolean isNumber(JsonToken token) {
    return token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
  }

  private static String namesOf(EnumDescriptor type) {
    return type.getValues().stream()
        .map(EnumValueDescriptor::getName)
        .collect(Collectors.joining(", "));
  }

  private static String kindOf(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      default -> throw new IllegalStateException("no value begins with " + token);
    };
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String shorten(String number) {
    return number.length() <= Quoted.MOST_CHARACTERS
        ? number
        : number.substring(0, Quoted.MOST_CHARACTERS) + "…";
  }

  /** What the parser says, in one line, without its advice to programmers. */
  private static String syntax(String message) {
    if (message.startsWith("Unexpected end-of-input")) {
      return "the text ends before the document does";
    }
    String plain = ADVICE.matcher(message.lines().findFirst().orElse("")).replaceAll("");
    return "not JSON: " + UNPRINTABLE.matcher(plain).replaceAll("?");
  }

  /** A member of an object: where it stands, and what it says. */
  private static final class Member {
    private final TokenStreamLocation at;
    private final boolean camelCase;
    private final String path;
    private final JsonNotes notes = new JsonNotes();
    private boolean given;
    private @Nullable Object value;

    Member(TokenStreamLocation at, boolean camelCase, String path) {
      this.at = at;
      this.camelCase = camelCase;
      this.path = path;
    }

    /** Whether this member counts, not the later one: the Go library prefers the camelCase name. */
    boolean outlasts(Member later) {
      return camelCase && !later.camelCase;
    }
  }
}

package org.ponkeeper.keyspace;

import com.google.protobuf.Descriptors.Descriptor;
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
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.NearestName;
import org.ponkeeper.profile.Quoted;
import org.ponkeeper.profile.TemplateRule;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads protobuf JSON into a message, and reports everything that it cannot read, with its
 * position.
 *
 * <p>Protobuf's own reader stops at the first error, reports no positions, and cannot be configured
 * to accept what the Go library accepted. Supports the field types that templates have: messages,
 * strings, enums and unsigned 32-bit integers, single or repeated.
 */
public final class MessageJsonReader {

  /** The parser of a template's text. */
  // Names come from other programs, which could choose them to make a symbol table slow.
  public static final JsonFactory JSON =
      JsonFactory.builder().disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();

  /**
   * The maximum number of entries in a list. Each takes about a kilobyte of memory, and only four
   * bytes of text.
   */
  private static final int MOST_ENTRIES = 4096;

  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,60}");

  private final JsonParser parser;

  private MessageJsonReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads one JSON object into the message, as far as possible. A key or name that is clearly a
   * misspelling of a known one is read as that one, so that its value is checked too.
   *
   * @param text the JSON
   * @param message receives the fields
   * @param notes receives the diagnostics
   * @return whether the text was JSON to the end
   */
  static boolean read(String text, Message.Builder message, ParseDiagnostics notes) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      try {
        return new MessageJsonReader(parser).readDocument(text, message, notes);
      } catch (JacksonException e) {
        // An exceeded limit, for example of nesting, is reported without its position.
        TokenStreamLocation at =
            e.getLocation() == null ? parser.currentLocation() : e.getLocation();
        notes.complain(TemplateRule.NOT_JSON, at, "", JsonText.syntax(e.getOriginalMessage()));
        return false;
      }
    }
  }

  private boolean readDocument(String text, Message.Builder message, ParseDiagnostics notes) {
    JsonToken token = parser.nextToken();
    if (token == null) {
      notes.complain(
          TemplateRule.DOCUMENT_EMPTY, parser.currentLocation(), "", "the template is empty");
      return false;
    }
    notes.place("", here());
    if (token != JsonToken.START_OBJECT) {
      notes.complain(
          TemplateRule.VALUE_KIND,
          here(),
          "",
          "the template must be an object, not " + JsonText.kindOf(token));
      return false;
    }
    readObject(message, "", notes);
    rest(text)
        .ifPresent(at ->
            notes.complain(
                TemplateRule.TEXT_AFTER_DOCUMENT,
                at,
                "",
                "text after the document, which is ignored"));
    return true;
  }

  /** The position of the first character after the document that is not white space, if any. */
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

  /** Reads the members of the current object, up to its end. */
  private void readObject(Message.Builder message, String path, ParseDiagnostics notes) {
    Map<FieldDescriptor, Member> members = new LinkedHashMap<>();
    Map<FieldDescriptor, Member> guesses = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      TokenStreamLocation at = here();
      parser.nextToken();
      Optional<FieldDescriptor> known = field(message, name);
      FieldDescriptor field =
          known.or(() -> complainOfKey(message, path, name, at, notes)).orElse(null);
      if (field == null) {
        parser.skipChildren();
        continue;
      }
      Member member = new Member(at, !name.equals(field.getName()), join(path, field.getName()));
      readMember(message, field, member);
      if (known.isEmpty()) {
        guesses.putIfAbsent(field, member);
      } else {
        keep(field, member, members, notes);
      }
    }
    guesses.forEach((field, member) -> {
      if (!member.notes.isUnread(member.path)) {
        members.putIfAbsent(field, member);
      }
    });
    fill(message, members, notes);
  }

  private static void keep(
      FieldDescriptor field,
      Member member,
      Map<FieldDescriptor, Member> members,
      ParseDiagnostics notes) {
    Member before = members.get(field);
    if (before != null) {
      notes.complain(
          TemplateRule.KEY_TWICE, member.at, member.path, "given twice; the last one is used");
    }
    members.put(field, before != null && before.outlasts(member) ? before : member);
  }

  /** Reports a key that the message does not have; returns the field that was clearly meant. */
  private static Optional<FieldDescriptor> complainOfKey(
      Message.Builder message,
      String path,
      String name,
      TokenStreamLocation at,
      ParseDiagnostics notes) {
    String shown = PLAIN_NAME.matcher(name).matches() ? name : Quoted.of(name);
    Optional<String> advice = FieldHints.of(message.getDescriptorForType(), name);
    Optional<FieldDescriptor> nearest =
        advice.isPresent()
            ? Optional.empty()
            : NearestName.of(name, namesOf(message)).flatMap(near -> field(message, near));
    String hint =
        nearest
            .map(field -> "; did you mean " + field.getName() + "?")
            .or(() -> advice)
            .orElseGet(() -> FieldHints.listed(message.getDescriptorForType(), name));
    notes.complain(TemplateRule.KEY_UNKNOWN, at, join(path, shown), "unknown key" + hint);
    return nearest;
  }

  private static void fill(
      Message.Builder message, Map<FieldDescriptor, Member> members, ParseDiagnostics notes) {
    Map<OneofDescriptor, FieldDescriptor> chosen = new HashMap<>();
    members.forEach((field, member) -> {
      notes.addAll(member.notes);
      notes.place(member.path, member.at);
      OneofDescriptor oneof = field.getContainingOneof();
      if (oneof != null && member.given) {
        FieldDescriptor other = chosen.putIfAbsent(oneof, field);
        if (other != null) {
          notes.complain(
              TemplateRule.CHOICE_TWICE,
              member.at,
              member.path,
              "cannot be given together with " + other.getName());
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
      member.value = readList(message, field, member);
    }
  }

  /** Reads the current list, up to its end; null after a diagnostic. */
  private @Nullable List<Object> readList(
      Message.Builder message, FieldDescriptor field, Member member) {
    List<Object> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (values.size() == MOST_ENTRIES) {
        member.notes.refuse(
            TemplateRule.TOO_MANY_ENTRIES,
            member.at,
            member.path,
            "may have at most " + MOST_ENTRIES + " entries");
        skipToEndOfList();
        return null;
      }
      String path = member.path + "[" + values.size() + "]";
      member.notes.place(path, here());
      Object value = readValue(message, field, path, member.notes);
      // An unreadable entry keeps its place, so that the indexes of the others do not change.
      values.add(value == null ? message.newBuilderForField(field).build() : value);
    }
    return values;
  }

  private void skipToEndOfList() {
    do {
      parser.skipChildren();
    } while (parser.nextToken() != JsonToken.END_ARRAY);
  }

  /** Reads the current value, up to its end; null after a diagnostic. */
  private @Nullable Object readValue(
      Message.Builder message, FieldDescriptor field, String path, ParseDiagnostics notes) {
    return switch (field.getJavaType()) {
      case MESSAGE -> readMessage(message.newBuilderForField(field), path, notes);
      case STRING -> readString(path, notes);
      case ENUM -> readEnum(field.getEnumType(), path, notes);
      case INT -> readUint32(path, notes);
      default -> throw new IllegalStateException("no template has a " + field.getType());
    };
  }

  private @Nullable Message readMessage(
      Message.Builder builder, String path, ParseDiagnostics notes) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      refuse(path, "an object", notes);
      return null;
    }
    readObject(builder, path, notes);
    return builder.build();
  }

  private @Nullable String readString(String path, ParseDiagnostics notes) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      refuse(path, "a string", JsonText.asString(parser.currentToken()), notes);
      return null;
    }
    String text = parser.getString();
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      notes.refuse(
          TemplateRule.TEXT_MALFORMED,
          here(),
          path,
          "half of a surrogate pair in " + Quoted.of(text));
      return null;
    }
    return text;
  }

  private @Nullable EnumValueDescriptor readEnum(
      EnumDescriptor type, String path, ParseDiagnostics notes) {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_STRING && !isNumber(token)) {
      refuse(path, "one of " + String.join(", ", namesOf(type)), notes);
      return null;
    }
    String text = parser.getString();
    EnumValueDescriptor value;
    if (token == JsonToken.VALUE_STRING) {
      value = type.findValueByName(text);
    } else {
      Integer number = readUint32(path, notes);
      if (number == null) {
        return null;
      }
      value = type.findValueByNumber(number);
    }
    return value == null ? complainOfName(type, path, text, notes) : value;
  }

  /** Reports a name that the enum does not have; returns the value that was clearly meant. */
  private @Nullable EnumValueDescriptor complainOfName(
      EnumDescriptor type, String path, String text, ParseDiagnostics notes) {
    boolean number = isNumber(parser.currentToken());
    List<String> names = namesOf(type);
    Optional<String> nearest =
        number
            ? Optional.empty()
            : NearestName.same(text, names).or(() -> NearestName.of(text, names));
    String detail =
        "no such value %s; %sone of %s"
            .formatted(
                number ? text : Quoted.of(text),
                nearest.map(name -> "did you mean " + name + "? It is ").orElse(""),
                String.join(", ", names));
    if (nearest.isEmpty()) {
      notes.refuse(TemplateRule.ENUM_UNKNOWN, here(), path, detail);
      return null;
    }
    notes.complain(TemplateRule.ENUM_UNKNOWN, here(), path, detail);
    return type.findValueByName(nearest.get());
  }

  private @Nullable Integer readUint32(String path, ParseDiagnostics notes) {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_STRING && !isNumber(token)) {
      refuse(path, "a number", notes);
      return null;
    }
    String text = parser.getString();
    Optional<JsonUint32> number = JsonUint32.of(text);
    if (number.isEmpty()) {
      String shown = token == JsonToken.VALUE_STRING ? Quoted.of(text) : JsonText.shorten(text);
      notes.refuse(
          TemplateRule.NUMBER_RANGE,
          here(),
          path,
          "must be a whole number of 0 to " + JsonUint32.LAST + ", not " + shown);
      return null;
    }
    if (!number.get().plain()) {
      notes.complain(
          TemplateRule.NUMBER_NOT_PLAIN,
          here(),
          path,
          "a whole number written as %s; write %s"
              .formatted(JsonText.shorten(text), number.get().value()));
    }
    return (int) number.get().value();
  }

  private void refuse(String path, String expected, ParseDiagnostics notes) {
    refuse(path, expected, "", notes);
  }

  /** Reports the current value, and skips it. */
  private void refuse(String path, String expected, String advice, ParseDiagnostics notes) {
    notes.refuse(
        TemplateRule.VALUE_KIND,
        here(),
        path,
        "must be %s, not %s%s".formatted(expected, JsonText.kindOf(parser.currentToken()), advice));
    parser.skipChildren();
  }

  private TokenStreamLocation here() {
    return parser.currentTokenLocation();
  }

  private static Optional<FieldDescriptor> field(Message.Builder message, String name) {
    return field(message.getDescriptorForType(), name);
  }

  /** The field with that name, original or camelCase. */
  public static Optional<FieldDescriptor> field(Descriptor message, String name) {
    return message.getFields().stream()
        .filter(field -> field.getName().equals(name) || field.getJsonName().equals(name))
        .findFirst();
  }

  private static boolean isNumber(JsonToken token) {
    return token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
  }

  private static List<String> namesOf(EnumDescriptor type) {
    return type.getValues().stream().map(EnumValueDescriptor::getName).toList();
  }

  private static List<String> namesOf(Message.Builder message) {
    return message.getDescriptorForType().getFields().stream()
        .map(FieldDescriptor::getName)
        .toList();
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** A member of an object: its position and its value. */
  private static final class Member {
    private final TokenStreamLocation at;
    private final boolean camelCase;
    private final String path;
    private final ParseDiagnostics notes = new ParseDiagnostics();
    private boolean given;
    private @Nullable Object value;

    Member(TokenStreamLocation at, boolean camelCase, String path) {
      this.at = at;
      this.camelCase = camelCase;
      this.path = path;
    }

    /**
     * Whether this member is used instead of the later one: the Go library prefers the camelCase
     * name.
     */
    boolean outlasts(Member later) {
      return camelCase && !later.camelCase;
    }
  }
}

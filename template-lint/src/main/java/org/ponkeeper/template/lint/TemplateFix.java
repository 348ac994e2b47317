package org.ponkeeper.template.lint;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.error.NearestName;
import org.ponkeeper.keyspace.FieldHints;
import org.ponkeeper.keyspace.JsonUint32;
import org.ponkeeper.keyspace.MessageJsonReader;
import org.ponkeeper.keyspace.TemplateCodec;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.Quoted;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.wire.ProfileMessages;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;

/**
 * Fixes what is unambiguous in a template's text, and changes nothing else: names of enums with
 * another case or without their prefix, whole numbers like {@code 1.0}, {@code
 * epon_attribute.package_type}, and keys of the template itself that are clearly comments. VOLTHA's
 * library rejects a template with any of these, so a fix changes no meaning.
 */
final class TemplateFix {

  private static final String PACKAGE_TYPE = "package_type";

  private final JsonParser parser;
  private final String text;
  private final List<Edit> edits = new ArrayList<>();
  private final List<Span> top = new ArrayList<>();

  private TemplateFix(JsonParser parser, String text) {
    this.parser = parser;
    this.text = text;
  }

  /** Fixes a text. Text that is not JSON is not changed. Never throws, whatever the bytes. */
  static TemplateLint.Mended of(Technology technology, Bytes document) {
    Optional<String> text = TemplateCodec.text(document);
    if (text.isEmpty()) {
      return new TemplateLint.Mended(document, List.of());
    }
    List<Edit> edits = find(technology, text.get());
    if (edits.isEmpty()) {
      return new TemplateLint.Mended(document, List.of());
    }
    edits.sort(Comparator.comparingInt(Edit::start));
    StringBuilder mended = new StringBuilder();
    int from = 0;
    for (Edit edit : edits) {
      mended.append(text.get(), from, edit.start()).append(edit.replacement());
      from = edit.end();
    }
    mended.append(text.get(), from, text.get().length());
    return new TemplateLint.Mended(
        Bytes.utf8(mended.toString()), edits.stream().map(Edit::what).toList());
  }

  private static List<Edit> find(Technology technology, String text) {
    try (JsonParser parser = MessageJsonReader.JSON.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return List.of();
      }
      TemplateFix fix = new TemplateFix(parser, text);
      fix.readObject(ProfileMessages.emptyOf(technology).getDescriptorForType(), "");
      fix.removeComments();
      return fix.edits;
    } catch (JacksonException e) {
      return List.of();
    }
  }

  /** Replaces the text from start, inclusive, to end, exclusive. */
  private record Edit(int start, int end, String replacement, String what) {}

  /** A member of the template itself, from its key to the end of its value. */
  private record Span(int start, int end, String key, boolean comment, String at) {}

  private void readObject(Descriptor type, String path) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      TokenStreamLocation at = parser.currentTokenLocation();
      int start = (int) at.getCharOffset();
      JsonToken token = parser.nextToken();
      Optional<FieldDescriptor> field = MessageJsonReader.field(type, key);
      if (field.isPresent()) {
        readMember(field.get(), path.isEmpty() ? key : path + "." + key);
      } else if (path.isEmpty() && token == JsonToken.START_OBJECT && isEponAttribute(type, key)) {
        lift(start, at);
      } else {
        pass();
      }
      if (path.isEmpty()) {
        boolean comment = field.isEmpty() && FieldHints.isComment(type, key);
        top.add(new Span(start, here(), key, comment, place(at)));
      }
    }
  }

  private void readMember(FieldDescriptor field, String path) {
    if (!field.isRepeated()) {
      readValue(field, path);
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        readValue(field, path + "[" + i + "]");
      }
    } else {
      pass();
    }
  }

  private void readValue(FieldDescriptor field, String path) {
    boolean scalar = parser.currentToken().isScalarValue();
    boolean object = parser.currentToken() == JsonToken.START_OBJECT;
    FieldDescriptor.JavaType type = field.getJavaType();
    if (object && type == FieldDescriptor.JavaType.MESSAGE) {
      readObject(field.getMessageType(), path);
    } else if (scalar && type == FieldDescriptor.JavaType.ENUM) {
      mendName(field, path);
    } else if (scalar && type == FieldDescriptor.JavaType.INT) {
      mendNumber(path);
    } else {
      pass();
    }
  }

  private void mendName(FieldDescriptor field, String path) {
    String name = parser.getString();
    if (parser.currentToken() != JsonToken.VALUE_STRING
        || field.getEnumType().findValueByName(name) != null) {
      return;
    }
    List<String> known =
        field.getEnumType().getValues().stream().map(EnumValueDescriptor::getName).toList();
    NearestName.same(name, known)
        .ifPresent(right ->
            replaceToken("\"" + right + "\"", path + ": " + Quoted.of(name) + " became " + right));
  }

  private void mendNumber(String path) {
    String number = parser.getString();
    boolean quoted = parser.currentToken() == JsonToken.VALUE_STRING;
    JsonUint32.of(number)
        .filter(read -> !read.plain())
        .ifPresent(read -> {
          String plain = Long.toString(read.value());
          replaceToken(
              quoted ? "\"" + plain + "\"" : plain, path + ": " + number + " became " + plain);
        });
  }

  private void replaceToken(String replacement, String what) {
    TokenStreamLocation at = parser.currentTokenLocation();
    edits.add(new Edit((int) at.getCharOffset(), here(), replacement, place(at) + ": " + what));
  }

  private static boolean isEponAttribute(Descriptor type, String key) {
    return key.equals(FieldHints.EPON_ATTRIBUTE)
        && MessageJsonReader.field(type, PACKAGE_TYPE).isPresent();
  }

  /** Reads the current object; if it contains nothing but the package type, unwraps it. */
  private void lift(int start, TokenStreamLocation at) {
    int members = 0;
    int from = 0;
    int to = 0;
    boolean liftable = true;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      members++;
      from = (int) parser.currentTokenLocation().getCharOffset();
      boolean named = parser.currentName().equals(PACKAGE_TYPE);
      boolean string = parser.nextToken() == JsonToken.VALUE_STRING;
      liftable &= named && string;
      pass();
      to = here();
    }
    if (members == 1 && liftable && !isPackageTypeThere()) {
      edits.add(
          new Edit(
              start,
              here(),
              text.substring(from, to),
              place(at) + ": epon_attribute.package_type became package_type"));
    }
  }

  private boolean isPackageTypeThere() {
    return top.stream()
        .map(Span::key)
        .anyMatch(key -> key.equals(PACKAGE_TYPE) || key.equals(FieldHints.EPON_ATTRIBUTE));
  }

  /**
   * Removes the comments, each with one comma: after a remaining member, from the end of that
   * member; otherwise up to the beginning of the next member.
   */
  private void removeComments() {
    boolean keptBefore = false;
    for (int i = 0; i < top.size(); i++) {
      Span span = top.get(i);
      if (!span.comment()) {
        keptBefore = true;
        continue;
      }
      int start = keptBefore ? top.get(i - 1).end() : span.start();
      boolean last = i == top.size() - 1;
      int end = keptBefore || last ? span.end() : top.get(i + 1).start();
      edits.add(new Edit(start, end, "", span.at() + ": " + Quoted.of(span.key()) + " removed"));
    }
  }

  /** Skips the current value. */
  private void pass() {
    parser.skipChildren();
    if (parser.currentToken().isScalarValue()) {
      // Reads the token to its end, which the parser would do lazily.
      parser.getString();
    }
  }

  private int here() {
    return (int) parser.currentLocation().getCharOffset();
  }

  private static String place(TokenStreamLocation at) {
    return "line %s, column %s".formatted(at.getLineNr(), at.getColumnNr());
  }
}

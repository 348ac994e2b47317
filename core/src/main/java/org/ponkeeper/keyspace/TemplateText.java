package org.ponkeeper.keyspace;

import com.google.protobuf.Message;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.Diagnostic;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.TemplateRule;
import org.ponkeeper.profile.TextPosition;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.wire.ProfileMessages;

/**
 * A template, parsed as far as possible.
 *
 * @param profile the readable part; empty if the bytes are not a JSON object. Lacks the fields that
 *     the notes report as unreadable
 * @param notes the problems of the text, and the positions of its fields
 */
record TemplateText(Optional<TechProfile> profile, ParseDiagnostics notes) {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** Parses the bytes. Never throws, whatever they are. */
  static TemplateText read(Technology technology, Bytes bytes) {
    ParseDiagnostics notes = new ParseDiagnostics();
    Optional<String> text = decode(bytes, notes);
    Message.Builder message = ProfileMessages.emptyOf(technology).newBuilderForType();
    if (text.isEmpty() || !MessageJsonReader.read(text.get(), message, notes)) {
      return new TemplateText(Optional.empty(), notes);
    }
    return new TemplateText(
        Optional.of(ProfileMessages.profileOf(technology, message.build())), notes);
  }

  /** The bytes as text, if they are valid. */
  static Optional<String> decode(Bytes bytes) {
    return decode(bytes, new ParseDiagnostics());
  }

  private static Optional<String> decode(Bytes bytes, ParseDiagnostics notes) {
    if (bytes.length() > TemplateCodec.MAX_TEMPLATE_BYTES) {
      complain(
          notes,
          TemplateRule.DOCUMENT_TOO_LARGE,
          "the template has %s bytes; the maximum is %s"
              .formatted(bytes.length(), TemplateCodec.MAX_TEMPLATE_BYTES));
      return Optional.empty();
    }
    if (bytes.length() == 0) {
      complain(notes, TemplateRule.DOCUMENT_EMPTY, "the template is empty");
      return Optional.empty();
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes.toByteBuffer()).toString();
      if (text.charAt(0) != BYTE_ORDER_MARK) {
        return Optional.of(text);
      }
      complain(notes, TemplateRule.BYTE_ORDER_MARK, "the template begins with a byte order mark");
    } catch (CharacterCodingException e) {
      notes.complain(badText(bytes));
    }
    return Optional.empty();
  }

  private static void complain(ParseDiagnostics notes, TemplateRule rule, String detail) {
    notes.complain(Diagnostic.of(rule, "", detail).at(TextPosition.START));
  }

  /** The position of the first byte that is not UTF-8. */
  private static Diagnostic badText(Bytes bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = bytes.toByteBuffer();
    CharBuffer out = CharBuffer.allocate(bytes.length());
    CoderResult result = decoder.decode(in, out, true);
    if (!result.isError()) {
      throw new IllegalStateException("the bytes are UTF-8");
    }
    String before = out.flip().toString();
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int column = before.length() - before.lastIndexOf('\n');
    return Diagnostic.of(
            TemplateRule.NOT_UTF8,
            "",
            "the template is not UTF-8, from its byte " + (in.position() + 1))
        .at(new TextPosition(line, column));
  }
}

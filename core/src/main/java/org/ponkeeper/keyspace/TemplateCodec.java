package org.ponkeeper.keyspace;

import com.google.protobuf.Message;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.keyspace.TemplateReading.Read;
import org.ponkeeper.keyspace.TemplateReading.Unreadable;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.wire.ProfileMessages;

/** Templates as JSON: protobuf JSON with the original field names. */
public final class TemplateCodec {

  /** The most bytes of a template: 1 MiB, included. */
  public static final int MAX_TEMPLATE_BYTES = 1 << 20;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private TemplateCodec() {}

  /**
   * Reads a template that a store holds. What some version of VOLTHA's Go library took is taken,
   * with a warning: keys given twice (the last one counts), text after the document, and whole
   * numbers written like {@code 1.0}.
   *
   * <p>Never throws, whatever the bytes.
   */
  public static TemplateReading readStored(Technology technology, Bytes bytes) {
    return read(technology, bytes, MessageJsonReader.Manner.LENIENT);
  }

  /**
   * Reads a template that somebody hands in: nothing is taken that {@link #readStored} would warn
   * of.
   *
   * <p>Never throws, whatever the bytes.
   */
  public static TemplateReading readStrict(Technology technology, Bytes bytes) {
    return read(technology, bytes, MessageJsonReader.Manner.STRICT);
  }

  private static TemplateReading read(
      Technology technology, Bytes bytes, MessageJsonReader.Manner manner) {
    if (bytes.length() > MAX_TEMPLATE_BYTES) {
      return unreadable(
          "the template has %d bytes, and may have %d"
              .formatted(bytes.length(), MAX_TEMPLATE_BYTES));
    }
    if (bytes.length() == 0) {
      return unreadable("the template is empty");
    }
    Optional<String> text = decode(bytes);
    if (text.isEmpty()) {
      return unreadable("the template is not UTF-8, from its byte " + firstBadByte(bytes));
    }
    if (text.get().charAt(0) == BYTE_ORDER_MARK) {
      return unreadable("line 1, column 1: the template begins with a byte order mark");
    }
    JsonNotes notes = new JsonNotes();
    Message.Builder message = ProfileMessages.emptyOf(technology).newBuilderForType();
    MessageJsonReader.read(text.get(), manner, message, notes);
    if (notes.hasComplaints()) {
      return new Unreadable(notes.complaints());
    }
    return new Read(ProfileMessages.profileOf(technology, message.build()), notes.warnings());
  }

  private static Unreadable unreadable(String complaint) {
    return new Unreadable(List.of(complaint));
  }

  private static Optional<String> decode(Bytes bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(bytes.toByteBuffer()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The first byte that is not UTF-8, counted from 1. */
  private static int firstBadByte(Bytes bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = bytes.toByteBuffer();
    CharBuffer out = CharBuffer.allocate(bytes.length());
    CoderResult result = decoder.decode(in, out, true);
    if (!result.isError()) {
      throw new IllegalStateException("the bytes are UTF-8");
    }
    return in.position() + 1;
  }
}

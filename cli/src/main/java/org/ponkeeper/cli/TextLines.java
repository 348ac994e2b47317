package org.ponkeeper.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a text line by line: UTF-8 with or without a byte order mark, line ends LF or CRLF. Holds
 * one line in memory.
 */
final class TextLines {

  /** The maximum length of a line. */
  static final int MAX_BYTES = 1 << 20;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int filled;
  private int number;

  /** The lines of an input; the caller closes it. */
  TextLines(InputStream in) {
    this.in = in;
  }

  /**
   * A line.
   *
   * @param number from 1
   * @param text without its end; if there is a problem, only what was before it
   * @param problem why it cannot be read
   */
  record Line(int number, String text, Optional<InputProblem> problem) {
    boolean isBlank() {
      return problem.isEmpty() && text.isBlank();
    }
  }

  /** The next line; empty at the end. */
  Optional<Line> next() throws IOException {
    if (!fill()) {
      return Optional.empty();
    }
    number++;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean tooLong = false;
    boolean isWhole = false;
    while (!isWhole && fill()) {
      int end = at;
      while (end < filled && buffer[end] != '\n') {
        end++;
      }
      tooLong |= bytes.size() + end - at > MAX_BYTES;
      if (!tooLong) {
        bytes.write(buffer, at, end - at);
      }
      isWhole = end < filled;
      at = isWhole ? end + 1 : end;
    }
    return Optional.of(
        tooLong ? broken("", "the line has more than " + MAX_BYTES + " bytes") : decode(bytes));
  }

  private Line decode(ByteArrayOutputStream bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer chars = CharBuffer.allocate(bytes.size());
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes.toByteArray()), chars, true);
    String text = chars.flip().toString();
    if (number == 1 && text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(1);
    }
    if (result.isError()) {
      return broken(text, "a byte that is not UTF-8");
    }
    return new Line(
        number,
        text.endsWith("\r") ? text.substring(0, text.length() - 1) : text,
        Optional.empty());
  }

  private Line broken(String before, String reason) {
    return new Line(
        number, before, Optional.of(new InputProblem(number, before.length() + 1, reason)));
  }

  /** Whether there is a byte to read. */
  private boolean fill() throws IOException {
    if (at == filled) {
      at = 0;
      filled = Math.max(0, in.read(buffer));
    }
    return filled > 0;
  }
}

package org.ponkeeper.store;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An immutable sequence of bytes. Thread-safe. */
public final class Bytes {

  private static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** No bytes. */
  public static Bytes empty() {
    return EMPTY;
  }

  /** A copy of the array. */
  public static Bytes copyOf(byte[] array) {
    return new Bytes(array.clone());
  }

  /** Wraps the array without copying it. The caller must not change the array afterwards. */
  public static Bytes wrap(byte[] array) {
    return new Bytes(array);
  }

  /** The text as UTF-8. */
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The number of bytes. */
  public int length() {
    return array.length;
  }

  /** Whether these bytes contain the others, without a gap; they always contain no bytes. */
  public boolean contains(Bytes part) {
    int length = part.array.length;
    for (int from = 0; from + length <= array.length; from++) {
      if (Arrays.equals(array, from, from + length, part.array, 0, length)) {
        return true;
      }
    }
    return false;
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return array.clone();
  }

  /** A read-only view of the bytes, without a copy. */
  public ByteBuffer toByteBuffer() {
    return ByteBuffer.wrap(array).asReadOnlyBuffer();
  }

  /** A stream over the bytes, without a copy. */
  public InputStream toInputStream() {
    return new ByteArrayInputStream(array);
  }

  /** The bytes decoded as UTF-8; malformed input becomes U+FFFD. */
  public String toUtf8() {
    return new String(array, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /** The number of bytes; never the bytes themselves. */
  @Override
  public String toString() {
    return array.length + " bytes";
  }
}

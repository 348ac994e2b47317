package org.ponkeeper.store;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that do not change. Thread-safe. */
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

  /** The array itself, not a copy: the caller gives it away and must not change it any more. */
  public static Bytes wrap(byte[] array) {
    return new Bytes(array);
  }

  /** The text as UTF-8. */
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** How many bytes there are. */
  public int length() {
    return array.length;
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return array.clone();
  }

  /** The bytes to read, without a copy. */
  public ByteBuffer toByteBuffer() {
    return ByteBuffer.wrap(array).asReadOnlyBuffer();
  }

  /** The bytes to read, without a copy. */
  public InputStream toInputStream() {
    return new ByteArrayInputStream(array);
  }

  /** The bytes read as UTF-8; what is not UTF-8 becomes U+FFFD. */
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

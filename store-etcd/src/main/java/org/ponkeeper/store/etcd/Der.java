package org.ponkeeper.store.etcd;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/** The part of DER (X.690) that is needed to convert the format of a private key. */
final class Der {

  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int SEQUENCE = 0x30;

  private Der() {}

  /** An element with this tag and these contents. */
  static byte[] element(int tag, byte[]... contents) {
    int length = Arrays.stream(contents).mapToInt(content -> content.length).sum();
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    if (length < 0x80) {
      element.write(length);
    } else {
      int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
      element.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        element.write(length >> (8 * i));
      }
    }
    for (byte[] content : contents) {
      element.writeBytes(content);
    }
    return element.toByteArray();
  }

  /**
   * The content of the first element with that tag; empty if there is none, or if the bytes are not
   * DER.
   */
  static Optional<byte[]> find(byte[] elements, int tag) {
    int at = 0;
    while (at + 2 <= elements.length) {
      int found = elements[at++] & 0xff;
      int length = elements[at++] & 0xff;
      if (length >= 0x80) {
        int bytes = length & 0x7f;
        if (bytes == 0 || bytes > 3 || at + bytes > elements.length) {
          return Optional.empty();
        }
        length = 0;
        for (int i = 0; i < bytes; i++) {
          length = (length << 8) | (elements[at++] & 0xff);
        }
      }
      if (length > elements.length - at) {
        return Optional.empty();
      }
      if (found == tag) {
        return Optional.of(Arrays.copyOfRange(elements, at, at + length));
      }
      at += length;
    }
    return Optional.empty();
  }
}

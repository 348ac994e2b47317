package org.ponkeeper.server.http;

import com.linecorp.armeria.common.HttpData;
import java.nio.ByteBuffer;
import org.ponkeeper.server.error.ApiErrors;
import org.ponkeeper.server.error.RequestException;

/** Refuses a body that is not one message of gRPC: a flag, the length, and as many bytes. */
final class GrpcBody {

  private static final int PREFIX = 5;

  private GrpcBody() {}

  /**
   * Checks a body.
   *
   * @throws RequestException {@code REQUEST_INVALID}
   */
  static void check(HttpData body) {
    if (body.length() < PREFIX) {
      throw ApiErrors.malformed("there is no message");
    }
    ByteBuffer bytes = ByteBuffer.wrap(body.array());
    int flag = bytes.get();
    int length = bytes.getInt();
    if (flag != 0 && flag != 1) {
      throw ApiErrors.malformed("the message has an unknown flag");
    }
    if (length != bytes.remaining()) {
      throw ApiErrors.malformed(
          "the length of the message is "
              + Integer.toUnsignedString(length)
              + ", and there are "
              + bytes.remaining()
              + " bytes");
    }
  }
}

package org.ponkeeper.server.http;

import com.linecorp.armeria.common.HttpData;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.ponkeeper.server.error.ApiErrors;
import org.ponkeeper.server.error.RequestException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Refuses JSON of which two readers may think differently: other bytes than UTF-8, a key that
 * stands twice in an object, more than one value.
 */
final class JsonBody {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private JsonBody() {}

  /**
   * Checks a body; an empty one is none.
   *
   * @throws RequestException {@code REQUEST_INVALID}
   */
  static void check(HttpData body) {
    String text = decode(body.array());
    if (text.isBlank()) {
      return;
    }
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw ApiErrors.malformed("there is something after the JSON value");
      }
    } catch (JacksonException e) {
      throw ApiErrors.malformed(e.getOriginalMessage());
    }
  }

  private static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw ApiErrors.malformed("it is not UTF-8");
    }
  }
}

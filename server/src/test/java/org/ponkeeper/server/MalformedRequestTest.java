package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.store.MemoryStore;

/** What is not a request is refused as such, changes nothing, and others are served. */
@Timeout(120)
class MalformedRequestTest {

  private static final String REGISTER = "ponkeeper.v1.OltService/RegisterOlt";
  private static final TestServer SERVER =
      new TestServer(new MemoryStore(), Map.of(Setting.LIMITS_MESSAGE_BYTES, "1048576"));
  private static final ClientFactory CLIENTS = ClientFactory.builder().build();

  private static Bystander other;

  @BeforeAll
  static void start() throws Exception {
    other = new Bystander(port());
  }

  @AfterAll
  static void stop() throws Exception {
    CLIENTS.close();
    try {
      other.close();
    } finally {
      SERVER.close();
    }
  }

  private static int port() {
    return SERVER.uri("").getPort();
  }

  private static AggregatedHttpResponse send(String protocol, HttpRequest request) {
    return WebClient.builder(protocol + "://127.0.0.1:" + port())
        .factory(CLIENTS)
        .build()
        .execute(request)
        .aggregate()
        .join();
  }

  private static void assertThatNothingHappened() throws Exception {
    assertThat(SERVER.ponkeeper().olts().list()).isEmpty();
    other.awaitAnswer();
  }

  static Stream<Arguments> json() {
    byte[] notUtf8 = "{\"model\": \"x?\"}".getBytes(StandardCharsets.US_ASCII);
    notUtf8[notUtf8.length - 3] = (byte) 0xff;
    return Stream.of(
        Arguments.of("truncated", bytes("{\"validate_only\": tr")),
        Arguments.of("truncated in a string", bytes("{\"registration\": {\"model\": \"x")),
        Arguments.of("an array", bytes("[]")),
        Arguments.of("a number", bytes("1")),
        Arguments.of("two objects", bytes("{} {}")),
        Arguments.of("100,000 arrays", bytes("[".repeat(100_000) + "]".repeat(100_000))),
        Arguments.of(
            "100,000 arrays in a field",
            bytes("{\"validate_only\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}")),
        Arguments.of(
            "100,000 objects in an unknown field",
            bytes("{\"x\":".repeat(100_000) + "1" + "}".repeat(100_000))),
        Arguments.of("a huge exponent", bytes("{\"validate_only\": 1e999999999}")),
        Arguments.of(
            "a number of 100,000 digits", bytes("{\"work\": " + "9".repeat(100_000) + "}")),
        Arguments.of("not UTF-8", notUtf8),
        Arguments.of("a key twice", bytes("{\"validate_only\": true, \"validate_only\": false}")),
        Arguments.of("zero bytes", new byte[1000]));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("json")
  void jsonThatIsNoRequest(String what, byte[] body) throws Exception {
    // One method that answers once, and one that answers with a stream.
    for (String verb : new String[] {"register", "migrate"}) {
      for (String protocol : new String[] {"h1c", "h2c"}) {
        AggregatedHttpResponse answer =
            send(
                protocol,
                HttpRequest.of(
                    HttpMethod.POST,
                    "/v1/" + Scene.OLT + ":" + verb,
                    com.linecorp.armeria.common.MediaType.JSON,
                    HttpData.wrap(body)));

        assertThat(answer.contentUtf8()).as("%s, %s", verb, what).contains("REQUEST_INVALID");
        assertThat(answer.status().code()).isEqualTo(400);
        assertThat(answer.contentUtf8().length()).isLessThan(5_000);
      }
    }
    assertThatNothingHappened();
  }

  /** A frame of gRPC. */
  private static byte[] frame(int flag, int length, byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) flag)
        .putInt(length)
        .put(message)
        .array();
  }

  static Stream<Arguments> grpc() {
    byte[] name = {10, 1, 'x'};
    byte[] deep = new byte[200_000];
    java.util.Arrays.fill(deep, (byte) 11);
    byte[] two = ByteBuffer.allocate(16).put(frame(0, 3, name)).put(frame(0, 3, name)).array();
    return Stream.of(
        Arguments.of("no message", new byte[0]),
        Arguments.of("half a prefix", new byte[] {0, 0, 0}),
        Arguments.of("a tag that does not exist", frame(0, 1, new byte[] {7})),
        Arguments.of("a string longer than the message", frame(0, 2, new byte[] {10, 127})),
        Arguments.of(
            "a string with a negative length", frame(0, 7, new byte[] {10, -1, -1, -1, -1, -1, 1})),
        Arguments.of("a string that is not UTF-8", frame(0, 3, new byte[] {10, 1, -1})),
        Arguments.of("200,000 groups", frame(0, deep.length, deep)),
        Arguments.of("a length that is too great", frame(0, 100, name)),
        Arguments.of("a length beyond the limit", frame(0, Integer.MAX_VALUE, name)),
        Arguments.of("a negative length", frame(0, -1, name)),
        Arguments.of("a length that is too small", frame(0, 2, name)),
        Arguments.of("compressed by nothing", frame(1, 3, name)),
        Arguments.of("an unknown flag", frame(-2, 3, name)),
        Arguments.of("two messages", two));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("grpc")
  void grpcThatIsNoRequest(String what, byte[] body) throws Exception {
    for (String method : new String[] {REGISTER, "ponkeeper.v1.MaintenanceService/MigrateOlt"}) {
      AggregatedHttpResponse answer = grpc(method, body, "x", "y");

      String status = answer.headers().get("grpc-status", answer.trailers().get("grpc-status", ""));
      assertThat(status).as("%s: %s", what, answer).isNotIn("", "0");
      String details =
          answer
              .headers()
              .get("grpc-status-details-bin", answer.trailers().get("grpc-status-details-bin", ""));
      assertThat(new String(Base64.getDecoder().decode(details), StandardCharsets.ISO_8859_1))
          .as("%s, %s", method, what)
          .doesNotContain("BUG");
    }
    assertThatNothingHappened();
  }

  private static AggregatedHttpResponse grpc(
      String method, byte[] body, String header, String value) {
    RequestHeaders headers =
        RequestHeaders.builder(HttpMethod.POST, "/" + method)
            .add("content-type", "application/grpc")
            .add("te", "trailers")
            .add(header, value)
            .build();
    return send("h2c", HttpRequest.of(headers, HttpData.wrap(body), HttpHeaders.of()));
  }

  @Test
  void anUnknownCompressionIsRefused() throws Exception {
    AggregatedHttpResponse answer =
        grpc(REGISTER, frame(1, 3, new byte[] {10, 1, 'x'}), "grpc-encoding", "zip-bomb");

    assertThat(answer.headers().get("grpc-status", "")).isNotIn("", "0");
    assertThatNothingHappened();
  }

  @Test
  void aMessageThatIsLargeOnlyWhenItIsUnpackedIsRefused() throws Exception {
    java.io.ByteArrayOutputStream packed = new java.io.ByteArrayOutputStream();
    try (var zip = new java.util.zip.GZIPOutputStream(packed)) {
      // A name of 200 MiB.
      zip.write(new byte[] {10, -128, -128, -128, 100});
      for (int i = 0; i < 200; i++) {
        zip.write(new byte[1 << 20]);
      }
    }
    byte[] message = packed.toByteArray();
    assertThat(message.length).isLessThan(1 << 20);

    AggregatedHttpResponse answer =
        grpc(REGISTER, frame(1, message.length, message), "grpc-encoding", "gzip");

    assertThat(answer.toString()).contains("grpc-status=8");
    assertThatNothingHappened();
  }

  @Test
  void headersThatAreHugeOrTooMany() throws Exception {
    for (String protocol : new String[] {"h1c", "h2c"}) {
      RequestHeadersBuilder huge = RequestHeaders.builder(HttpMethod.GET, "/v1/" + Scene.OLT);
      huge.add("x-large", "x".repeat(1 << 20));
      RequestHeadersBuilder many = RequestHeaders.builder(HttpMethod.GET, "/v1/" + Scene.OLT);
      for (int i = 0; i < 20_000; i++) {
        many.add("x-" + i, "y");
      }
      RequestHeadersBuilder path =
          RequestHeaders.builder(HttpMethod.GET, "/v1/" + "olts/".repeat(100_000));
      for (RequestHeadersBuilder headers : new RequestHeadersBuilder[] {huge, many, path}) {
        assertThat(statusOrEnd(protocol, headers.build())).as(protocol).isIn(0, 414, 431);
      }
    }
    assertThatNothingHappened();
  }

  /** The HTTP status; 0 if the server ended the connection or the stream. */
  private static int statusOrEnd(String protocol, RequestHeaders headers) {
    try {
      return send(protocol, HttpRequest.of(headers)).status().code();
    } catch (CompletionException e) {
      return 0;
    }
  }
}

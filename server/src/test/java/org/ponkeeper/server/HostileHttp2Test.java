package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.store.MemoryStore;

/** A connection that breaks or misuses HTTP/2 ends, and others are served. */
@Timeout(120)
class HostileHttp2Test {

  private static final String WATCH = "ponkeeper.v1.ChangeService/WatchChanges";
  private static final byte[] EMPTY = {};
  private static final byte[] LARGE = new byte[16_384];

  /** More frames than a server should take from a connection that does nothing else. */
  private static final int FLOOD = 1_000_000;

  private static final TestServer SERVER =
      new TestServer(new MemoryStore(), Map.of(Setting.LIMITS_WAITING_CALLS, "64"));

  /** What a client sends. */
  private interface Sending {
    void to(RawHttp2 server) throws IOException;
  }

  /** What a client does wrong. */
  @SuppressWarnings("ImmutableEnumChecker") // they have no state
  enum Misuse {
    A_BAD_PREFACE(connection ->
        connection.write("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n".getBytes(StandardCharsets.US_ASCII))),
    ANOTHER_PROTOCOL(connection -> connection.write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, 13, 10})),
    AN_OVERSIZED_FRAME(connection -> {
      connection.open().header(0xffffff, RawHttp2.DATA, 0, 1);
      connection.write(LARGE);
    }),
    A_HEADER_BLOCK_THAT_CANNOT_BE_DECODED(connection ->
        connection.open().frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, new byte[] {-128})),
    AN_EVEN_STREAM(connection -> connection.open().beginCall(2, WATCH)),
    DATA_OF_NO_STREAM(connection -> connection.open().frame(RawHttp2.DATA, 0, 7, EMPTY)),
    A_WINDOW_THAT_OVERFLOWS(connection -> {
      byte[] most = {127, -1, -1, -1};
      connection.open().frame(RawHttp2.WINDOW_UPDATE, 0, 0, most);
      connection.frame(RawHttp2.WINDOW_UPDATE, 0, 0, most);
    }),
    STREAMS_THAT_ARE_RESET_AT_ONCE(connection -> {
      connection.open();
      for (int stream = 1; stream < 100_000; stream += 2) {
        connection.beginCall(stream, WATCH);
        connection.frame(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
      }
    }),
    A_FLOOD_OF_EMPTY_DATA(connection -> {
      connection.open().beginCall(1, WATCH);
      flood(connection, RawHttp2.DATA, 1, EMPTY);
    }),
    A_FLOOD_OF_CONTINUATIONS(connection -> {
      connection.open().frame(RawHttp2.HEADERS, 0, 1, RawHttp2.block(":method", "POST"));
      byte[] part = RawHttp2.block("x", "y".repeat(16_000));
      for (int i = 0; i < 10_000; i++) {
        connection.frame(RawHttp2.CONTINUATION, 0, 1, part);
      }
    }),
    A_FLOOD_OF_EMPTY_CONTINUATIONS(connection -> {
      connection.open().frame(RawHttp2.HEADERS, 0, 1, RawHttp2.block(":method", "POST"));
      flood(connection, RawHttp2.CONTINUATION, 1, EMPTY);
    });

    private final Sending sending;

    Misuse(Sending sending) {
      this.sending = sending;
    }

    private static void flood(RawHttp2 connection, int type, int stream, byte[] payload)
        throws IOException {
      for (int i = 0; i < FLOOD; i++) {
        connection.frame(type, 0, stream, payload);
      }
    }
  }

  @BeforeAll
  static void start() {
    Scene.register(SERVER.ponkeeper());
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @ParameterizedTest
  @EnumSource
  void theConnectionEndsAndOthersAreServed(Misuse misuse) throws Exception {
    int port = SERVER.uri("").getPort();
    try (Bystander other = new Bystander(port);
        RawHttp2 connection = new RawHttp2(port)) {
      boolean isRefused = false;
      try {
        misuse.sending.to(connection);
      } catch (IOException e) {
        // It was closed before everything was written.
        isRefused = true;
      }

      assertThat(isRefused || connection.isEnded()).isTrue();
      other.awaitAnswer();
    }
  }
}

package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.store.MemoryStore;

/** Who sends and never reads the answers fills no memory, and is cut off. */
@Timeout(120)
class UnreadAnswersTest {

  /** More than the kernel keeps for the two sides of a connection. */
  private static final long FLOOD_BYTES = 200L << 20;

  private static final long MOST_HEAP = 64L << 20;

  /** What is sent without end. */
  enum Flood {
    PINGS,
    SETTINGS,
    REQUESTS;

    void send(RawHttp2 connection) throws IOException {
      switch (this) {
        case PINGS -> connection.frame(RawHttp2.PING, 0, 0, new byte[8]);
        case SETTINGS -> connection.frame(RawHttp2.SETTINGS, 0, 0, new byte[0]);
        case REQUESTS ->
            connection.write(
                "GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void memoryIsBoundedAndTheConnectionEnds(Flood flood) throws Exception {
    try (TestServer server =
            new TestServer(new MemoryStore(), Map.of(Setting.LIMITS_UNREAD, "2s"));
        Bystander other = new Bystander(server.uri("").getPort());
        RawHttp2 connection = new RawHttp2(server.uri("").getPort())) {
      long before = heap();
      CountDownLatch ended = new CountDownLatch(1);
      Thread sender =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                send(flood, connection);
                ended.countDown();
              });

      long most = 0;
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
      while (!ended.await(500, TimeUnit.MILLISECONDS)) {
        most = Math.max(most, heap());
        assertThat(System.nanoTime()).as("it is still connected").isLessThan(end);
      }
      sender.join();

      assertThat(most - before).as("bytes of heap").isLessThan(MOST_HEAP);
      other.awaitAnswer();
    }
  }

  /** Sends until the server ends the connection. */
  private static void send(Flood flood, RawHttp2 connection) {
    try {
      if (flood != Flood.REQUESTS) {
        connection.open();
      }
      for (long sent = 0; sent < FLOOD_BYTES; sent += 9) {
        flood.send(connection);
      }
      throw new AssertionError("it took everything");
    } catch (IOException e) {
      // As it should be.
    }
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

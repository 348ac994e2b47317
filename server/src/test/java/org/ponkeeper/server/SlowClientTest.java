package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.store.MemoryStore;

/** Clients that send too slowly take no place from others for long. */
@Timeout(120)
class SlowClientTest {

  private static final int CLIENTS = 50;

  private static final Map<Setting, String> FEW_PLACES =
      Map.of(
          Setting.LIMITS_CALLS, "2",
          Setting.LIMITS_STREAMS, "1",
          Setting.LIMITS_WAITING_CALLS, "4");

  /** Clients that send one byte after the other. */
  private static final class Slow implements AutoCloseable {

    private final List<Socket> sockets = new ArrayList<>();
    private final byte[] request;
    private int sent;

    Slow(TestServer server, String atOnce, String slowly) throws IOException {
      for (int i = 0; i < CLIENTS; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri("").getPort());
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write(atOnce.getBytes(StandardCharsets.US_ASCII));
        sockets.add(socket);
      }
      request = slowly.getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends a byte on each connection that is open. */
    void sendByte() {
      byte next = request[sent++ % request.length];
      for (Socket socket : sockets) {
        try {
          socket.getOutputStream().write(next);
        } catch (IOException e) {
          // The server has ended it.
        }
      }
    }

    boolean areAllEnded() throws IOException {
      for (Socket socket : sockets) {
        if (!isEnded(socket)) {
          return false;
        }
      }
      return true;
    }

    private static boolean isEnded(Socket socket) throws IOException {
      socket.setSoTimeout(1);
      byte[] buffer = new byte[1 << 16];
      try {
        while (socket.getInputStream().read(buffer) >= 0) {
          // An answer may be there before the end.
        }
        return true;
      } catch (java.net.SocketTimeoutException e) {
        return false;
      } catch (java.net.SocketException e) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static void drip(Slow slow) throws Exception {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!slow.areAllEnded()) {
      assertThat(System.nanoTime()).as("slow clients are still connected").isLessThan(end);
      slow.sendByte();
      Thread.sleep(50);
    }
  }

  @Test
  void headersByteByByteEnd() throws Exception {
    try (TestServer server = new TestServer(new MemoryStore(), Map.of(Setting.LIMITS_IDLE, "1s"));
        Bystander other = new Bystander(server.uri("").getPort());
        Slow slow = new Slow(server, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n", "X: yyyyyy")) {
      drip(slow);
      other.awaitAnswer();
    }
  }

  @Test
  void bodiesByteByByteLeavePlacesForOthers() throws Exception {
    try (TestServer server = new TestServer(new MemoryStore(), FEW_PLACES);
        Bystander other = new Bystander(server.uri("").getPort());
        Slow slow =
            new Slow(
                server,
                "POST /v1/"
                    + Scene.OLT
                    + ":register HTTP/1.1\r\nHost: localhost\r\ncontent-type: application/json\r\n"
                    + "content-length: 10000\r\n\r\n{",
                " ")) {
      for (int i = 0; i < 20; i++) {
        slow.sendByte();
        other.awaitAnswer();
      }
    }
  }

  @Test
  void callsWithoutAMessageLeavePlacesForOthers() throws Exception {
    try (TestServer server = new TestServer(new MemoryStore(), FEW_PLACES);
        Bystander other = new Bystander(server.uri("").getPort());
        RawHttp2 connection = new RawHttp2(server.uri("").getPort())) {
      connection.open();
      for (int i = 0; i < CLIENTS; i++) {
        connection.beginCall(1 + 2 * i, "ponkeeper.v1.OltService/RegisterOlt");
      }
      connection.flush();
      for (int i = 0; i < 20; i++) {
        other.awaitAnswer();
      }
    }
  }
}

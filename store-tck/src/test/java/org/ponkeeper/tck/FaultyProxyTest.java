package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.tck.FaultyProxy.Direction;

/** Each fault does what it says, on connections to a server that sends everything back. */
@Timeout(30)
class FaultyProxyTest {

  private static final int SHORT_MILLIS = 200;

  private ServerSocket echo;
  private FaultyProxy proxy;

  @BeforeEach
  void open() throws IOException {
    echo = echoServer("");
    proxy = FaultyProxy.to(echo.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    echo.close();
  }

  /** Sends back a greeting, and whatever comes. */
  private static ServerSocket echoServer(String greeting) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try {
              Socket socket = server.accept();
              Thread.ofVirtual().start(() -> echo(socket, greeting));
            } catch (IOException e) {
              return;
            }
          }
        });
    return server;
  }

  private static void echo(Socket socket, String greeting) {
    try (socket) {
      socket.getOutputStream().write(greeting.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // The other side ended it.
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private static int roundTrip(Socket socket, int bytes) throws IOException {
    socket.getOutputStream().write(new byte[bytes]);
    return socket.getInputStream().readNBytes(bytes).length;
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(SHORT_MILLIS);
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> socket.getInputStream().read());
    socket.setSoTimeout(0);
  }

  @Test
  void withoutAFaultEverythingPassesAndTheEndToo() throws Exception {
    try (Socket socket = connect()) {
      assertThat(roundTrip(socket, 1_000_000 / 8)).isEqualTo(1_000_000 / 8);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void latencyDelaysEachDirection() throws Exception {
    proxy.latency(Duration.ofMillis(100));
    try (Socket socket = connect()) {
      long start = System.nanoTime();
      roundTrip(socket, 1);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }
  }

  @Test
  void aStallHoldsBackOneDirectionUntilItIsHealed() throws Exception {
    for (Direction direction : Direction.values()) {
      try (Socket socket = connect()) {
        roundTrip(socket, 1);
        proxy.stall(direction);
        socket.getOutputStream().write(7);
        assertSilent(socket);
        proxy.heal();
        assertThat(socket.getInputStream().read()).isEqualTo(7);
      }
    }
  }

  @Test
  void aBlackHoleTakesConnectionsAndSaysNothing() throws Exception {
    proxy.blackHole();
    try (Socket socket = connect()) {
      socket.getOutputStream().write(7);
      assertSilent(socket);
    }
  }

  @Test
  void largePacketsAreDroppedAndSmallOnesPass() throws Exception {
    proxy.dropLargePackets();
    try (Socket socket = connect()) {
      assertThat(roundTrip(socket, 100)).isEqualTo(100);
      socket.getOutputStream().write(new byte[FaultyProxy.SMALL_PACKET + 1]);
      assertSilent(socket);
      socket.getOutputStream().write(7);
      assertSilent(socket);
    }
    try (Socket other = connect()) {
      assertThat(roundTrip(other, 100)).isEqualTo(100);
    }
  }

  @Test
  void aResetEndsConnectionsAndNewOnesWork() throws Exception {
    try (Socket socket = connect()) {
      roundTrip(socket, 1);
      assertThat(proxy.connections()).isEqualTo(1);
      proxy.reset();
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> socket.getInputStream().read());
    }
    try (Socket socket = connect()) {
      assertThat(roundTrip(socket, 1)).isEqualTo(1);
    }
  }

  @Test
  void aCutResetsOneConnectionInTheMiddle() throws Exception {
    try (Socket socket = connect()) {
      roundTrip(socket, 1);
      proxy.cutAfter(Direction.TO_CLIENT, 10);
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> roundTrip(socket, 100));
    }
    try (Socket socket = connect()) {
      assertThat(roundTrip(socket, 100)).isEqualTo(100);
    }
  }

  @Test
  void connectionsThatComeLaterGoWhereTheProxyWasRedirected() throws Exception {
    try (ServerSocket other = echoServer("!");
        Socket before = connect()) {
      roundTrip(before, 1);
      proxy.redirect(other.getLocalPort());
      assertThat(roundTrip(before, 1)).isEqualTo(1);
      try (Socket after = connect()) {
        assertThat(after.getInputStream().read()).isEqualTo('!');
      }
    }
  }
}

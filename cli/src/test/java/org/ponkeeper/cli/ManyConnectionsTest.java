package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.api.v1.ListOltsRequest;
import org.ponkeeper.api.v1.OltServiceGrpc;

/** 10,000 connections without a call, on a server with a small heap; others are served. */
@Timeout(180)
class ManyConnectionsTest {

  private static final int CONNECTIONS = 10_000;

  /** For everything else that a process has open. */
  private static final int OTHERS = 500;

  @TempDir private Path folder;

  /** What a client sends before it falls silent. */
  private static final List<String> BEGINNINGS =
      List.of(
          "",
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
          "GET /healthz HTTP/1.1\r\nHost: local",
          "POST /v1/instances:get HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
              + "content-length: 100\r\n\r\n{");

  @Test
  void othersAreServed() throws Exception {
    int connections = connections();
    try (ServerProcess server = ServerProcess.start("-Xmx256m", folder, "memory:")) {
      List<SocketChannel> idle = new ArrayList<>();
      try {
        InetSocketAddress address =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        for (int i = 0; i < connections; i++) {
          SocketChannel client = SocketChannel.open(address);
          idle.add(client);
          String beginning = BEGINNINGS.get(i % BEGINNINGS.size());
          client.write(ByteBuffer.wrap(beginning.getBytes(StandardCharsets.US_ASCII)));
          if (i % 100 == 0) {
            call(server);
          }
        }
        for (int i = 0; i < 100; i++) {
          call(server);
        }
        assertThat(closed(idle)).as("connections that the server closed").isZero();
      } finally {
        for (SocketChannel client : idle) {
          client.close();
        }
      }
      call(server);
      assertThat(server.err()).doesNotContain("OutOfMemory", "Exception");
    }
  }

  private static void call(ServerProcess server) {
    var unused =
        OltServiceGrpc.newBlockingStub(server.channel())
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .listOlts(ListOltsRequest.newBuilder().setParent("technologies/-").build());
  }

  /** As many as this process may have open. */
  private static int connections() {
    long limit =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount() - OTHERS
            : 0;
    assumeTrue(limit >= 1_000, "SKIPPED: a process may have too few files open");
    if (limit < CONNECTIONS) {
      System.out.printf("idle connections: %d, as a process may have no more%n", limit);
    }
    return (int) Math.min(limit, CONNECTIONS);
  }

  /** How many were closed; those whose requests are not whole may be. */
  private static int closed(List<SocketChannel> idle) throws IOException {
    int closed = 0;
    for (int i = 0; i < idle.size(); i += BEGINNINGS.size()) {
      idle.get(i).configureBlocking(false);
      if (idle.get(i).read(ByteBuffer.allocate(10)) < 0) {
        closed++;
      }
    }
    return closed;
  }
}

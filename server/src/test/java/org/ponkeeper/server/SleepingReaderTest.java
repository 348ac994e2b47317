package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.api.v1.ChangeEvent;
import org.ponkeeper.api.v1.ChangeServiceGrpc;
import org.ponkeeper.api.v1.WatchChangesRequest;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.store.MemoryStore;

/** Who watches and does not read is cut off, and then takes no place from others. */
@Timeout(180)
class SleepingReaderTest {

  private final TestServer server =
      new TestServer(
          new MemoryStore(), Map.of(Setting.LIMITS_STREAMS, "1", Setting.LIMITS_UNREAD, "1s"));
  private Bystander other;

  @BeforeEach
  void start() throws Exception {
    Scene.register(server.ponkeeper());
    other = new Bystander(server.uri("").getPort());
  }

  @AfterEach
  void close() {
    try {
      other.close();
    } finally {
      server.close();
    }
  }

  /** Changes something until there is a place for another stream. */
  private void changeUntilThereIsPlace() {
    var ids = Scene.olt(server.ponkeeper()).ids();
    OwnerName owner = new OwnerName("o".repeat(100));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    boolean isPlace = false;
    while (!isPlace) {
      assertThat(System.nanoTime()).as("the place is still taken").isLessThan(end);
      for (int i = 0; i < 1_000; i++) {
        ids.allocate(0, ResourceType.ONU_ID, owner, 1);
        ids.release(0, ResourceType.ONU_ID, owner);
      }
      isPlace = isPlace();
    }
  }

  private boolean isPlace() {
    try {
      return ChangeServiceGrpc.newBlockingStub(server.channel())
          .withDeadlineAfter(20, TimeUnit.SECONDS)
          .watchChanges(WatchChangesRequest.getDefaultInstance())
          .next()
          .getBegun();
    } catch (StatusRuntimeException e) {
      assertThat(e.getMessage()).contains("limits.streams=1");
      return false;
    }
  }

  @Test
  void byGrpc() throws Exception {
    ClientCall<WatchChangesRequest, ChangeEvent> call =
        server.channel().newCall(ChangeServiceGrpc.getWatchChangesMethod(), CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.sendMessage(WatchChangesRequest.getDefaultInstance());
    call.halfClose();
    while (isPlace()) {
      Thread.sleep(10);
    }

    changeUntilThereIsPlace();
    other.awaitAnswer();
  }

  @Test
  void asJson() throws Exception {
    try (Socket client = new Socket()) {
      client.setReceiveBufferSize(1 << 12);
      client.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.uri("").getPort()));
      client
          .getOutputStream()
          .write(
              "GET /v1/changes:watch HTTP/1.1\r\nhost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(client.getInputStream().read()).isPositive();

      changeUntilThereIsPlace();
      other.awaitAnswer();
    }
  }
}

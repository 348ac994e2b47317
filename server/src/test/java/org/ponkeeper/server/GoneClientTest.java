package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ponkeeper.api.v1.DeleteOltRequest;
import org.ponkeeper.api.v1.ExportStoreRequest;
import org.ponkeeper.api.v1.MaintenanceServiceGrpc;
import org.ponkeeper.api.v1.MigrateOltRequest;
import org.ponkeeper.api.v1.OltServiceGrpc;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingStore;

/** Long work ends at its next chunk when its client goes away, and can be done again. */
@Timeout(120)
class GoneClientTest {

  private static final int ONUS = 1_000;

  /** How many chunks the work may do after the client has gone, until the server knows it. */
  private static final int FEW = 3;

  /** A store whose commits wait for a permit, as soon as they are held. */
  private static final class HeldStore extends ForwardingStore {
    private final Semaphore permits = new Semaphore(0);
    private final AtomicInteger begun = new AtomicInteger();
    private volatile boolean holds;

    HeldStore(KeyValueStore store) {
      super(store);
    }

    @Override
    public TxnResult commit(Txn txn) {
      if (holds) {
        begun.incrementAndGet();
        permits.acquireUninterruptibly();
      }
      return super.commit(txn);
    }

    void awaitCommits(int count) throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (begun.get() < count) {
        assertThat(System.nanoTime()).as("no commit").isLessThan(end);
        Thread.sleep(5);
      }
    }

    void letGo() {
      holds = false;
      permits.release(1_000_000);
    }
  }

  private final HeldStore store = new HeldStore(new MemoryStore());
  private final TestServer server = new TestServer(store, Map.of(Setting.LIMITS_STREAMS, "1"));

  @BeforeEach
  void fill() {
    Scene.register(server.ponkeeper());
    Scene.olt(server.ponkeeper())
        .resize(
            OltRegistration.builder()
                .pons(0, 99)
                .onuIds(1, 127)
                .allocIds(1024, 16_000)
                .gemPortIds(1024, 65_000)
                .build());
    for (int onu = 0; onu < ONUS; onu++) {
      Scene.olt(server.ponkeeper())
          .instances()
          .create(Scene.T65, UniPort.of("olt-1", onu % 100, 1 + onu / 100, 0));
    }
    store.holds = true;
  }

  @AfterEach
  void close() {
    store.letGo();
    server.close();
  }

  private int instances() {
    return Scene.olt(server.ponkeeper()).instances().list().size();
  }

  /** Begins a call whose client goes away during the second chunk. */
  private void callAndGo(boolean byGrpc, String path, String body, Runnable call) throws Exception {
    if (byGrpc) {
      Context.CancellableContext client = Context.current().withCancellation();
      Thread thread =
          Thread.ofPlatform()
              .start(
                  client.wrap(() -> {
                    try {
                      call.run();
                    } catch (StatusRuntimeException e) {
                      // It is cancelled.
                    }
                  }));
      store.awaitCommits(1);
      client.cancel(null);
      thread.join();
    } else {
      try (Socket client = request(path, body)) {
        store.awaitCommits(1);
        assertThat(client.isConnected()).isTrue();
      }
    }
  }

  private Socket request(String path, String body) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), server.uri("").getPort());
    client
        .getOutputStream()
        .write(
            (path
                    + " HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
                    + "content-length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body)
                .getBytes(StandardCharsets.US_ASCII));
    return client;
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aDeletionEndsAtTheNextChunkAndCanGoOn(boolean byGrpc) throws Exception {
    DeleteOltRequest request = DeleteOltRequest.newBuilder().setName(Scene.OLT).build();
    callAndGo(
        byGrpc,
        "DELETE /v1/" + Scene.OLT,
        "",
        () ->
            OltServiceGrpc.newBlockingStub(server.channel())
                .deleteOlt(request)
                .forEachRemaining(progress -> {}));

    awaitTheEnd();
    int begun = store.begun.get();
    assertThat(begun).isLessThanOrEqualTo(1 + FEW);
    assertThat(instances()).isPositive();
    assertThat(Scene.olt(server.ponkeeper()).audit().findings())
        .singleElement()
        .asString()
        .contains("the OLT is being deleted");

    store.letGo();
    OltServiceGrpc.newBlockingStub(server.channel())
        .deleteOlt(request)
        .forEachRemaining(progress -> {});
    assertThat(server.ponkeeper().olts().list()).isEmpty();
  }

  /** Lets commits go one by one until there is place for another stream: the work has ended. */
  private void awaitTheEnd() throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!hasEnded()) {
      assertThat(System.nanoTime()).as("the work goes on").isLessThan(end);
      store.permits.release();
      Thread.sleep(100);
    }
  }

  private boolean hasEnded() {
    int before = store.begun.get();
    // A commit that waits for its permit has begun.
    return store.permits.availablePermits() > FEW && before == store.begun.get();
  }

  @Test
  void anExportEndsAndItsPlaceIsFree() throws Exception {
    store.letGo();
    for (int i = 0; i < 3; i++) {
      try (Socket client = request("GET /v1/store:export", "")) {
        assertThat(client.getInputStream().read()).isPositive();
      }
      awaitPlace();
    }
  }

  private void awaitPlace() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      try {
        MaintenanceServiceGrpc.newBlockingStub(server.channel())
            .exportStore(ExportStoreRequest.getDefaultInstance())
            .forEachRemaining(chunk -> {});
        return;
      } catch (StatusRuntimeException e) {
        assertThat(e.getMessage()).contains("limits.streams=1");
        assertThat(System.nanoTime()).as("the place is still taken").isLessThan(end);
        Thread.sleep(20);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aMigrationEndsAtTheNextChunkAndCanBeDoneAgain(boolean byGrpc) throws Exception {
    MigrateOltRequest request =
        MigrateOltRequest.newBuilder()
            .setName(Scene.OLT)
            .setWork(MigrateOltRequest.Work.POOLS_WITHOUT_TECHNOLOGY)
            .build();
    callAndGo(
        byGrpc,
        "POST /v1/" + Scene.OLT + ":migrate",
        "{\"work\": \"POOLS_WITHOUT_TECHNOLOGY\"}",
        () ->
            MaintenanceServiceGrpc.newBlockingStub(server.channel())
                .migrateOlt(request)
                .forEachRemaining(progress -> {}));

    awaitTheEnd();
    assertThat(store.begun.get()).isLessThanOrEqualTo(1 + FEW);

    store.letGo();
    MaintenanceServiceGrpc.newBlockingStub(server.channel())
        .migrateOlt(request)
        .forEachRemaining(progress -> {});
    assertThat(instances()).isEqualTo(ONUS);
    assertThat(Scene.olt(server.ponkeeper()).audit().findings()).isEmpty();
  }
}

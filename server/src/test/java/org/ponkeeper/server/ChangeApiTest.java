package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Olt;
import org.ponkeeper.api.v1.ChangeEvent;
import org.ponkeeper.api.v1.ChangeServiceGrpc;
import org.ponkeeper.api.v1.ObjectChange;
import org.ponkeeper.api.v1.WatchChangesRequest;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.store.CommitEvent;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.testing.ForwardingStore;

@Timeout(120)
class ChangeApiTest {

  /** Counts the open watches of changes. */
  private static final class CountingStore extends ForwardingStore {

    private final AtomicInteger watches = new AtomicInteger();

    CountingStore() {
      super(new MemoryStore());
    }

    @Override
    public CountingStore within(Duration time) {
      return this;
    }

    @Override
    public Subscription watchCommits(KeyRange range, Position from, Consumer<CommitEvent> onEvent) {
      Subscription watch = super.watchCommits(range, from, onEvent);
      watches.incrementAndGet();
      AtomicInteger open = new AtomicInteger(1);
      return () -> {
        watches.addAndGet(-open.getAndSet(0));
        watch.close();
      };
    }
  }

  private final CountingStore store = new CountingStore();
  private final TestServer server = new TestServer(store, Map.of(Setting.LIMITS_STREAMS, "250"));

  @BeforeEach
  void register() {
    register("olt-1");
  }

  private void register(String device) {
    olt(device)
        .register(
            OltRegistration.builder()
                .pons(0, 0)
                .onuIds(1, 32)
                .allocIds(1024, 1100)
                .gemPortIds(1024, 2000)
                .build());
  }

  private Olt olt(String device) {
    return server.ponkeeper().olt(Technology.XGS_PON, device);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static BlockingClientCall<WatchChangesRequest, ChangeEvent> watch(
      TestServer server, WatchChangesRequest request) throws Exception {
    BlockingClientCall<WatchChangesRequest, ChangeEvent> call =
        ClientCalls.blockingV2ServerStreamingCall(
            server.channel(),
            ChangeServiceGrpc.getWatchChangesMethod(),
            CallOptions.DEFAULT,
            request);
    if (!call.read().getBegun()) {
      throw new AssertionError("the first message says that the watch has begun");
    }
    return call;
  }

  private static BlockingClientCall<WatchChangesRequest, ChangeEvent> watch(TestServer server)
      throws Exception {
    return watch(server, WatchChangesRequest.getDefaultInstance());
  }

  private void changeOfEachKind() {
    Olt olt = olt("olt-1");
    olt.ids().allocate(0, ResourceType.ONU_ID, new OwnerName("a"), 2);
    olt.ids().release(0, ResourceType.ONU_ID, new OwnerName("a"));
    olt.instances().create(new TechProfileId(64), olt.uniPort(0, 1, 0));
    olt.instances().delete(new TechProfileId(64), olt.uniPort(0, 1, 0));
  }

  @Test
  void everyKindOfChangeIsToldInOrder() throws Exception {
    var grpc = watch(server);
    JsonWatch json = new JsonWatch("");
    changeOfEachKind();
    List<ChangeEvent> events = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      events.add(grpc.read());
      assertThat(json.read()).isEqualTo(events.getLast());
    }
    grpc.cancel("enough", null);
    json.close();

    String olt = "technologies/XGS-PON/olts/olt-1";
    assertThat(events)
        .extracting(event -> event.getChanges(0).toBuilder().clearPath().build())
        .containsExactly(
            ObjectChange.newBuilder()
                .setKind(ObjectChange.Kind.STORED)
                .setName(olt + "/pons/0/pools/onu/claims/a")
                .addIds(1)
                .addIds(2)
                .build(),
            ObjectChange.newBuilder()
                .setKind(ObjectChange.Kind.DELETED)
                .setName(olt + "/pons/0/pools/onu/claims/a")
                .build(),
            ObjectChange.newBuilder()
                .setKind(ObjectChange.Kind.STORED)
                .setName(olt + "/pons/0/onus/1/unis/0/instances/64")
                .setAllocId(1024)
                .addGemPortIds(1024)
                .build(),
            ObjectChange.newBuilder()
                .setKind(ObjectChange.Kind.DELETED)
                .setName(olt + "/pons/0/onus/1/unis/0/instances/64")
                .build());
  }

  @Test
  void aWatchCanBeOfOneOlt() throws Exception {
    WatchChangesRequest request =
        WatchChangesRequest.newBuilder().setParent("technologies/XGS-PON/olts/olt-2").build();
    var grpc = watch(server, request);
    JsonWatch json = new JsonWatch("?parent=technologies/XGS-PON/olts/olt-2");
    changeOfEachKind();
    register("olt-2");

    ChangeEvent event = grpc.read();

    assertThat(event.getChangesList())
        .containsExactly(
            ObjectChange.newBuilder()
                .setKind(ObjectChange.Kind.STORED)
                .setName("technologies/XGS-PON/olts/olt-2")
                .setOltState("LIVE")
                .addPonNumbers(0)
                .build());
    assertThat(json.read()).isEqualTo(event);
    grpc.cancel("enough", null);
    json.close();
  }

  @Test
  void aWatchGoesOnWithItsBookmarkAtAnotherServer() throws Exception {
    try (TestServer second = new TestServer(store)) {
      var first = watch(server);
      changeOfEachKind();
      String bookmark = first.read().getBookmark();
      ChangeEvent next = first.read();
      first.cancel("moves to another server", null);

      var resumed = watch(second, WatchChangesRequest.newBuilder().setAfter(bookmark).build());
      assertThat(resumed.read()).isEqualTo(next);
      resumed.cancel("enough", null);
    }
  }

  @Test
  void refused() {
    try (Twins servers = new Twins()) {
      for (var request :
          List.of(
              WatchChangesRequest.newBuilder().setAfter("no bookmark").build(),
              WatchChangesRequest.newBuilder().setAfter("memory:x").build())) {
        assertThat(
                servers
                    .refused(
                        ChangeServiceGrpc.getWatchChangesMethod(),
                        request,
                        Status.Code.INVALID_ARGUMENT)
                    .getCode())
            .isEqualTo("BOOKMARK_INVALID");
      }
      assertThat(
              servers
                  .refused(
                      ChangeServiceGrpc.getWatchChangesMethod(),
                      WatchChangesRequest.newBuilder().setParent("olts/olt-1").build(),
                      Status.Code.INVALID_ARGUMENT)
                  .getCode())
          .isEqualTo("RESOURCE_NAME_INVALID");
    }
  }

  @Test
  void cancelledWatchesLeaveNothingBehind() throws Exception {
    // The first rounds start threads that are kept.
    openAndCancel(50);
    openAndCancel(50);
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();

    openAndCancel(50);
    openAndCancel(50);

    assertThat(ManagementFactory.getThreadMXBean().getThreadCount())
        .isLessThanOrEqualTo(threads + 5);
  }

  private void openAndCancel(int times) throws Exception {
    int before = store.watches.get();
    List<AutoCloseable> open = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      var grpc = watch(server);
      open.add(() -> grpc.cancel("enough", null));
      open.add(new JsonWatch(""));
    }
    assertThat(store.watches.get()).isEqualTo(before + 2 * times);
    for (AutoCloseable each : open) {
      each.close();
    }
    await(() -> store.watches.get() == before);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("the end of the wait").isLessThan(end);
      Thread.sleep(10);
    }
  }

  @Test
  void aReaderThatSleepsIsCutOffAndGoesOnWithItsLastBookmark() throws Exception {
    ManagedChannel narrow =
        NettyChannelBuilder.forAddress("127.0.0.1", server.uri("/").getPort())
            .usePlaintext()
            .flowControlWindow(1 << 16)
            .build();
    BlockingQueue<ChangeEvent> received = new LinkedBlockingQueue<>();
    BlockingQueue<Status> ends = new LinkedBlockingQueue<>();
    ClientCall<WatchChangesRequest, ChangeEvent> call =
        narrow.newCall(ChangeServiceGrpc.getWatchChangesMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(ChangeEvent event) {
            received.add(event);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            ends.add(status);
          }
        },
        new Metadata());
    call.sendMessage(WatchChangesRequest.getDefaultInstance());
    call.halfClose();
    call.request(2);
    assertThat(received.take().getBegun()).isTrue();
    int before = store.watches.get();
    var other = watch(server);
    Olt olt = olt("olt-1");
    // More than all buffers and the queue take. Then the server waits, and its patience ends.
    for (int i = 0; i < 3_000; i++) {
      olt.ids().allocate(0, ResourceType.ONU_ID, new OwnerName("a"), 1);
      olt.ids().release(0, ResourceType.ONU_ID, new OwnerName("a"));
      other.read();
      other.read();
    }
    await(() -> store.watches.get() == before);

    String bookmark = received.take().getBookmark();
    call.request(Integer.MAX_VALUE);
    assertThat(ends.take().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    ChangeEvent next = received.take();
    var resumed = watch(server, WatchChangesRequest.newBuilder().setAfter(bookmark).build());
    ChangeEvent first = resumed.read();
    assertThat(first.getResync() || first.equals(next)).isTrue();
    resumed.cancel("enough", null);
    other.cancel("enough", null);
    narrow.shutdownNow();
  }

  /** A watch as JSON, on a socket of its own. */
  private final class JsonWatch implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader lines;

    JsonWatch(String query) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), server.uri("/").getPort());
      String request = "GET /v1/changes:watch" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(lines.readLine()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(read().getBegun()).isTrue();
    }

    ChangeEvent read() throws IOException {
      String line = lines.readLine();
      // Headers, and the lengths of chunks.
      while (!line.startsWith("{")) {
        line = lines.readLine();
      }
      ChangeEvent.Builder event = ChangeEvent.newBuilder();
      try {
        JsonFormat.parser().merge(line, event);
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(line, e);
      }
      return event.build();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}

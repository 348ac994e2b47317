package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.api.v1.ErrorDetail;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;

/**
 * Two servers with the same data. Each call is made to one by gRPC and to the other as JSON, and
 * the answers must be equal; so this also holds for calls that change something.
 */
final class Twins implements AutoCloseable {

  /** The name of the OLT that {@link #register} registers. */
  static final String OLT = "technologies/XGS-PON/olts/olt-1";

  private final KeyValueStore grpcStore = new MemoryStore();
  private final KeyValueStore jsonStore = new MemoryStore();
  private final TestServer grpc;
  private final TestServer json;
  private final JsonClient jsonClient;

  Twins() {
    this(store -> store);
  }

  /** Servers that see their stores through something else, such as faults. */
  Twins(UnaryOperator<KeyValueStore> seen) {
    grpc = new TestServer(seen.apply(grpcStore));
    json = new TestServer(seen.apply(jsonStore));
    jsonClient = new JsonClient(json);
  }

  /** Registers {@link #OLT} with PONs 0 and 1, without flow ids. */
  Twins register() {
    prepare(ponkeeper ->
        ponkeeper
            .olt(Technology.XGS_PON, "olt-1")
            .register(
                OltRegistration.builder()
                    .pons(0, 1)
                    .onuIds(1, 32)
                    .allocIds(1024, 1100)
                    .gemPortIds(1024, 2000)
                    .build()));
    return this;
  }

  /** Prepares both by the library. */
  void prepare(Consumer<Ponkeeper> work) {
    work.accept(grpc.ponkeeper());
    work.accept(json.ponkeeper());
  }

  /** Prepares the data of both. */
  void prepareStores(Consumer<KeyValueStore> work) {
    work.accept(grpcStore);
    work.accept(jsonStore);
  }

  /** The server that is asked by JSON, for requests that gRPC cannot send. */
  TestServer json() {
    return json;
  }

  /** Does something with each of them. */
  void onEach(BiConsumer<TestServer, JsonClient> work) {
    work.accept(grpc, new JsonClient(grpc));
    work.accept(json, jsonClient);
  }

  /** The answer of both. */
  <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
    return call(method, request, UnaryOperator.identity());
  }

  /** The answer of both, after what differs between two servers has been taken out of it. */
  <Q, A> A call(MethodDescriptor<Q, A> method, Q request, UnaryOperator<A> comparable) {
    A answer = comparable.apply(byGrpc(method, request));
    assertThat(comparable.apply(jsonClient.call(method, request))).isEqualTo(answer);
    return answer;
  }

  private <Q, A> A byGrpc(MethodDescriptor<Q, A> method, Q request) {
    return ClientCalls.blockingUnaryCall(grpc.channel(), method, CallOptions.DEFAULT, request);
  }

  /** The answers of both, by gRPC and as JSON. */
  record Streams<A>(List<A> byGrpc, List<A> asJson) {}

  /** The answers of a method that streams. */
  <Q, A> Streams<A> stream(MethodDescriptor<Q, A> method, Q request) {
    return new Streams<>(streamByGrpc(method, request), jsonClient.stream(method, request));
  }

  private <Q, A> List<A> streamByGrpc(MethodDescriptor<Q, A> method, Q request) {
    List<A> answers = new ArrayList<>();
    ClientCalls.blockingServerStreamingCall(grpc.channel(), method, CallOptions.DEFAULT, request)
        .forEachRemaining(answers::add);
    return answers;
  }

  /**
   * Both refuse the request with this code, and say the same; the status of gRPC, and the detail.
   */
  <Q> ErrorDetail refused(MethodDescriptor<Q, ?> method, Q request, Status.Code code) {
    com.google.rpc.Status status = statusByGrpc(method, request);
    JsonClient.JsonException asJson =
        catchThrowableOfType(
            JsonClient.JsonException.class,
            () -> {
              Object answer =
                  isStream(method)
                      ? jsonClient.stream(method, request)
                      : jsonClient.call(method, request);
              throw new AssertionError("answered: " + answer);
            });
    assertThat(Status.fromCodeValue(status.getCode()).getCode()).as("%s", status).isEqualTo(code);
    assertThat(asJson.status()).isEqualTo(status);
    return detail(status);
  }

  private static boolean isStream(MethodDescriptor<?, ?> method) {
    return !method.getType().serverSendsOneMessage();
  }

  private <Q> com.google.rpc.Status statusByGrpc(MethodDescriptor<Q, ?> method, Q request) {
    StatusRuntimeException byGrpc =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> {
              Object answer =
                  isStream(method) ? streamByGrpc(method, request) : byGrpc(method, request);
              throw new AssertionError("answered: " + answer);
            });
    return Objects.requireNonNull(StatusProto.fromThrowable(byGrpc), byGrpc::toString);
  }

  /**
   * As {@link #refused(MethodDescriptor, Object, Status.Code)}, with this code of ours; only by
   * gRPC if no path can have the values of the request.
   */
  <Q> ErrorDetail refused(
      Status.Code status, String code, MethodDescriptor<Q, ?> method, Q request) {
    ErrorDetail detail =
        jsonClient.canSend(method, request)
            ? refused(method, request, status)
            : detail(statusByGrpc(method, request));
    assertThat(detail.getCode()).as("code of the error of %s", request).isEqualTo(code);
    return detail;
  }

  /** A call with a value that no server takes: refused as such, never as a fault of the server. */
  <Q> ErrorDetail invalid(String code, MethodDescriptor<Q, ?> method, Q request) {
    return refused(Status.Code.INVALID_ARGUMENT, code, method, request);
  }

  /** The detail of an error. */
  static ErrorDetail detail(com.google.rpc.Status error) {
    try {
      for (Any any : error.getDetailsList()) {
        if (any.is(ErrorDetail.class)) {
          return any.unpack(ErrorDetail.class);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("no detail in " + error);
  }

  @Override
  public void close() {
    // At a time, because each takes seconds.
    CompletableFuture.allOf(
            CompletableFuture.runAsync(grpc::close), CompletableFuture.runAsync(json::close))
        .join();
  }
}

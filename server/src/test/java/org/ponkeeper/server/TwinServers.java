package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.api.v1.ErrorDetail;
import org.ponkeeper.server.http.JsonErrors;

/**
 * Two servers whose stores have the same content. Every call is made at one by gRPC and at the
 * other one by JSON, and both must answer the same, also to changes.
 */
final class TwinServers implements AutoCloseable {

  private final TestServer byGrpc = new TestServer();
  private final TestServer byJson = new TestServer();

  /** Prepares what is there, on both. */
  void prepare(Consumer<Ponkeeper> work) {
    work.accept(byGrpc.ponkeeper());
    work.accept(byJson.ponkeeper());
  }

  /** The server that is asked by JSON, for requests that gRPC cannot send. */
  TestServer json() {
    return byJson;
  }

  /** The library behind one of them, to look at what was done. */
  Ponkeeper ponkeeper() {
    return byJson.ponkeeper();
  }

  /** A call that succeeds. */
  <Q extends Message, A extends Message> A call(MethodDescriptor<Q, A> method, Q request) {
    A answer =
        ClientCalls.blockingUnaryCall(byGrpc.channel(), method, CallOptions.DEFAULT, request);
    Optional<HttpResponse<String>> json = JsonCall.send(byJson, method, request);
    assertThat(json).as("JSON of %s", request).isPresent();
    assertThat(json.get().statusCode()).as(json.get().body()).isEqualTo(200);
    assertThat(JsonCall.parse(json.get(), answer)).isEqualTo(answer);
    return answer;
  }

  /** A call with a stream of answers; gRPC only, so only one store is changed. */
  <Q extends Message, A extends Message> List<A> stream(MethodDescriptor<Q, A> method, Q request) {
    List<A> answers = new ArrayList<>();
    ClientCalls.blockingServerStreamingCall(byGrpc.channel(), method, CallOptions.DEFAULT, request)
        .forEachRemaining(answers::add);
    return answers;
  }

  /**
   * A call that is refused.
   *
   * @return the facts, by JSON too if a path can have the values of the request
   */
  <Q extends Message, A extends Message> ErrorDetail refused(
      Code status, String code, MethodDescriptor<Q, A> method, Q request) {
    Status error = errorOf(method, request);
    ErrorDetail detail = detail(error);
    assertThat(detail.getCode()).as("code of the error of %s", request).isEqualTo(code);
    assertThat(error.getCode()).isEqualTo(status.value());
    boolean isUnary = method.getType() == MethodDescriptor.MethodType.UNARY;
    Optional<HttpResponse<String>> json =
        isUnary ? JsonCall.send(byJson, method, request) : Optional.empty();
    json.ifPresent(response -> {
      assertThat(response.statusCode())
          .as(response.body())
          .isEqualTo(JsonErrors.httpStatus(status).code());
      assertThat(JsonCall.parse(response, Status.getDefaultInstance())).isEqualTo(error);
    });
    return detail;
  }

  /** A call with a value that no server takes: refused as such, never as a fault of the server. */
  <Q extends Message, A extends Message> ErrorDetail invalid(
      String code, MethodDescriptor<Q, A> method, Q request) {
    return refused(Code.INVALID_ARGUMENT, code, method, request);
  }

  private <Q extends Message, A extends Message> Status errorOf(
      MethodDescriptor<Q, A> method, Q request) {
    try {
      Object answer =
          method.getType() == MethodDescriptor.MethodType.UNARY
              ? ClientCalls.blockingUnaryCall(
                  byGrpc.channel(), method, CallOptions.DEFAULT, request)
              : stream(method, request);
      throw new AssertionError(request + " was answered: " + answer);
    } catch (StatusRuntimeException e) {
      return Objects.requireNonNull(StatusProto.fromThrowable(e));
    }
  }

  /** The detail of an error. */
  static ErrorDetail detail(Status error) {
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
    byGrpc.close();
    byJson.close();
  }
}

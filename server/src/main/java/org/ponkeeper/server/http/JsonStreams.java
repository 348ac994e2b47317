package org.ponkeeper.server.http;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.server.error.ApiErrors;

/**
 * Serves the methods that answer with a stream as JSON: each message is a line. Armeria's
 * transcoding has only methods with one answer. An error before the first message is answered like
 * that of any method; a later one is the last line, as {@code {"error": …}}.
 */
public final class JsonStreams {

  private static final MediaType LINES = MediaType.parse("application/x-ndjson");

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();

  private JsonStreams() {}

  /** Adds the routes of the streams of a service. */
  public static void addTo(ServerBuilder server, ServerServiceDefinition service) {
    for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
      if (StreamMethods.isStream(method.getMethodDescriptor())) {
        add(server, method);
      }
    }
  }

  private static <Q, A> void add(ServerBuilder server, ServerMethodDefinition<Q, A> method) {
    if (method.getMethodDescriptor().getSchemaDescriptor()
        instanceof ProtoMethodDescriptorSupplier supplier) {
      for (HttpBinding binding : HttpBinding.of(supplier.getMethodDescriptor())) {
        Route route =
            Route.builder()
                .methods(HttpMethod.valueOf(binding.verb()))
                .regex(binding.regex())
                .build();
        server.service(route, new Service<>(method, binding));
      }
    }
  }

  /**
   * A method by one of its rules.
   *
   * @param <Q> its requests
   * @param <A> its answers
   */
  private record Service<Q, A>(ServerMethodDefinition<Q, A> method, HttpBinding binding)
      implements HttpService {

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
      MediaType type = request.contentType();
      if (!binding.body().isEmpty() && (type == null || !type.is(MediaType.JSON))) {
        return HttpResponse.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
      }
      context.clearRequestTimeout();
      HttpResponseWriter response = HttpResponse.streaming();
      Executor executor = MoreExecutors.newSequentialExecutor(context.blockingTaskExecutor());
      Call<Q, A> call = new Call<>(method.getMethodDescriptor(), response, executor);
      request
          .aggregate()
          .thenAcceptAsync(
              whole -> begin(call, context, whole.content(StandardCharsets.UTF_8)), executor)
          .exceptionally(error -> {
            response.close(error);
            return null;
          });
      return response;
    }

    private void begin(Call<Q, A> call, ServiceRequestContext context, String body) {
      try {
        Map<String, String> path = binding.match(context.decodedPath()).orElseThrow();
        @SuppressWarnings("unchecked") // the messages of gRPC's stubs are protobuf's
        Q message = (Q) JsonRequest.of(binding, prototype(), path, context.queryParams(), body);
        call.begin(method.getServerCallHandler().startCall(call, new Metadata()), message);
      } catch (RuntimeException e) {
        call.fail(e);
      }
    }

    private Message prototype() {
      return (Message)
          ((MethodDescriptor.PrototypeMarshaller<Q>)
                  method.getMethodDescriptor().getRequestMarshaller())
              .getMessagePrototype();
    }
  }

  /** A call whose answers are written as lines. */
  private static final class Call<Q, A> extends ServerCall<Q, A> {

    private final MethodDescriptor<Q, A> method;
    private final HttpResponseWriter response;
    private final Executor executor;
    private final AtomicInteger unread = new AtomicInteger();
    private @Nullable Listener<Q> listener;
    private boolean isBegun;
    private boolean isClosed;
    private volatile boolean isCancelled;

    Call(MethodDescriptor<Q, A> method, HttpResponseWriter response, Executor executor) {
      this.method = method;
      this.response = response;
      this.executor = executor;
    }

    void begin(Listener<Q> to, Q request) {
      listener = to;
      response
          .whenComplete()
          .whenCompleteAsync((done, error) -> ended(to), executor)
          .exceptionally(error -> null);
      to.onReady();
      to.onMessage(request);
      to.onHalfClose();
    }

    /** The response is written, or the client is gone. */
    private void ended(Listener<Q> to) {
      boolean isAnswered;
      synchronized (this) {
        isAnswered = isClosed;
        isCancelled = !isClosed;
      }
      // Not while locked: a listener has locks of its own, with which it sends messages.
      if (isAnswered) {
        to.onComplete();
      } else {
        to.onCancel();
      }
    }

    void fail(RuntimeException error) {
      com.google.rpc.Status known = ApiErrors.of(error);
      close(ApiErrors.grpc(known), ApiErrors.trailers(known));
    }

    @Override
    public void request(int messages) {
      // There is one, and it is given at once.
    }

    @Override
    public void sendHeaders(Metadata headers) {
      // They are written with the first message.
    }

    @Override
    public synchronized void sendMessage(A message) {
      if (!isBegun) {
        isBegun = true;
        write(ResponseHeaders.of(HttpStatus.OK, "content-type", LINES));
      }
      try {
        unread.incrementAndGet();
        write(HttpData.ofUtf8(JSON.print((Message) message) + "\n"));
        response.whenConsumed().thenRunAsync(this::read, executor).exceptionally(error -> null);
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
    }

    private void write(HttpObject part) {
      // If the client is gone, nothing is written, and the end of the response says so.
      var unused = response.tryWrite(part);
    }

    private void read() {
      if (unread.decrementAndGet() == 0 && listener != null) {
        listener.onReady();
      }
    }

    @Override
    public boolean isReady() {
      return unread.get() == 0;
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (isClosed) {
        return;
      }
      isClosed = true;
      if (!status.isOk()) {
        com.google.rpc.Status known = trailers.get(ApiErrors.DETAILS);
        com.google.rpc.Status error = known == null ? ApiErrors.of(status.asException()) : known;
        String json = JsonErrors.print(error);
        if (isBegun) {
          write(HttpData.ofUtf8("{\"error\": " + json.replaceAll("\\s*\n\\s*", " ") + "}\n"));
        } else {
          write(
              ResponseHeaders.of(
                  JsonErrors.httpStatus(status.getCode()), "content-type", MediaType.JSON_UTF_8));
          write(HttpData.ofUtf8(json));
        }
      } else if (!isBegun) {
        write(ResponseHeaders.of(HttpStatus.OK, "content-type", LINES));
      }
      response.close();
    }

    @Override
    public boolean isCancelled() {
      return isCancelled;
    }

    @Override
    public MethodDescriptor<Q, A> getMethodDescriptor() {
      return method;
    }
  }
}

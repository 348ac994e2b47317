package org.ponkeeper.server.http;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
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
import com.linecorp.armeria.server.ServiceBindingBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.server.error.ApiErrors;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Serves the methods as JSON, by their {@code google.api.http} rules. A method with one answer
 * answers with an object; of one that answers with a stream, each message is a line. An error
 * before the first message is the whole answer; a later one is the last line, as {@code {"error":
 * …}}. Where a rule names a field as the body of requests or of answers, the body is a file, and
 * each message has the next part of it in that field.
 */
public final class JsonMethods {

  private static final MediaType LINES = MediaType.parse("application/x-ndjson");

  private static final JsonFormat.Printer JSON =
      JsonErrors.PRINTER.alwaysPrintFieldsWithNoPresence().omittingInsignificantWhitespace();

  private JsonMethods() {}

  /** Adds the routes of all services. */
  public static void addTo(ServerBuilder server, List<ServerServiceDefinition> services) {
    services.stream()
        .flatMap(service -> service.getMethods().stream())
        .flatMap(JsonMethods::byRules)
        // The first that fits is taken, and a star of a rule without a verb would fit
        // 'olt-1:audit'.
        .sorted(Comparator.comparing(method -> !method.binding.hasCustomVerb()))
        .forEach(method -> method.addTo(server));
  }

  private static <Q, A> Stream<Service<Q, A>> byRules(ServerMethodDefinition<Q, A> method) {
    return method.getMethodDescriptor().getSchemaDescriptor()
            instanceof ProtoMethodDescriptorSupplier supplier
        ? HttpBinding.of(supplier.getMethodDescriptor()).stream()
            .map(binding -> new Service<>(method, binding))
        : Stream.empty();
  }

  /**
   * A method by one of its rules.
   *
   * @param <Q> its requests
   * @param <A> its answers
   */
  record Service<Q, A>(ServerMethodDefinition<Q, A> method, HttpBinding binding)
      implements HttpService {

    void addTo(ServerBuilder server) {
      ServiceBindingBuilder service = server.route();
      service.addRoute(route());
      if (isUpload()) {
        service.maxRequestLength(UploadInterceptor.NO_LIMIT);
      }
      service.build(this);
    }

    private Route route() {
      return Route.builder()
          .methods(HttpMethod.valueOf(binding.verb()))
          .regex(binding.paths().pattern())
          .build();
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
      if (Refusal.isGrpc(request.headers())) {
        throw new RequestException(Code.CONTENT_TYPE_REFUSED, "content-type", "gRPC");
      }
      HttpResponseWriter response = HttpResponse.streaming();
      Executor executor = MoreExecutors.newSequentialExecutor(context.blockingTaskExecutor());
      Call<Q, A> call = new Call<>(method.getMethodDescriptor(), binding, response, executor);
      if (isUpload()) {
        executor.execute(() -> receive(call, context, request));
        return response;
      }
      request
          .aggregate()
          .thenAcceptAsync(whole -> begin(call, context, whole.content()), executor)
          .exceptionally(error -> {
            response.close(error);
            return null;
          });
      return response;
    }

    private boolean isUpload() {
      return !method.getMethodDescriptor().getType().clientSendsOneMessage();
    }

    private void begin(Call<Q, A> call, ServiceRequestContext context, HttpData body) {
      try {
        Q message = message(context, JsonRequest.text(body));
        Listener<Q> listener = start(call);
        listener.onMessage(message);
        listener.onHalfClose();
      } catch (RuntimeException e) {
        call.fail(e);
      }
    }

    private void receive(Call<Q, A> call, ServiceRequestContext context, HttpRequest request) {
      try {
        Q first = message(context, "");
        Body<Q> body = new Body<>(call.executor, first, JsonRequest.bodyField(binding));
        call.demand = body;
        body.begin(request, start(call));
      } catch (RuntimeException e) {
        call.fail(e);
      }
    }

    @SuppressWarnings("unchecked") // the messages of gRPC's stubs are protobuf's
    private Q message(ServiceRequestContext context, String body) {
      Map<String, String> path = binding.match(context.decodedPath()).orElseThrow();
      Q message = (Q) JsonRequest.of(binding, prototype(), path, context.queryParams(), body);
      MediaType type = context.request().contentType();
      if (isUpload() != (type != null && type.is(LINES))) {
        throw new RequestException(
            Code.CONTENT_TYPE_REFUSED,
            "content-type",
            isUpload() ? "this takes a file as " + LINES : "this takes no file");
      }
      return message;
    }

    private Listener<Q> start(Call<Q, A> call) {
      Listener<Q> listener = method.getServerCallHandler().startCall(call, new Metadata());
      call.begin(listener);
      return listener;
    }

    private Message prototype() {
      return (Message)
          ((MethodDescriptor.PrototypeMarshaller<Q>)
                  method.getMethodDescriptor().getRequestMarshaller())
              .getMessagePrototype();
    }
  }

  /**
   * A body that is passed on in parts, each as a message, as fast as they are wanted.
   *
   * @param <Q> the messages
   */
  private static final class Body<Q> implements Subscriber<HttpObject> {

    private final Executor executor;
    private final FieldDescriptor field;
    private Message next;
    private boolean isFirst = true;
    private int wanted;
    private @Nullable Listener<Q> listener;
    private @Nullable Subscription subscription;

    Body(Executor executor, Q first, FieldDescriptor field) {
      this.executor = executor;
      this.next = (Message) first;
      this.field = field;
    }

    void begin(HttpRequest request, Listener<Q> to) {
      listener = to;
      request.subscribe(this);
    }

    synchronized void want(int messages) {
      if (subscription == null) {
        wanted += messages;
      } else {
        subscription.request(messages);
      }
    }

    @Override
    public synchronized void onSubscribe(Subscription begun) {
      subscription = begun;
      if (wanted > 0) {
        begun.request(wanted);
      }
    }

    @Override
    public void onNext(HttpObject part) {
      if (part instanceof HttpData data && !data.isEmpty()) {
        tell(to -> send(to, ByteString.copyFrom(data.array())));
      } else {
        want(1);
      }
    }

    @SuppressWarnings("unchecked") // of the type of the first
    private void send(Listener<Q> to, ByteString part) {
      to.onMessage((Q) next.toBuilder().setField(field, part).build());
      next = next.getDefaultInstanceForType();
      isFirst = false;
    }

    @Override
    public void onComplete() {
      tell(to -> {
        if (isFirst) {
          send(to, ByteString.EMPTY);
        }
        to.onHalfClose();
      });
    }

    /** The end of the response tells the rest. */
    @Override
    public void onError(Throwable error) {
      tell(Listener::onCancel);
    }

    private void tell(Consumer<Listener<Q>> event) {
      executor.execute(() -> event.accept(Objects.requireNonNull(listener)));
    }
  }

  /** A call whose answers are written as JSON. */
  private static final class Call<Q, A> extends ServerCall<Q, A> {

    private final MethodDescriptor<Q, A> method;
    private final HttpBinding binding;
    private final HttpResponseWriter response;
    private final Executor executor;
    private @Nullable Body<Q> demand;
    private final AtomicInteger unread = new AtomicInteger();
    private @Nullable Listener<Q> listener;
    private boolean isBegun;
    private boolean isClosed;
    private volatile boolean isCancelled;

    Call(
        MethodDescriptor<Q, A> method,
        HttpBinding binding,
        HttpResponseWriter response,
        Executor executor) {
      this.method = method;
      this.binding = binding;
      this.response = response;
      this.executor = executor;
    }

    void begin(Listener<Q> to) {
      listener = to;
      response
          .whenComplete()
          .whenCompleteAsync((done, error) -> ended(to), executor)
          .exceptionally(error -> null);
      to.onReady();
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
      // A single one is given at once.
      if (demand != null) {
        demand.want(messages);
      }
    }

    @Override
    public void sendHeaders(Metadata headers) {
      // They are written with the first message.
    }

    @Override
    public synchronized void sendMessage(A message) {
      HttpData body = body((Message) message);
      if (!isBegun) {
        isBegun = true;
        write(ResponseHeaders.of(HttpStatus.OK, "content-type", type()));
      }
      if (body.isEmpty()) {
        return;
      }
      unread.incrementAndGet();
      write(body);
      response.whenConsumed().thenRunAsync(this::read, executor).exceptionally(error -> null);
    }

    private HttpData body(Message message) {
      if (binding.responseBody().isEmpty()) {
        return HttpData.ofUtf8(print(message) + "\n");
      }
      FieldDescriptor part = message.getDescriptorForType().findFieldByName(binding.responseBody());
      return HttpData.wrap(((ByteString) message.getField(part)).toByteArray());
    }

    private static String print(Message message) {
      try {
        return JSON.print(message);
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
          String before = binding.responseBody().isEmpty() ? "" : "\n";
          write(
              HttpData.ofUtf8(
                  before + "{\"error\": " + json.replaceAll("\\s*\n\\s*", " ") + "}\n"));
        } else {
          write(
              ResponseHeaders.of(
                  JsonErrors.httpStatus(status.getCode()), "content-type", MediaType.JSON_UTF_8));
          write(HttpData.ofUtf8(json));
        }
      } else if (!isBegun) {
        write(ResponseHeaders.of(HttpStatus.OK, "content-type", type()));
      }
      response.close();
    }

    private MediaType type() {
      return method.getType().serverSendsOneMessage() ? MediaType.JSON_UTF_8 : LINES;
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

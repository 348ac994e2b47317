package org.ponkeeper.server.http;

import com.google.common.net.HostAndPort;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.common.util.BlockingTaskExecutor;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import com.linecorp.armeria.server.ServerTlsConfig;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.grpc.GrpcHealthCheckService;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.handler.ssl.ClientAuth;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.server.access.AccessInterceptor;
import org.ponkeeper.server.access.AuditInterceptor;
import org.ponkeeper.server.access.Authentication;
import org.ponkeeper.server.access.Identity;
import org.ponkeeper.server.config.ConfigException;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.server.error.ApiErrors;
import org.ponkeeper.server.error.ErrorInterceptor;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/** The sockets: gRPC, HTTP/JSON, health and metrics on one port, with all rules and limits. */
public final class Frontend implements AutoCloseable {

  /**
   * When the server stops, it waits until no call is in progress. The framework wants a time in
   * which none ends either; a short one, or clients that are refused and try again would keep it
   * waiting.
   */
  private static final Duration QUIET = Duration.ofMillis(1);

  private final ServerConfig config;
  private final ServerMetrics metrics;
  private final Authentication authentication;
  private final Admission admission;
  private final StreamInterceptor streams;
  private final UploadInterceptor uploadLimits;
  private final DeadlineInterceptor deadlines;
  private final Health health;
  private final Server server;
  private boolean isStopped;

  private Frontend(
      List<BindableService> services,
      Ponkeeper ponkeeper,
      ServerConfig config,
      ServerMetrics metrics) {
    this.config = config;
    this.metrics = metrics;
    authentication = new Authentication(config.security());
    admission = new Admission(config.limits());
    streams = new StreamInterceptor(admission, config.limits());
    uploadLimits = new UploadInterceptor(config.limits());
    deadlines = new DeadlineInterceptor(ponkeeper);
    health = new Health(ponkeeper, metrics);
    server = server(services);
  }

  /**
   * Starts to listen.
   *
   * @throws ConfigException if a file that is named cannot be used, or it cannot listen
   */
  public static Frontend start(
      List<BindableService> services,
      Ponkeeper ponkeeper,
      ServerConfig config,
      ServerMetrics metrics) {
    Frontend frontend = new Frontend(services, ponkeeper, config, metrics);
    try {
      frontend.server.start().join();
      return frontend;
    } catch (CompletionException e) {
      frontend.end();
      throw new ConfigException(
          Setting.LISTEN_PORT.key(),
          config.listen().addresses().stream()
              .map(address -> HostAndPort.fromParts(address.getHostString(), address.getPort()))
              .map(HostAndPort::toString)
              .collect(Collectors.joining(",")),
          "cannot listen: " + whyNot(e.getCause()));
    }
  }

  private static String whyNot(@Nullable Throwable cause) {
    return cause instanceof BindException && String.valueOf(cause.getMessage()).contains("in use")
        ? "another program listens there, perhaps another ponkeeper serve; stop it, or choose"
            + " another port, or 0 for a free one"
        : String.valueOf(cause);
  }

  private Server server(List<BindableService> services) {
    List<ServerServiceDefinition> definitions = services.stream().map(this::intercepted).toList();
    ServerBuilder builder =
        Server.builder()
            .service(grpc(definitions))
            .service(Health.LIVE, (context, request) -> health.live())
            .service(Health.READY, (context, request) -> health.ready())
            .service("/metrics", metrics())
            .decorator(
                new Door(
                    new HttpRules(config.listen()),
                    authentication,
                    config.limits(),
                    admission,
                    metrics))
            .errorHandler(new HttpErrors())
            .blockingTaskExecutor(BlockingTaskExecutor.of(admission.threads()), false)
            // A client that is refused reads the answer although it still sends its request.
            .requestAutoAbortDelay(Duration.ofSeconds(1))
            .bossGroupFactory(AcceptLoop::new)
            .childChannelPipelineCustomizer(
                pipeline -> pipeline.addFirst(new ReadWhileWritable(config.limits().unread())))
            .gracefulShutdownTimeout(least(QUIET, config.stopGrace()), config.stopGrace())
            .disableServerHeader()
            .setHeader("x-content-type-options", "nosniff")
            .setHeader("x-frame-options", "DENY")
            .setHeader("referrer-policy", "no-referrer")
            .setHeader("cache-control", "no-store")
            .setHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    JsonMethods.addTo(builder, definitions);
    Pages.addTo(builder);
    limit(builder, config.limits());
    listen(builder);
    return builder.build();
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static void limit(ServerBuilder builder, ServerConfig.Limits limits) {
    builder
        .maxRequestLength(limits.messageBytes())
        .http1MaxHeaderSize(limits.headerBytes())
        .http1MaxInitialLineLength(limits.headerBytes())
        .http2MaxHeaderListSize(limits.headerBytes())
        .http2MaxStreamsPerConnection(limits.streamsPerConnection())
        .maxNumConnections(limits.connections())
        .idleTimeout(limits.idle())
        .requestTimeout(limits.requestTime());
  }

  private void listen(ServerBuilder builder) {
    for (InetSocketAddress address : config.listen().addresses()) {
      if (config.tls().isPresent()) {
        builder.https(address);
      } else {
        builder.http(address);
      }
    }
    config
        .tls()
        .ifPresent(tls ->
            builder.tlsProvider(
                new ReloadedTls(tls),
                ServerTlsConfig.builder().clientAuth(clientAuth(tls)).build()));
  }

  private static ClientAuth clientAuth(ServerConfig.Tls tls) {
    if (tls.clientCa().isEmpty()) {
      return ClientAuth.NONE;
    }
    return tls.clientsNeedCertificates() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL;
  }

  /** A service with what is done for each call, from outside to inside. */
  private ServerServiceDefinition intercepted(BindableService service) {
    // The first ones see how a call ends.
    return ServerInterceptors.interceptForward(
        service.bindService(),
        metrics,
        new AuditInterceptor(),
        new ErrorInterceptor(),
        new AccessInterceptor(),
        streams,
        uploadLimits,
        deadlines);
  }

  private GrpcService grpc(List<ServerServiceDefinition> services) {
    GrpcServiceBuilder builder =
        GrpcService.builder()
            .exceptionHandler(Frontend::status)
            .maxRequestMessageLength(config.limits().messageBytes())
            .supportedSerializationFormats(
                GrpcSerializationFormats.PROTO,
                GrpcSerializationFormats.PROTO_WEB,
                GrpcSerializationFormats.PROTO_WEB_TEXT);
    ThreadInterceptor threads = new ThreadInterceptor();
    services.forEach(service -> builder.addService(ServerInterceptors.intercept(service, threads)));
    return builder
        .addService(ProtoReflectionServiceV1.newInstance())
        .addService(GrpcHealthCheckService.of(health.forGrpc()))
        .build();
  }

  /** The status of what fails outside the services: the framework's own errors. */
  private static Status status(
      RequestContext context, Status status, Throwable cause, Metadata metadata) {
    if (status.getCode() == Status.Code.CANCELLED || cause instanceof ClosedStreamException) {
      // The client has cancelled, or is gone.
      return Status.CANCELLED;
    }
    com.google.rpc.Status known = ApiErrors.of(meaning(status, cause));
    metadata.merge(ApiErrors.trailers(known));
    return ApiErrors.grpc(known);
  }

  private static Throwable meaning(Status status, Throwable cause) {
    return switch (cause) {
      case RequestTimeoutException late ->
          new RequestException(
              Code.TIME_EXCEEDED, "limit", "limits.request_time, or the client's deadline");
      case ContentTooLargeException large ->
          new RequestException(Code.LIMIT_EXCEEDED, "limit", "limits.message_bytes");
      default -> status.getCode() == Status.Code.UNKNOWN ? cause : status.asRuntimeException();
    };
  }

  private HttpService metrics() {
    return (context, request) -> {
      if (Identity.require(context).isLimited()) {
        throw new RequestException(
            Code.PERMISSION_DENIED, "reason", "an adapter sees only its own OLTs");
      }
      return HttpResponse.of(
          MediaType.parse("text/plain; version=0.0.4; charset=utf-8"), metrics.scrape());
    };
  }

  /** Everything that it serves. */
  public List<Route> routes() {
    return server.serviceConfigs().stream().map(ServiceConfig::route).toList();
  }

  /** The URLs that it listens on. */
  public List<String> urls() {
    String scheme = config.tls().isPresent() ? "https://" : "http://";
    return server.activePorts().values().stream()
        .map(ServerPort::localAddress)
        .map(address -> scheme + host(address) + ":" + address.getPort())
        .sorted()
        .toList();
  }

  private static String host(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** The port of the first address. */
  public int port() {
    return server.activeLocalPort();
  }

  /** Who may do what, in a sentence. */
  public String accessSummary() {
    return authentication.summary();
  }

  /**
   * Stops: it is not ready, but serves as before for {@code stop.delay}. Then streams end, new
   * calls are refused, and calls in progress have the time of {@code stop.grace} to end. Then the
   * sockets close. Blocks; an interruption ends the delay. May be called twice.
   */
  @Override
  public synchronized void close() {
    if (isStopped) {
      return;
    }
    isStopped = true;
    health.stop();
    try {
      Thread.sleep(config.stopDelay());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end();
  }

  private void end() {
    streams.stop();
    server.stop().join();
    health.close();
    admission.threads().shutdownNow();
  }
}

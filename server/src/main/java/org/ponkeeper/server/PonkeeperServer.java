package org.ponkeeper.server;

import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcHealthCheckService;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.HttpJsonTranscodingOptions;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ponkeeper.server.api.ApiErrors;
import org.ponkeeper.server.api.ApiServices;
import org.ponkeeper.server.api.Engine;
import org.ponkeeper.server.http.JsonErrors;
import org.ponkeeper.server.http.JsonStreams;
import org.ponkeeper.server.http.Pages;
import org.ponkeeper.server.http.StoreHealth;
import org.ponkeeper.server.http.StreamMethods;

/** The server. */
public final class PonkeeperServer implements AutoCloseable {

  private static final long HEALTH_CHECK_MILLIS = 500;

  private final Server server;

  private PonkeeperServer(Server server) {
    this.server = server;
  }

  /** Starts a server. */
  public static PonkeeperServer start(Engine engine, InetSocketAddress address) {
    List<ServerServiceDefinition> services =
        ApiServices.of(engine).stream().map(BindableService::bindService).toList();
    StoreHealth health = new StoreHealth(engine.ponkeeper());
    GrpcService grpc =
        GrpcService.builder()
            .addServiceDefinitions(services.stream().map(StreamMethods::adapt).toList())
            .addService(ProtoReflectionServiceV1.newInstance())
            .addService(GrpcHealthCheckService.of(health))
            .exceptionHandler((context, status, cause, metadata) -> {
              if (cause instanceof ClosedStreamException) {
                // The client has cancelled, or is gone.
                return Status.CANCELLED;
              }
              com.google.rpc.Status known = ApiErrors.of(cause);
              metadata.merge(ApiErrors.trailers(known));
              return ApiErrors.grpc(known);
            })
            .useBlockingTaskExecutor(true)
            .enableHttpJsonTranscoding(
                HttpJsonTranscodingOptions.builder().errorHandler(new JsonErrors()).build())
            .jsonMarshallerFactory(descriptor ->
                GrpcJsonMarshaller.builder()
                    .jsonMarshallerCustomizer(json -> json.preservingProtoFieldNames(true))
                    .build(descriptor))
            .build();
    ServerBuilder builder = Server.builder().http(address).service(grpc);
    services.forEach(service -> JsonStreams.addTo(builder, service));
    Pages.addTo(builder);
    Server server = builder.build();
    server.start().join();
    var unused =
        server
            .nextEventLoop()
            .scheduleAtFixedRate(
                health::check, HEALTH_CHECK_MILLIS, HEALTH_CHECK_MILLIS, TimeUnit.MILLISECONDS);
    return new PonkeeperServer(server);
  }

  /** The port that it listens on. */
  public int port() {
    return server.activeLocalPort();
  }

  @Override
  public void close() {
    server.stop().join();
  }
}

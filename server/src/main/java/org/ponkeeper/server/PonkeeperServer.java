package org.ponkeeper.server;

import com.google.rpc.ErrorInfo;
import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.HttpJsonTranscodingOptions;
import java.net.InetSocketAddress;
import org.ponkeeper.api.v1.ErrorDetail;
import org.ponkeeper.server.api.ApiErrors;
import org.ponkeeper.server.api.ApiServices;
import org.ponkeeper.server.api.Engine;

/** The server. */
public final class PonkeeperServer implements AutoCloseable {

  private final Server server;

  private PonkeeperServer(Server server) {
    this.server = server;
  }

  /** Starts a server. */
  public static PonkeeperServer start(Engine engine, InetSocketAddress address) {
    GrpcService grpc =
        GrpcService.builder()
            .addServices(ApiServices.of(engine))
            .exceptionHandler((context, status, cause, metadata) -> {
              com.google.rpc.Status known = ApiErrors.of(cause);
              metadata.merge(ApiErrors.trailers(known));
              return ApiErrors.grpc(known);
            })
            .useBlockingTaskExecutor(true)
            .enableHttpJsonTranscoding(
                HttpJsonTranscodingOptions.builder().errorHandler(new JsonErrors()).build())
            .jsonMarshallerFactory(descriptor ->
                GrpcJsonMarshaller.builder()
                    .jsonMarshallerCustomizer(json ->
                        json.preservingProtoFieldNames(true)
                            // What the details of errors in answers are.
                            .register(ErrorInfo.getDefaultInstance())
                            .register(ErrorDetail.getDefaultInstance()))
                    .build(descriptor))
            .build();
    Server server =
        Server.builder().http(address).service(grpc).errorHandler(JsonErrors::ofMalformed).build();
    server.start().join();
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

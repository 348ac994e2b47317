package org.ponkeeper.server.http;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.ServerMethodDefinition;
import java.util.Optional;

/** The method that a request calls, by gRPC or as JSON. */
final class CalledMethod {
  private CalledMethod() {}

  /** Whether the client sends many messages: a file, or the questions of server reflection. */
  static boolean takesManyMessages(ServiceRequestContext context) {
    return find(context)
        .map(ServerMethodDefinition::getMethodDescriptor)
        .filter(method -> !method.getType().clientSendsOneMessage())
        .isPresent();
  }

  private static Optional<ServerMethodDefinition<?, ?>> find(ServiceRequestContext context) {
    HttpService service = context.config().service();
    GrpcService grpc = service.as(GrpcService.class);
    if (grpc != null) {
      return Optional.ofNullable(grpc.methodDefinition(context));
    }
    JsonMethods.Service<?, ?> json = service.as(JsonMethods.Service.class);
    return json == null ? Optional.empty() : Optional.of(json.method());
  }
}

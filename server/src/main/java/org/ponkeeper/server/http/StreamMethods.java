package org.ponkeeper.server.http;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;

/** What is different for methods that answer with a stream. */
public final class StreamMethods {
  private StreamMethods() {}

  static boolean isStream(MethodDescriptor<?, ?> method) {
    return method.getType() == MethodDescriptor.MethodType.SERVER_STREAMING;
  }

  /**
   * The same service, in which streams last as long as their callers want, and have no HTTP rules
   * that Armeria would have to ignore with a warning: {@link JsonStreams} serves these.
   */
  public static ServerServiceDefinition adapt(ServerServiceDefinition service) {
    ServiceDescriptor before = service.getServiceDescriptor();
    ServiceDescriptor.Builder described =
        ServiceDescriptor.newBuilder(before.getName())
            .setSchemaDescriptor(before.getSchemaDescriptor());
    var methods = service.getMethods().stream().map(StreamMethods::adapt).toList();
    methods.forEach(method -> described.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder adapted = ServerServiceDefinition.builder(described.build());
    methods.forEach(adapted::addMethod);
    return adapted.build();
  }

  private static <Q, A> ServerMethodDefinition<Q, A> adapt(ServerMethodDefinition<Q, A> method) {
    if (!isStream(method.getMethodDescriptor())) {
      return method;
    }
    ServerCallHandler<Q, A> handler = method.getServerCallHandler();
    return ServerMethodDefinition.create(
        method.getMethodDescriptor().toBuilder().setSchemaDescriptor(null).build(),
        (call, headers) -> {
          ServiceRequestContext context = ServiceRequestContext.current();
          if (!context.request().headers().contains("grpc-timeout")) {
            context.clearRequestTimeout();
          }
          return handler.startCall(call, headers);
        });
  }
}

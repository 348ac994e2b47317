package org.ponkeeper.server;

import com.google.protobuf.Message;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Objects;
import org.ponkeeper.api.v1.ChangeServiceGrpc;
import org.ponkeeper.api.v1.IdServiceGrpc;
import org.ponkeeper.api.v1.InstanceServiceGrpc;
import org.ponkeeper.api.v1.MaintenanceServiceGrpc;
import org.ponkeeper.api.v1.OltServiceGrpc;
import org.ponkeeper.api.v1.OnuMapServiceGrpc;
import org.ponkeeper.api.v1.OnuServiceGrpc;
import org.ponkeeper.api.v1.SearchServiceGrpc;
import org.ponkeeper.api.v1.StatusServiceGrpc;
import org.ponkeeper.api.v1.TemplateServiceGrpc;

/** All services of the contract, each method with an empty answer: for tests of what is around. */
final class AnyService {

  static final List<ServiceDescriptor> ALL =
      List.of(
          ChangeServiceGrpc.getServiceDescriptor(),
          IdServiceGrpc.getServiceDescriptor(),
          InstanceServiceGrpc.getServiceDescriptor(),
          MaintenanceServiceGrpc.getServiceDescriptor(),
          OltServiceGrpc.getServiceDescriptor(),
          OnuMapServiceGrpc.getServiceDescriptor(),
          OnuServiceGrpc.getServiceDescriptor(),
          SearchServiceGrpc.getServiceDescriptor(),
          StatusServiceGrpc.getServiceDescriptor(),
          TemplateServiceGrpc.getServiceDescriptor());

  private AnyService() {}

  /** Runs before each answer, on the thread of the call. */
  static List<BindableService> all(Runnable before) {
    return ALL.stream().<BindableService>map(service -> () -> bind(service, before)).toList();
  }

  private static ServerServiceDefinition bind(ServiceDescriptor service, Runnable before) {
    ServerServiceDefinition.Builder builder = ServerServiceDefinition.builder(service);
    service.getMethods().forEach(method -> add(builder, method, before));
    return builder.build();
  }

  @SuppressWarnings("unchecked") // the prototype of a method is of the type of its answers
  private static <Q, A> void add(
      ServerServiceDefinition.Builder builder, MethodDescriptor<Q, A> method, Runnable before) {
    A answer = (A) prototype(method.getResponseMarshaller());
    builder.addMethod(
        method,
        switch (method.getType()) {
          case UNARY ->
              ServerCalls.asyncUnaryCall((request, caller) -> answer(before, caller, answer));
          case SERVER_STREAMING ->
              ServerCalls.asyncServerStreamingCall(
                  (request, caller) -> answer(before, caller, answer));
          default ->
              ServerCalls.asyncBidiStreamingCall(caller ->
                  new StreamObserver<Q>() {
                    @Override
                    public void onNext(Q request) {}

                    @Override
                    public void onError(Throwable cancelled) {}

                    @Override
                    public void onCompleted() {
                      answer(before, caller, answer);
                    }
                  });
        });
  }

  private static <A> void answer(Runnable before, StreamObserver<A> caller, A answer) {
    before.run();
    caller.onNext(answer);
    caller.onCompleted();
  }

  /** The empty message of a marshaller. */
  static Message prototype(MethodDescriptor.Marshaller<?> marshaller) {
    return (Message)
        Objects.requireNonNull(((PrototypeMarshaller<?>) marshaller).getMessagePrototype());
  }
}

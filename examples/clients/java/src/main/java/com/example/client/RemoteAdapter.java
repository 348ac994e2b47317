package com.example.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.ponkeeper.api.v1.AllocateIdsRequest;
import org.ponkeeper.api.v1.Claim;
import org.ponkeeper.api.v1.CreateInstanceRequest;
import org.ponkeeper.api.v1.CreateInstanceResponse;
import org.ponkeeper.api.v1.DeleteInstanceRequest;
import org.ponkeeper.api.v1.ErrorDetail;
import org.ponkeeper.api.v1.IdRange;
import org.ponkeeper.api.v1.IdServiceGrpc;
import org.ponkeeper.api.v1.Instance;
import org.ponkeeper.api.v1.InstanceServiceGrpc;
import org.ponkeeper.api.v1.OltRegistration;
import org.ponkeeper.api.v1.OltServiceGrpc;
import org.ponkeeper.api.v1.PonRanges;
import org.ponkeeper.api.v1.RegisterOltRequest;
import org.ponkeeper.api.v1.ReleaseIdsRequest;
import org.ponkeeper.api.v1.ResourceType;

/**
 * A client of a server in Java, with the stubs of {@code ponkeeper-api} and without the library. The
 * channel itself repeats calls that were not answered, or whose outcome is unknown: each is safe to
 * repeat.
 */
public final class RemoteAdapter {

  private static final String OLT = "technologies/XGS-PON/olts/olt-java";
  private static final int SECONDS = 10;

  private static final Map<String, Object> REPEAT =
      Map.of(
          "methodConfig",
          List.of(
              Map.of(
                  "name",
                  List.of(Map.of()),
                  "retryPolicy",
                  Map.of(
                      "maxAttempts",
                      5.0,
                      "initialBackoff",
                      "0.1s",
                      "maxBackoff",
                      "2s",
                      "backoffMultiplier",
                      2.0,
                      "retryableStatusCodes",
                      List.of("UNAVAILABLE", "UNKNOWN")))));

  private final ManagedChannel channel;

  private RemoteAdapter(ManagedChannel channel) {
    this.channel = channel;
  }

  /** Runs it with the server at this address: {@code 127.0.0.1:8765}. */
  public static void main(String[] args) {
    String address = args.length > 0 ? args[0] : "127.0.0.1:8765";
    // With TLS: Grpc.newChannelBuilder, TlsChannelCredentials, and a CallCredentials with the token.
    ManagedChannel channel =
        ManagedChannelBuilder.forTarget(address)
            .usePlaintext()
            .defaultServiceConfig(REPEAT)
            .enableRetry()
            .build();
    try {
      new RemoteAdapter(channel).run();
    } catch (StatusRuntimeException e) {
      System.err.println(e.getStatus() + " " + detail(e).getRemedy());
      System.exit(1);
    } finally {
      channel.shutdownNow();
    }
  }

  private void run() {
    register();
    Claim claim =
        IdServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
            .allocateIds(
                AllocateIdsRequest.newBuilder()
                    .setPool(OLT + "/pons/0/pools/onu")
                    .setOwner("ALCL00000001")
                    .setCount(1)
                    .build())
            .getClaim();
    String uni = OLT + "/pons/0/onus/" + claim.getIds(0) + "/unis/0";
    Instance instance = create(uni, 64).getInstance();
    System.out.printf(
        "%s has Alloc-ID %s and GEM ports %s; sent again: created %s%n",
        instance.getPath(),
        instance.getAllocId(),
        instance.getGemPortIdsList(),
        create(uni, 64).getCreated());
    try {
      create(uni, 99);
    } catch (StatusRuntimeException e) {
      System.out.printf("template 99: %s %s%n", e.getStatus().getCode(), detail(e).getCode());
    }
    InstanceServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
        .deleteInstance(
            DeleteInstanceRequest.newBuilder()
                .setName(instance.getName())
                .setEtag(instance.getEtag())
                .build());
    IdServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
        .releaseIds(
            ReleaseIdsRequest.newBuilder()
                .setName(claim.getName())
                .setEtag(claim.getEtag())
                .build());
    System.out.println("deleted");
  }

  private void register() {
    OltServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
            .registerOlt(
                RegisterOltRequest.newBuilder()
                    .setName(OLT)
                    .setRegistration(
                        OltRegistration.newBuilder()
                            .addPons(0)
                            .addRanges(ranges(ResourceType.ONU_ID, 1, 32))
                            .addRanges(ranges(ResourceType.ALLOC_ID, 1024, 1100))
                            .addRanges(ranges(ResourceType.GEM_PORT_ID, 1024, 2000)))
                    .build());
  }

  private static PonRanges ranges(ResourceType type, int first, int last) {
    return PonRanges.newBuilder()
        .setType(type)
        .addRanges(IdRange.newBuilder().setFirst(first).setLast(last))
        .build();
  }

  private CreateInstanceResponse create(String uni, int template) {
    return InstanceServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
        .createInstance(
            CreateInstanceRequest.newBuilder().setParent(uni).setTemplate(template).build());
  }

  /** What Ponkeeper says of an error: its code, the facts, and what to do. */
  private static ErrorDetail detail(StatusRuntimeException error) {
    com.google.rpc.Status status = StatusProto.fromThrowable(error);
    for (Any any : status.getDetailsList()) {
      if (any.is(ErrorDetail.class)) {
        try {
          return any.unpack(ErrorDetail.class);
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException("the detail of an error cannot be read", e);
        }
      }
    }
    return ErrorDetail.getDefaultInstance();
  }
}

package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.net.http.HttpResponse;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.api.v1.CreateInstanceRequest;
import org.ponkeeper.api.v1.CreateInstanceResponse;
import org.ponkeeper.api.v1.ErrorDetail;
import org.ponkeeper.api.v1.GetInstanceRequest;
import org.ponkeeper.api.v1.InstanceServiceGrpc;
import org.ponkeeper.api.v1.InstanceServiceGrpc.InstanceServiceBlockingStub;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.Technology;

class InstanceApiTest {

  private static final String UNI = "technologies/XGS-PON/olts/olt-1/pons/0/onus/1/unis/0";

  private final TestServer server = new TestServer();
  private final InstanceServiceBlockingStub stub =
      InstanceServiceGrpc.newBlockingStub(server.channel());

  @BeforeEach
  void register() {
    server
        .ponkeeper()
        .olt(Technology.XGS_PON, "olt-1")
        .register(
            OltRegistration.builder()
                .pons(0, 1)
                .onuIds(1, 32)
                .allocIds(1024, 1100)
                .gemPortIds(1024, 2000)
                .build());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void createsOnceHoweverOftenItIsSent() {
    CreateInstanceRequest request =
        CreateInstanceRequest.newBuilder().setParent(UNI).setTemplate(64).build();

    CreateInstanceResponse first = stub.createInstance(request);
    CreateInstanceResponse second = stub.createInstance(request);

    assertThat(first.getCreated()).isTrue();
    assertThat(second.getCreated()).isFalse();
    assertThat(second.getInstance()).isEqualTo(first.getInstance());
    assertThat(first.getInstance().getName()).isEqualTo(UNI + "/instances/64");
  }

  @Test
  void errorsHaveTheCodeAndTheFacts() throws InvalidProtocolBufferException {
    GetInstanceRequest request =
        GetInstanceRequest.newBuilder().setName(UNI + "/instances/64").build();

    assertThatThrownBy(() -> stub.getInstance(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            error -> {
              assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
              assertThat(detail(error).getCode()).isEqualTo("INSTANCE_NOT_FOUND");
            });
    HttpResponse<String> json = server.get("/v1/" + UNI + "/instances/64");
    assertThat(json.statusCode()).isEqualTo(404);
    assertThat(json.body()).contains("\"INSTANCE_NOT_FOUND\"");
  }

  private static ErrorDetail detail(StatusRuntimeException error) {
    try {
      for (Any any : Objects.requireNonNull(StatusProto.fromThrowable(error)).getDetailsList()) {
        if (any.is(ErrorDetail.class)) {
          return any.unpack(ErrorDetail.class);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("no detail in " + error);
  }
}

package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.api.v1.BatchCreateInstancesRequest;
import org.ponkeeper.api.v1.BatchCreateInstancesResponse;
import org.ponkeeper.api.v1.BatchDeleteInstancesRequest;
import org.ponkeeper.api.v1.BatchDeleteInstancesResponse;
import org.ponkeeper.api.v1.CreateInstanceRequest;
import org.ponkeeper.api.v1.CreateInstanceResponse;
import org.ponkeeper.api.v1.DeleteInstanceRequest;
import org.ponkeeper.api.v1.DeleteInstanceResponse;
import org.ponkeeper.api.v1.GetInstanceRequest;
import org.ponkeeper.api.v1.Instance;
import org.ponkeeper.api.v1.InstanceServiceGrpc;
import org.ponkeeper.api.v1.ListInstancesRequest;
import org.ponkeeper.api.v1.ListInstancesResponse;

class InstanceApiTest {

  private final Twins servers = new Twins();

  @BeforeEach
  void register() {
    servers.prepare(Scene::register);
  }

  @AfterEach
  void close() {
    servers.close();
  }

  private static CreateInstanceRequest.Builder creation() {
    return CreateInstanceRequest.newBuilder().setParent(Scene.UNI).setTemplate(64);
  }

  private CreateInstanceResponse created(CreateInstanceRequest.Builder request) {
    return servers.call(InstanceServiceGrpc.getCreateInstanceMethod(), request.build());
  }

  private static GetInstanceRequest.Builder named(String name) {
    return GetInstanceRequest.newBuilder().setName(name);
  }

  private void requireNoInstance(String name) {
    servers.refused(
        Code.NOT_FOUND,
        "INSTANCE_NOT_FOUND",
        InstanceServiceGrpc.getGetInstanceMethod(),
        named(name).build());
  }

  @Test
  void createsOnceHoweverOftenItIsSent() {
    CreateInstanceResponse first = created(creation());
    CreateInstanceResponse second = created(creation());
    CreateInstanceResponse byPath = created(CreateInstanceRequest.newBuilder().setPath(Scene.PATH));

    assertThat(first.getCreated()).isTrue();
    assertThat(second.getCreated()).isFalse();
    assertThat(second.getInstance()).isEqualTo(first.getInstance());
    assertThat(byPath.getInstance()).isEqualTo(first.getInstance());
    Instance instance = first.getInstance();
    assertThat(instance.getName()).isEqualTo(Scene.INSTANCE);
    assertThat(instance.getPath()).isEqualTo(Scene.PATH);
    assertThat(instance.getTemplateSource()).isEqualTo("built-in");
    assertThat(instance.getTechProfileInstance().getSubscriberIdentifier()).contains("uni-{0}");
    assertThat(instance.getUpstreamGemPortByPbitList()).hasSize(8);
    assertThat(instance.getUpstreamQueues().getTrafficQueuesList()).isNotEmpty();
    assertThat(
            servers.call(InstanceServiceGrpc.getGetInstanceMethod(), named(Scene.INSTANCE).build()))
        .isEqualTo(instance);
    assertThat(
            servers.call(
                InstanceServiceGrpc.getGetInstanceMethod(),
                GetInstanceRequest.newBuilder().setPath(Scene.PATH).build()))
        .isEqualTo(instance);
  }

  @Test
  void theOwnerOfTheOnuIsShown() {
    servers.prepare(ponkeeper -> Scene.subscriber(ponkeeper, 0, 1, "ALCL00000001"));

    Instance instance = created(creation()).getInstance();

    assertThat(instance.getOnuOwner()).isEqualTo("ALCL00000001");
    assertThat(
            servers.call(InstanceServiceGrpc.getGetInstanceMethod(), named(Scene.INSTANCE).build()))
        .isEqualTo(instance);
    assertThat(list(ListInstancesRequest.newBuilder().setParent(Scene.OLT)))
        .hasSize(2)
        .contains(instance)
        .allSatisfy(of -> assertThat(of.getOnuOwner()).isEqualTo("ALCL00000001"));
    BatchCreateInstancesResponse batch =
        servers.call(
            InstanceServiceGrpc.getBatchCreateInstancesMethod(),
            BatchCreateInstancesRequest.newBuilder().addRequests(creation()).build());
    assertThat(batch.getAnswers(0).getResponse().getInstance()).isEqualTo(instance);
  }

  @Test
  void aPreviewCreatesAndDeletesNothing() {
    assertThat(created(creation().setValidateOnly(true)).getCreated()).isTrue();
    requireNoInstance(Scene.INSTANCE);
    created(creation());
    DeleteInstanceRequest delete =
        DeleteInstanceRequest.newBuilder().setName(Scene.INSTANCE).build();

    DeleteInstanceResponse preview =
        servers.call(
            InstanceServiceGrpc.getDeleteInstanceMethod(),
            delete.toBuilder().setValidateOnly(true).build());
    DeleteInstanceResponse deleted =
        servers.call(InstanceServiceGrpc.getDeleteInstanceMethod(), delete);

    assertThat(preview).isEqualTo(deleted);
    assertThat(deleted.getDeleted()).isTrue();
    assertThat(deleted.getFreedAllocId()).isEqualTo(1024);
    assertThat(deleted.getFreedGemPortIdsList()).isNotEmpty();
    requireNoInstance(Scene.INSTANCE);
    assertThat(
            servers.call(
                InstanceServiceGrpc.getDeleteInstanceMethod(),
                DeleteInstanceRequest.newBuilder().setPath(Scene.PATH).build()))
        .isEqualTo(DeleteInstanceResponse.getDefaultInstance());
  }

  @Test
  void whatCannotBeCreatedIsRefused() {
    servers.refused(
        Code.NOT_FOUND,
        "TEMPLATE_NOT_FOUND",
        InstanceServiceGrpc.getCreateInstanceMethod(),
        creation().setTemplate(99).build());
    assertThat(created(creation().setTemplate(99).setFallBackToDefault(true)).getWarningsList())
        .isNotEmpty();
    servers.refused(
        Code.NOT_FOUND,
        "OLT_NOT_REGISTERED",
        InstanceServiceGrpc.getCreateInstanceMethod(),
        creation().setParent(Scene.UNI.replace("olt-1", "olt-2")).build());
    servers.refused(
        Code.NOT_FOUND,
        "PON_NOT_REGISTERED",
        InstanceServiceGrpc.getCreateInstanceMethod(),
        creation().setParent(Scene.OLT + "/pons/9/onus/1/unis/0").build());
    for (int uni = 0; uni < 76; uni++) {
      int number = uni;
      servers.prepare(ponkeeper ->
          Scene.olt(ponkeeper)
              .instances()
              .create(Scene.T65, Scene.olt(ponkeeper).uniPort(0, 2, number)));
    }
    servers.refused(
        Code.RESOURCE_EXHAUSTED,
        "POOL_EXHAUSTED",
        InstanceServiceGrpc.getCreateInstanceMethod(),
        creation().setParent(Scene.PON + "/onus/2/unis/100").build());
  }

  @Test
  void listsComeByPagesOfAnOltAPonAnOnuOrAPort() {
    servers.prepare(ponkeeper -> {
      for (int[] at : new int[][] {{1, 1, 0}, {0, 10, 0}, {0, 2, 1}, {0, 2, 0}}) {
        var port = Scene.olt(ponkeeper).uniPort(at[0], at[1], at[2]);
        Scene.olt(ponkeeper).instances().create(Scene.T65, port);
        Scene.olt(ponkeeper).instances().create(Scene.T64, port);
      }
    });
    List<String> ofOnu = List.of("0/2/0/64", "0/2/0/65", "0/2/1/64", "0/2/1/65");

    for (int size : List.of(1, 3, 8, 0)) {
      assertThat(places(Scene.OLT, size))
          .startsWith(ofOnu.toArray(String[]::new))
          .endsWith("0/10/0/64", "0/10/0/65", "1/1/0/64", "1/1/0/65")
          .hasSize(8);
      assertThat(places(Scene.PON, size)).startsWith(ofOnu.toArray(String[]::new)).hasSize(6);
      assertThat(places(Scene.PON + "/onus/2", size)).isEqualTo(ofOnu);
      assertThat(places(Scene.PON + "/onus/2/unis/1", size)).isEqualTo(ofOnu.subList(2, 4));
    }
    assertThat(places(Scene.PON + "/onus/3", 0)).isEmpty();
    assertThat(list(ListInstancesRequest.newBuilder().setParent(Scene.OLT).setTemplate(65)))
        .hasSize(4)
        .allSatisfy(instance -> assertThat(instance.getTemplate()).isEqualTo(65));
    servers.refused(
        Code.NOT_FOUND,
        "OLT_NOT_REGISTERED",
        InstanceServiceGrpc.getListInstancesMethod(),
        ListInstancesRequest.newBuilder().setParent(Scene.TECHNOLOGY + "/olts/olt-2").build());
    servers.refused(
        Code.NOT_FOUND,
        "PON_NOT_REGISTERED",
        InstanceServiceGrpc.getListInstancesMethod(),
        ListInstancesRequest.newBuilder().setParent(Scene.OLT + "/pons/9").build());
  }

  @Test
  void aPageBeginsAfterTheLastEntryWhateverChanges() {
    for (int uni = 0; uni < 4; uni++) {
      created(creation().setParent(Scene.ONU + "/unis/" + uni));
    }
    ListInstancesRequest.Builder request =
        ListInstancesRequest.newBuilder().setParent(Scene.OLT).setPageSize(2);
    ListInstancesResponse first =
        servers.call(InstanceServiceGrpc.getListInstancesMethod(), request.build());
    servers.call(
        InstanceServiceGrpc.getDeleteInstanceMethod(),
        DeleteInstanceRequest.newBuilder().setName(Scene.ONU + "/unis/1/instances/64").build());

    ListInstancesResponse second =
        servers.call(
            InstanceServiceGrpc.getListInstancesMethod(),
            request.setPageToken(first.getNextPageToken()).build());

    assertThat(second.getInstancesList()).extracting(Instance::getUni).containsExactly(2, 3);
    assertThat(second.getNextPageToken()).isEmpty();
  }

  private List<String> places(String parent, int size) {
    return list(ListInstancesRequest.newBuilder().setParent(parent).setPageSize(size)).stream()
        .map(of -> of.getPon() + "/" + of.getOnu() + "/" + of.getUni() + "/" + of.getTemplate())
        .toList();
  }

  private List<Instance> list(ListInstancesRequest.Builder request) {
    List<Instance> all = new ArrayList<>();
    do {
      ListInstancesResponse page =
          servers.call(InstanceServiceGrpc.getListInstancesMethod(), request.build());
      all.addAll(page.getInstancesList());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return all;
  }

  @Test
  void aBatchAnswersEachRequestInOrder() {
    BatchCreateInstancesRequest creations =
        BatchCreateInstancesRequest.newBuilder()
            .addRequests(creation().setParent(Scene.OLT + "/pons/1/onus/1/unis/0"))
            .addRequests(creation().setParent("nonsense"))
            .addRequests(creation().setParent(Scene.UNI.replace("olt-1", "olt-2")))
            .addRequests(creation())
            .addRequests(creation().setTemplate(99))
            .addRequests(creation())
            .build();

    BatchCreateInstancesResponse would =
        servers.call(
            InstanceServiceGrpc.getBatchCreateInstancesMethod(),
            creations.toBuilder().setValidateOnly(true).build());
    requireNoInstance(Scene.INSTANCE);
    BatchCreateInstancesResponse created =
        servers.call(InstanceServiceGrpc.getBatchCreateInstancesMethod(), creations);

    assertThat(withoutEtags(would)).isEqualTo(withoutEtags(created));
    assertThat(created.getAnswersCount()).isEqualTo(6);
    assertThat(created.getAnswers(0).getResponse().getInstance().getPon()).isEqualTo(1);
    assertThat(Twins.detail(created.getAnswers(1).getError()).getCode())
        .isEqualTo("RESOURCE_NAME_INVALID");
    assertThat(Twins.detail(created.getAnswers(2).getError()).getCode())
        .isEqualTo("OLT_NOT_REGISTERED");
    assertThat(created.getAnswers(3).getResponse().getCreated()).isTrue();
    assertThat(Twins.detail(created.getAnswers(4).getError()).getCode())
        .isEqualTo("TEMPLATE_NOT_FOUND");
    assertThat(created.getAnswers(5).getResponse().getCreated()).isFalse();
    assertThat(created.getAnswers(5).getResponse().getInstance().getName())
        .isEqualTo(Scene.INSTANCE);

    BatchDeleteInstancesRequest deletions =
        BatchDeleteInstancesRequest.newBuilder()
            .addRequests(DeleteInstanceRequest.newBuilder().setName("nonsense"))
            .addRequests(DeleteInstanceRequest.newBuilder().setPath(Scene.PATH))
            .addRequests(DeleteInstanceRequest.newBuilder().setName(Scene.INSTANCE))
            .addRequests(DeleteInstanceRequest.newBuilder().setName(Scene.INSTANCE).setEtag("x"))
            .build();
    BatchDeleteInstancesResponse wouldDelete =
        servers.call(
            InstanceServiceGrpc.getBatchDeleteInstancesMethod(),
            deletions.toBuilder().setValidateOnly(true).build());
    BatchDeleteInstancesResponse deleted =
        servers.call(InstanceServiceGrpc.getBatchDeleteInstancesMethod(), deletions);
    assertThat(wouldDelete).isEqualTo(deleted);
    assertThat(Twins.detail(deleted.getAnswers(0).getError()).getCode())
        .isEqualTo("RESOURCE_NAME_INVALID");
    assertThat(deleted.getAnswers(1).getResponse().getDeleted()).isTrue();
    assertThat(deleted.getAnswers(2).getResponse().getDeleted()).isFalse();
    assertThat(Twins.detail(deleted.getAnswers(3).getError()).getCode()).isEqualTo("ETAG_INVALID");
    requireNoInstance(Scene.INSTANCE);
  }

  /** What does not exist yet has none. */
  private static BatchCreateInstancesResponse withoutEtags(BatchCreateInstancesResponse response) {
    BatchCreateInstancesResponse.Builder without = response.toBuilder();
    without.getAnswersBuilderList().stream()
        .filter(BatchCreateInstancesResponse.Answer.Builder::hasResponse)
        .forEach(answer -> answer.getResponseBuilder().getInstanceBuilder().clearEtag());
    return without.build();
  }

  @Test
  void aBatchIsRefusedAsAWholeIfItIsTooLargeOrAPreview() {
    BatchCreateInstancesRequest.Builder large = BatchCreateInstancesRequest.newBuilder();
    for (int i = 0; i <= 1000; i++) {
      large.addRequests(creation());
    }
    servers.invalid(
        "REQUEST_INVALID", InstanceServiceGrpc.getBatchCreateInstancesMethod(), large.build());
    servers.invalid(
        "REQUEST_INVALID",
        InstanceServiceGrpc.getBatchCreateInstancesMethod(),
        BatchCreateInstancesRequest.newBuilder()
            .addRequests(creation())
            .addRequests(creation().setValidateOnly(true))
            .build());
    servers.invalid(
        "REQUEST_INVALID",
        InstanceServiceGrpc.getBatchDeleteInstancesMethod(),
        BatchDeleteInstancesRequest.newBuilder()
            .addRequests(
                DeleteInstanceRequest.newBuilder().setName(Scene.INSTANCE).setValidateOnly(true))
            .build());
    requireNoInstance(Scene.INSTANCE);
    assertThat(
            servers
                .call(
                    InstanceServiceGrpc.getBatchCreateInstancesMethod(),
                    BatchCreateInstancesRequest.getDefaultInstance())
                .getAnswersList())
        .isEmpty();
  }

  @Test
  void whatNobodyMeansIsRefusedAsInvalid() {
    for (String name :
        List.of(
            "",
            "/",
            Scene.UNI,
            Scene.INSTANCE + "/",
            Scene.INSTANCE + "x",
            Scene.UNI + "/instances/-1",
            Scene.UNI + "/instances/ 1",
            Scene.UNI + "/instances/18446744073709551616",
            Scene.LONG)) {
      servers.invalid(
          "RESOURCE_NAME_INVALID", InstanceServiceGrpc.getGetInstanceMethod(), named(name).build());
      servers.invalid(
          "RESOURCE_NAME_INVALID",
          InstanceServiceGrpc.getDeleteInstanceMethod(),
          DeleteInstanceRequest.newBuilder().setName(name).build());
    }
    for (String path : List.of("x", "XGS-PON/64/", "XGS-PON/x/" + Scene.PATH, Scene.LONG)) {
      servers.invalid(
          "UNI_PORT_MALFORMED",
          InstanceServiceGrpc.getGetInstanceMethod(),
          GetInstanceRequest.newBuilder().setPath(path).build());
    }
    var create = InstanceServiceGrpc.getCreateInstanceMethod();
    servers.invalid("RESOURCE_NAME_INVALID", create, CreateInstanceRequest.getDefaultInstance());
    servers.invalid(
        "ID_OUT_OF_LEGAL_SPACE",
        create,
        creation().setParent(Scene.PON + "/onus/1021/unis/0").build());
    servers.invalid(
        "ID_OUT_OF_LEGAL_SPACE",
        create,
        creation().setParent(Scene.OLT + "/pons/256/onus/1/unis/0").build());
    servers.invalid("REQUEST_INVALID", create, creation().clearTemplate().build());
    servers.invalid("REQUEST_INVALID", create, creation().setTemplate(-1).build());
    servers.invalid("ID_OUT_OF_LEGAL_SPACE", create, creation().setTemplate(65536).build());
    servers.invalid("REQUEST_INVALID", create, creation().setPath(Scene.PATH).build());
    servers.invalid(
        "REQUEST_INVALID",
        InstanceServiceGrpc.getGetInstanceMethod(),
        named(Scene.INSTANCE).setPath(Scene.PATH).build());
    servers.invalid(
        "ETAG_INVALID",
        InstanceServiceGrpc.getDeleteInstanceMethod(),
        DeleteInstanceRequest.newBuilder().setName(Scene.INSTANCE).setEtag("x").build());
    var list = InstanceServiceGrpc.getListInstancesMethod();
    ListInstancesRequest all = ListInstancesRequest.newBuilder().setParent(Scene.OLT).build();
    servers.invalid("REQUEST_INVALID", list, all.toBuilder().setPageSize(-1).build());
    servers.invalid("ID_OUT_OF_LEGAL_SPACE", list, all.toBuilder().setTemplate(65536).build());
    for (String token : List.of("*", "A", "MDAwLzAwMDE", "AAAAAAAAAAAA", Scene.LONG)) {
      servers.invalid("PAGE_TOKEN_INVALID", list, all.toBuilder().setPageToken(token).build());
    }
  }

  @Test
  void jsonThatIsNoRequestIsRefusedAsInvalid() {
    String path = "/v1/" + Scene.UNI + "/instances";
    for (String body :
        List.of(
            "",
            "{",
            "[]",
            "null",
            "1",
            "{\"template\": -1}",
            "{\"template\": 4294967296}",
            "{\"template\": \"x\"}",
            "{\"template\": {}}",
            "{\"no_such_field\": 1}",
            "{\"validate_only\": 3}",
            "{\"template\": 1.5}")) {
      HttpResponse<String> response = servers.json().post(path, body);
      assertThat(response.statusCode()).as(body + " -> " + response.body()).isEqualTo(400);
      assertThat(response.body()).as(body).contains("\"REQUEST_INVALID\"");
    }
    for (String query : List.of("page_size=x", "page_size=99999999999", "template=-1")) {
      HttpResponse<String> response =
          servers.json().get("/v1/" + Scene.OLT + "/instances?" + query);
      assertThat(response.statusCode()).as(query + " -> " + response.body()).isEqualTo(400);
      assertThat(response.body()).as(query).contains("\"REQUEST_INVALID\"");
    }
  }
}

package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.api.v1.ApplyTemplateRequest;
import org.ponkeeper.api.v1.ApplyTemplateResponse;
import org.ponkeeper.api.v1.DeleteTemplateRequest;
import org.ponkeeper.api.v1.Diagnostic;
import org.ponkeeper.api.v1.GetTemplateRequest;
import org.ponkeeper.api.v1.InstanceCount;
import org.ponkeeper.api.v1.LintTemplateRequest;
import org.ponkeeper.api.v1.LintTemplateResponse;
import org.ponkeeper.api.v1.ListTemplatesRequest;
import org.ponkeeper.api.v1.ListTemplatesResponse;
import org.ponkeeper.api.v1.Template;
import org.ponkeeper.api.v1.TemplateServiceGrpc;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.tck.PlainTemplate;

class TemplateApiTest {

  private static final String NAME = Scene.TECHNOLOGY + "/templates/65";

  private final Twins servers = new Twins();

  @AfterEach
  void close() {
    servers.close();
  }

  private static ByteString document(int gemPorts) {
    return ByteString.copyFrom(PlainTemplate.json("T", gemPorts, false).toArray());
  }

  private static ApplyTemplateRequest.Builder apply(int gemPorts) {
    return ApplyTemplateRequest.newBuilder().setName(NAME).setDocument(document(gemPorts));
  }

  private ApplyTemplateResponse applied(ApplyTemplateRequest.Builder request) {
    return servers.call(TemplateServiceGrpc.getApplyTemplateMethod(), request.build());
  }

  private Template template() {
    return servers.call(
        TemplateServiceGrpc.getGetTemplateMethod(),
        GetTemplateRequest.newBuilder().setName(NAME).build());
  }

  @Test
  void aTemplateIsStoredOnceAndShownAsItIsStored() {
    ApplyTemplateResponse first = applied(apply(2));
    ApplyTemplateResponse second = applied(apply(2));

    assertThat(first.getChanged()).isTrue();
    assertThat(second.getChanged()).isFalse();
    assertThat(second.getTemplate()).isEqualTo(first.getTemplate());
    Template template = template();
    assertThat(template).isEqualTo(first.getTemplate());
    assertThat(template.getName()).isEqualTo(NAME);
    assertThat(template.getTechnology()).isEqualTo("XGS-PON");
    assertThat(template.getId()).isEqualTo(65);
    assertThat(template.getCondition()).isEqualTo(Template.Condition.USABLE);
    assertThat(template.getTechProfile().getNumGemPorts()).isEqualTo(2);
    assertThat(template.getDocument()).isEqualTo(document(2));
  }

  @Test
  void aShapeInUseIsOnlyChangedByForce() {
    servers.prepare(ponkeeper -> {
      Scene.register(ponkeeper);
      Scene.subscriber(ponkeeper, 0, 1, "ALCL00000001");
      ponkeeper.olt(Technology.XGS_PON, "olt-2").register(Scene.registration().build());
      for (int uni = 0; uni < 3; uni++) {
        ponkeeper
            .olt(Technology.XGS_PON, "olt-2")
            .instances()
            .create(Scene.T65, UniPort.of("olt-2", 1, 4, uni));
      }
    });
    Template before = template();

    servers.refused(
        Code.FAILED_PRECONDITION,
        "TEMPLATE_IN_USE",
        TemplateServiceGrpc.getApplyTemplateMethod(),
        apply(3).build());
    servers.refused(
        Code.FAILED_PRECONDITION,
        "TEMPLATE_IN_USE",
        TemplateServiceGrpc.getApplyTemplateMethod(),
        apply(3).setValidateOnly(true).build());
    ApplyTemplateResponse preview = applied(apply(3).setForce(true).setValidateOnly(true));
    assertThat(preview.getChangesShape()).isTrue();
    assertThat(preview.getInstances()).isEqualTo(4);
    assertThat(preview.getInstancesByOltList())
        .extracting(InstanceCount::getOlt, InstanceCount::getInstances)
        .containsExactly(tuple(Scene.OLT, 1L), tuple(Scene.TECHNOLOGY + "/olts/olt-2", 3L));
    assertThat(preview.getChangesList())
        .anySatisfy(change -> {
          assertThat(change.getPath()).isEqualTo("num_gem_ports");
          assertThat(change.getBefore()).isEqualTo("2");
          assertThat(change.getAfter()).isEqualTo("3");
        });
    assertThat(template()).isEqualTo(before);
    ApplyTemplateResponse done = applied(apply(3).setForce(true));
    assertThat(done.getChanged()).isTrue();
    assertThat(done.getInstancesByOltList()).isEmpty();
    assertThat(template().getTechProfile().getNumGemPorts()).isEqualTo(3);
  }

  @Test
  void aTemplateInUseIsOnlyDeletedByForce() {
    servers.prepare(ponkeeper -> {
      Scene.register(ponkeeper);
      Scene.subscriber(ponkeeper, 0, 1, "ALCL00000001");
    });
    DeleteTemplateRequest.Builder delete = DeleteTemplateRequest.newBuilder().setName(NAME);

    servers.refused(
        Code.FAILED_PRECONDITION,
        "TEMPLATE_IN_USE",
        TemplateServiceGrpc.getDeleteTemplateMethod(),
        delete.build());
    delete.setForce(true);
    servers.call(
        TemplateServiceGrpc.getDeleteTemplateMethod(), delete.setValidateOnly(true).build());
    assertThat(template().getId()).isEqualTo(65);
    servers.call(
        TemplateServiceGrpc.getDeleteTemplateMethod(), delete.setValidateOnly(false).build());
    servers.refused(
        Code.NOT_FOUND,
        "TEMPLATE_NOT_FOUND",
        TemplateServiceGrpc.getGetTemplateMethod(),
        GetTemplateRequest.newBuilder().setName(NAME).build());
    servers.refused(
        Code.NOT_FOUND,
        "TEMPLATE_NOT_FOUND",
        TemplateServiceGrpc.getDeleteTemplateMethod(),
        delete.build());
    servers.invalid(
        "ETAG_INVALID", TemplateServiceGrpc.getDeleteTemplateMethod(), delete.setEtag("x").build());
  }

  @Test
  void listsComeByPages() {
    servers.prepare(ponkeeper -> {
      for (int id = 200; id > 195; id--) {
        ponkeeper
            .templates()
            .apply(
                Technology.XGS_PON, new TechProfileId(id), PlainTemplate.json("T" + id, 1, false));
      }
      ponkeeper
          .templates()
          .apply(Technology.GPON, new TechProfileId(9), PlainTemplate.json("G", 1, false));
    });

    assertThat(ids(Scene.TECHNOLOGY, 2)).containsExactly(196, 197, 198, 199, 200);
    assertThat(ids("technologies/-", 4)).containsExactly(9, 196, 197, 198, 199, 200);
    assertThat(ids("technologies/EPON", 0)).isEmpty();
  }

  private List<Integer> ids(String parent, int size) {
    List<Integer> ids = new ArrayList<>();
    ListTemplatesRequest.Builder request =
        ListTemplatesRequest.newBuilder().setParent(parent).setPageSize(size);
    do {
      ListTemplatesResponse page =
          servers.call(TemplateServiceGrpc.getListTemplatesMethod(), request.build());
      assertThat(page.getTemplatesCount()).isLessThanOrEqualTo(size == 0 ? 100 : size);
      page.getTemplatesList().forEach(template -> ids.add(template.getId()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return ids;
  }

  @Test
  void lintShowsEveryProblemWithItsPlaceAndTheSafeFixes() {
    Bytes wrong =
        Bytes.utf8(
            PlainTemplate.json("T", 1, false)
                .toUtf8()
                .replace("\"UPSTREAM\"", "\"upstream\"")
                .replace("0b11111111", "0b1"));
    LintTemplateRequest.Builder request =
        LintTemplateRequest.newBuilder()
            .setParent(Scene.TECHNOLOGY)
            .setDocument(ByteString.copyFrom(wrong.toArray()));

    LintTemplateResponse linted =
        servers.call(TemplateServiceGrpc.getLintTemplateMethod(), request.build());

    assertThat(linted.getValid()).isFalse();
    assertThat(linted.getTechnology()).isEqualTo("XGS-PON");
    assertThat(linted.getDiagnosticsList())
        .anySatisfy(diagnostic -> {
          assertThat(diagnostic.getSeverity()).isNotEqualTo(Diagnostic.Severity.WARNING);
          assertThat(diagnostic.getPath()).endsWith("pbit_map");
          assertThat(diagnostic.getLine()).isPositive();
          assertThat(diagnostic.getFix()).isNotEmpty();
        });
    assertThat(linted.getFixesList()).isNotEmpty();
    assertThat(linted.getFixedDocument().toStringUtf8()).contains("\"UPSTREAM\"");
    servers.invalid(
        "TEMPLATE_INVALID",
        TemplateServiceGrpc.getApplyTemplateMethod(),
        apply(1).setDocument(request.getDocument()).build());

    LintTemplateResponse guessed =
        servers.call(
            TemplateServiceGrpc.getLintTemplateMethod(),
            LintTemplateRequest.newBuilder()
                .setParent("technologies/-")
                .setDocument(document(1))
                .setId(65)
                .build());
    assertThat(guessed.getValid()).isTrue();
    assertThat(guessed.getFixedDocument().isEmpty()).isTrue();
  }

  @Test
  void whatNobodyMeansIsRefusedAsInvalid() {
    for (String name :
        List.of(
            "",
            "/",
            "technologies",
            NAME + "/",
            "/" + NAME,
            Scene.TECHNOLOGY + "/templates/",
            Scene.TECHNOLOGY + "/templates/x",
            Scene.TECHNOLOGY + "/templates/-1",
            Scene.TECHNOLOGY + "/templates/99999999999",
            Scene.OLT,
            Scene.LONG)) {
      servers.invalid(
          "RESOURCE_NAME_INVALID",
          TemplateServiceGrpc.getGetTemplateMethod(),
          GetTemplateRequest.newBuilder().setName(name).build());
    }
    servers.invalid(
        "TECHNOLOGY_UNKNOWN",
        TemplateServiceGrpc.getGetTemplateMethod(),
        GetTemplateRequest.newBuilder().setName("technologies/xgspon/templates/65").build());
    servers.invalid(
        "ID_OUT_OF_LEGAL_SPACE",
        TemplateServiceGrpc.getDeleteTemplateMethod(),
        DeleteTemplateRequest.newBuilder().setName(Scene.TECHNOLOGY + "/templates/65536").build());
    for (ByteString document :
        List.of(ByteString.EMPTY, ByteString.copyFromUtf8("{"), ByteString.fromHex("ff00"))) {
      servers.invalid(
          "TEMPLATE_INVALID",
          TemplateServiceGrpc.getApplyTemplateMethod(),
          apply(1).setDocument(document).build());
    }
    servers.invalid(
        "REQUEST_INVALID",
        TemplateServiceGrpc.getLintTemplateMethod(),
        LintTemplateRequest.newBuilder().setParent(Scene.TECHNOLOGY).setId(-1).build());
    ListTemplatesRequest list =
        ListTemplatesRequest.newBuilder().setParent(Scene.TECHNOLOGY).build();
    servers.invalid(
        "REQUEST_INVALID",
        TemplateServiceGrpc.getListTemplatesMethod(),
        list.toBuilder().setPageSize(-1).build());
    servers.invalid(
        "PAGE_TOKEN_INVALID",
        TemplateServiceGrpc.getListTemplatesMethod(),
        list.toBuilder().setPageToken("AAAA").build());
  }
}

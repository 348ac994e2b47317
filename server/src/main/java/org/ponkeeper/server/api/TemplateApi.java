package org.ponkeeper.server.api;

import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.api.v1.ApplyTemplateRequest;
import org.ponkeeper.api.v1.ApplyTemplateResponse;
import org.ponkeeper.api.v1.DeleteTemplateRequest;
import org.ponkeeper.api.v1.DeleteTemplateResponse;
import org.ponkeeper.api.v1.GetTemplateRequest;
import org.ponkeeper.api.v1.InstanceCount;
import org.ponkeeper.api.v1.LintTemplateRequest;
import org.ponkeeper.api.v1.LintTemplateResponse;
import org.ponkeeper.api.v1.ListTemplatesRequest;
import org.ponkeeper.api.v1.ListTemplatesResponse;
import org.ponkeeper.api.v1.Template;
import org.ponkeeper.api.v1.TemplateServiceGrpc.TemplateServiceImplBase;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.StoredTemplate;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.TemplateReport;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.template.Templates;
import org.ponkeeper.template.Templates.Effect;
import org.ponkeeper.template.Templates.WhenInUse;
import org.ponkeeper.template.lint.TemplateLint;

/** {@code TemplateService}: templates. */
public final class TemplateApi extends TemplateServiceImplBase {

  private final Engine engine;

  public TemplateApi(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void listTemplates(
      ListTemplatesRequest request, StreamObserver<ListTemplatesResponse> caller) {
    Calls.answer(caller, () -> list(request));
  }

  private ListTemplatesResponse list(ListTemplatesRequest request) {
    Page.Wanted wanted = Page.Wanted.of(request, Page.Sizes.OF_LISTS);
    ResourceName parent =
        ResourceName.parse("parent", request.getParent(), ResourceName.TECHNOLOGY);
    List<StoredTemplate> all = new ArrayList<>();
    for (Technology technology :
        parent.technologyIfOne().map(List::of).orElse(ResourceName.TECHNOLOGIES)) {
      all.addAll(engine.ponkeeper().templates().list(technology));
    }
    Page<StoredTemplate> page = Page.of(wanted, all, TemplateApi::order);
    ListTemplatesResponse.Builder response = ListTemplatesResponse.newBuilder();
    page.entries().forEach(template -> response.addTemplates(TemplateMessage.of(template)));
    return response.setNextPageToken(page.nextToken()).build();
  }

  private static String order(StoredTemplate template) {
    return String.format(
        Locale.ROOT,
        "%s/%05d",
        ResourceName.TECHNOLOGIES.indexOf(template.technology()),
        template.id().value());
  }

  @Override
  public void getTemplate(GetTemplateRequest request, StreamObserver<Template> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName name = name(request.getName());
          return TemplateMessage.of(
              engine.ponkeeper().templates().get(name.technology(), name.template()));
        });
  }

  private static ResourceName name(String name) {
    return ResourceName.parse("name", name, ResourceName.TEMPLATE);
  }

  @Override
  public void applyTemplate(
      ApplyTemplateRequest request, StreamObserver<ApplyTemplateResponse> caller) {
    Calls.answer(
        caller,
        () -> engine.run(request.getValidateOnly(), ponkeeper -> apply(ponkeeper, request)));
  }

  private static ApplyTemplateResponse apply(Ponkeeper ponkeeper, ApplyTemplateRequest request) {
    ResourceName name = name(request.getName());
    Technology technology = name.technology();
    TechProfileId id = name.template();
    Bytes document = TemplateMessage.bytes(request.getDocument());
    Templates templates = ponkeeper.templates();
    ApplyTemplateResponse.Builder response = ApplyTemplateResponse.newBuilder();
    if (request.getValidateOnly()) {
      Templates.Planned plan = templates.plan(technology, id, document);
      response.setChangesShape(plan.changesShape());
      plan.changes().forEach(change -> response.addChanges(TemplateMessage.of(change)));
      plan.instancesByOlt()
          .forEach((olt, instances) ->
              response.addInstancesByOlt(
                  InstanceCount.newBuilder()
                      .setOlt(ResourceName.of(technology, olt))
                      .setInstances(instances)));
    }
    Templates.Applied applied = templates.apply(technology, id, document, when(request.getForce()));
    Calls.afterwards(() -> templates.find(technology, id))
        .ifPresent(stored -> response.setTemplate(TemplateMessage.of(stored)));
    return response
        .setChanged(applied.effect() != Effect.UNCHANGED)
        .setInstances(applied.instances())
        .addAllWarnings(TemplateMessage.of(applied.warnings()))
        .build();
  }

  private static WhenInUse when(boolean force) {
    return force ? WhenInUse.PROCEED : WhenInUse.REFUSE;
  }

  @Override
  public void lintTemplate(
      LintTemplateRequest request, StreamObserver<LintTemplateResponse> caller) {
    Calls.answer(caller, () -> lint(request));
  }

  private static LintTemplateResponse lint(LintTemplateRequest request) {
    Bytes document = TemplateMessage.bytes(request.getDocument());
    Technology technology =
        ResourceName.parse("parent", request.getParent(), ResourceName.TECHNOLOGY)
            .technologyIfOne()
            .orElseGet(() -> TemplateLint.guess(document));
    Optional<TechProfileId> id =
        request.hasId()
            ? Optional.of(new TechProfileId(IdMessages.number("id", request.getId())))
            : Optional.empty();
    TemplateReport report = TemplateLint.check(technology, id, document);
    LintTemplateResponse.Builder response =
        LintTemplateResponse.newBuilder()
            .addAllDiagnostics(TemplateMessage.of(report.diagnostics()))
            .setValid(!report.isRefused())
            .setTechnology(technology.text());
    TemplateLint.Mended mended = TemplateLint.fix(technology, document);
    if (!mended.done().isEmpty()) {
      response
          .addAllFixes(mended.done())
          .setFixedDocument(TemplateMessage.bytes(mended.document()));
    }
    return response.build();
  }

  @Override
  public void deleteTemplate(
      DeleteTemplateRequest request, StreamObserver<DeleteTemplateResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName name = name(request.getName());
          WhenInUse when = when(request.getForce());
          Optional<Etag> etag = Calls.etag(request.getEtag());
          return engine.run(
              request.getValidateOnly(),
              ponkeeper -> {
                Templates templates = ponkeeper.templates();
                etag.ifPresentOrElse(
                    of -> templates.delete(name.technology(), name.template(), when, of),
                    () -> templates.delete(name.technology(), name.template(), when));
                return DeleteTemplateResponse.getDefaultInstance();
              });
        });
  }
}

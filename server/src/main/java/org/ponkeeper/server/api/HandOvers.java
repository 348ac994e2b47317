package org.ponkeeper.server.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ponkeeper.Olt;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.api.v1.HandOverOltRequest;
import org.ponkeeper.api.v1.HandOverResult;
import org.ponkeeper.maintenance.HandOver;
import org.ponkeeper.olt.GoVersion;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/** Prepares OLTs for the Go library. */
final class HandOvers {
  private HandOvers() {}

  /**
   * How an OLT is to be handed over.
   *
   * @throws RequestException {@code REQUEST_INVALID}
   */
  static HandOver.Options options(HandOverOltRequest request, PonkeeperOptions options) {
    Optional<GoVersion> version =
        switch (request.getVersion()) {
          case VERSION_UNSPECIFIED -> Optional.empty();
          case LIBRARY_5_0 -> Optional.of(GoVersion.LIBRARY_5_0);
          case LIBRARY_7_6 -> Optional.of(GoVersion.LIBRARY_7_6);
          case LIBRARY_7_9 -> Optional.of(GoVersion.LIBRARY_7_9);
          case ADAPTER_4_7 -> Optional.of(GoVersion.ADAPTER_4_7);
          case UNRECOGNIZED -> throw unknown("version");
        };
    HandOver.AdapterStateUse use =
        switch (request.getAdapterState()) {
          case ADAPTER_STATE_UNSPECIFIED -> HandOver.AdapterStateUse.CHECK;
          case ALIGN -> HandOver.AdapterStateUse.ALIGN;
          case IGNORE -> HandOver.AdapterStateUse.IGNORE;
          case UNRECOGNIZED -> throw unknown("adapter_state");
        };
    String path =
        request.getTemplatePath().isEmpty()
            ? version
                .map(known -> known.templatePath(options.basePath()))
                .orElse(options.templatePath())
            : request.getTemplatePath();
    return new HandOver.Options(path, request.getCopyTemplates(), use, version);
  }

  private static RequestException unknown(String field) {
    return new RequestException(Code.REQUEST_INVALID, field, "is unknown");
  }

  /** Hands an OLT over, or only says what would happen. */
  static HandOverResult run(
      Olt olt, HandOver.Options options, boolean planOnly, Consumer<WorkProgress> progress) {
    HandOver.Report report =
        planOnly ? olt.handOver().plan(options) : olt.handOver().run(options, progress);
    HandOverResult.Builder result =
        HandOverResult.newBuilder()
            .setReady(report.isReady())
            .setErrors(report.errors())
            .setRegistered(report.registered())
            .setPoolKeys(report.layout().text())
            .setPadded(report.padded())
            .setMade(report.made())
            .setTemplatePath(report.templatePath());
    report.templates().forEach(template -> result.addTemplates(message(template)));
    report.findings().forEach(finding -> result.addFindings(FindingMessage.of(finding)));
    report
        .unknown()
        .forEach(one ->
            result.addUnknown(
                HandOverResult.Unknown.newBuilder()
                    .setKind(one.kind().text())
                    .setSubject(one.subject())
                    .addAllIds(IdMessages.of(one.ids()))));
    report
        .adapterState()
        .ifPresent(state -> result.setAdapterState(message(olt.technology(), state)));
    report.layoutProblem().ifPresent(result::setPoolsProblem);
    return result.build();
  }

  private static HandOverResult.Template message(HandOver.TemplateThere template) {
    return HandOverResult.Template.newBuilder()
        .setTemplate(template.id().value())
        .setInstances(template.instances())
        .setPlace(
            switch (template.place()) {
              case THERE -> HandOverResult.Template.Place.THERE;
              case COPIED -> HandOverResult.Template.Place.COPIED;
              case BUILT_IN -> HandOverResult.Template.Place.BUILT_IN;
              case MISSING -> HandOverResult.Template.Place.MISSING;
              case DIFFERENT -> HandOverResult.Template.Place.DIFFERENT;
              case REFUSED -> HandOverResult.Template.Place.REFUSED;
              case UNFIT -> HandOverResult.Template.Place.UNFIT;
              case UNREADABLE -> HandOverResult.Template.Place.UNREADABLE;
            })
        .setRemark(template.remark())
        .build();
  }

  private static HandOverResult.AdapterState message(
      Technology technology, HandOver.AdapterState state) {
    return HandOverResult.AdapterState.newBuilder()
        .setKept(state.isKept())
        .setLists(state.lists())
        .setOnuInfos(state.onuInfos())
        .addAllWithoutInfo(names(technology, state.withoutInfo()))
        .addAllUnreadableInfos(names(technology, state.unreadableInfos()))
        .addAllUnknownPorts(names(technology, state.unknownPorts()))
        .build();
  }

  private static List<String> names(Technology technology, List<OnuId> onus) {
    return onus.stream().map(onu -> ResourceName.of(technology, onu)).toList();
  }
}

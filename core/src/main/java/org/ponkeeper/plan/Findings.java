package org.ponkeeper.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What can be told from a loaded state without reading anything again. */
final class Findings {
  private Findings() {}

  static List<Finding> of(OltState state) {
    List<Finding> findings = new ArrayList<>();
    if (state.record().value() instanceof RecordState.Unreadable r) {
      findings.add(new Finding.UnreadableRecord("OLT record", r.reason()));
    }
    if (state.reserved().value() instanceof ReservedState.Unreadable r) {
      findings.add(new Finding.UnreadableReservedIds("reserved GEM port ids", r.reason()));
    }
    state
        .registration()
        .ambiguities()
        .forEach((type, reason) -> findings.add(new Finding.AmbiguousPools(type, reason)));
    state
        .templates()
        .forEach(
            (id, template) -> {
              switch (template.value()) {
                case TemplateState.Unreadable t ->
                    findings.add(new Finding.UnusableTemplate(id, t.complaints()));
                case TemplateState.Unfit t ->
                    findings.add(new Finding.UnusableTemplate(id, t.complaints()));
                case TemplateState.Fit t -> {
                  if (!t.warnings().isEmpty()) {
                    findings.add(new Finding.OddTemplate(id, t.warnings()));
                  }
                }
                case TemplateState.Absent t -> {}
              }
            });
    state.pools().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry -> {
              if (entry.getValue().value() instanceof PoolState.Unreadable p) {
                findings.add(new Finding.UnreadablePool(entry.getKey(), p.reason()));
              }
            });
    for (PonState pon : state.pons().values()) {
      pon.garbled().forEach(g -> findings.add(new Finding.UnreadableInstance(g.path(), g.reason())));
    }
    state.loadFindings().values().forEach(findings::addAll);
    return List.copyOf(findings);
  }
}

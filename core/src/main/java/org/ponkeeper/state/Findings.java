package org.ponkeeper.state;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.FindingList;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.profile.Diagnostics;

/** Computes the findings of a loaded state without reading the store. */
final class Findings {

  private final OltState state;
  private final FindingList findings = new FindingList(FindingList.MOST_OF_OLT);

  private Findings(OltState state) {
    this.state = state;
  }

  /** All findings. */
  static List<Finding> of(OltState state) {
    Findings all = new Findings(state);
    all.ofOlt();
    all.ofTemplates(state.templates().keySet());
    all.ofPools(state.pools().keySet());
    state.pons().values().forEach(all::ofInstances);
    all.ofClaims(state.pons().keySet());
    new TreeMap<>(state.loadFindings()).values().forEach(all.findings::addAll);
    return all.findings.toList();
  }

  /**
   * The findings that concern a PON: those of the OLT, and those of the PON's templates, pools and
   * instances.
   */
  static List<Finding> of(OltState state, int number) {
    PonState pon = state.pons().getOrDefault(number, PonState.EMPTY);
    Findings some = new Findings(state);
    some.ofOlt();
    some.ofTemplates(pon.templates());
    some.ofPools(
        state.pools().keySet().stream()
            .filter(pool -> state.registration().ponsOf(pool).contains(number))
            .collect(Collectors.toSet()));
    some.ofInstances(pon);
    some.ofClaims(Set.of(number));
    some.findings.addAll(state.loadFindings().getOrDefault(number, List.of()));
    return some.findings.toList();
  }

  private void ofOlt() {
    state
        .registration()
        .record()
        .filter(record -> !record.isLive())
        .ifPresent(record ->
            findings.add(
                Finding.of(FindingKind.UNFINISHED_WORK, "OLT record", record.whatIsUnderWay())
                    .with(new Finding.About.Work(record))));
    if (state.record() instanceof Stored.Unreadable<OltRecord> r) {
      findings.add(Finding.of(FindingKind.UNREADABLE_RECORD, "OLT record", r.reason()));
    }
    if (state.reserved() instanceof Stored.Unreadable<Set<Integer>> r) {
      findings.add(
          Finding.of(FindingKind.UNREADABLE_RESERVED_IDS, "reserved GEM port ids", r.reason()));
    }
    state
        .registration()
        .ambiguities()
        .forEach((type, reason) ->
            findings.add(Finding.of(FindingKind.AMBIGUOUS_POOLS, type + " pools", reason)));
  }

  private void ofTemplates(Set<TechProfileId> ids) {
    for (TechProfileId id : new TreeSet<>(ids)) {
      switch (state.template(id)) {
        case Stored.Unreadable<Template> t ->
            add(FindingKind.UNUSABLE_TEMPLATE, id, List.of(t.reason()));
        case Stored.Present<Template> t -> ofTemplate(id, t.value());
        case Stored.Absent<Template> t -> {}
      }
    }
  }

  private void ofTemplate(TechProfileId id, Template template) {
    if (!template.isFit()) {
      add(FindingKind.UNUSABLE_TEMPLATE, id, template.complaints());
    } else if (!template.warnings().isEmpty()) {
      add(FindingKind.ODD_TEMPLATE, id, template.warnings());
    }
  }

  private void add(FindingKind kind, TechProfileId id, List<String> problems) {
    findings.add(Finding.of(kind, "template " + id, Diagnostics.join(problems)));
  }

  private void ofPools(Collection<PoolId> ids) {
    for (PoolId id : new TreeSet<>(ids)) {
      if (state.pool(id) instanceof Stored.Unreadable<ResourcePool> p) {
        findings.add(Finding.ofPool(FindingKind.UNREADABLE_POOL, id, IdSet.of(), p.reason()));
      }
    }
  }

  private void ofInstances(PonState pon) {
    pon.unreadable()
        .forEach(g ->
            findings.add(
                Finding.of(FindingKind.UNREADABLE_INSTANCE, g.path().toString(), g.reason())));
  }

  private void ofClaims(Set<Integer> pons) {
    for (int pon : new TreeSet<>(pons)) {
      state
          .claims()
          .on(pon)
          .forEach((key, claim) -> {
            if (claim instanceof Stored.Unreadable<Set<Integer>> unreadable) {
              findings.add(
                  Finding.of(FindingKind.UNREADABLE_CLAIM, key.toString(), unreadable.reason()));
            }
          });
    }
  }
}

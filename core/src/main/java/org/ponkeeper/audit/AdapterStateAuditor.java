package org.ponkeeper.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.FindingList;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.AdapterListType;
import org.ponkeeper.state.IdList;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.Stored;

/**
 * Compares the lists that the openolt adapter keeps with the instances of a loaded OLT. Used where
 * the adapter's state is maintained, and when an OLT is handed over. Pure. Does not repeat what
 * {@link OnuMapAuditor} reports about maps.
 */
public final class AdapterStateAuditor {

  private final Map<OnuMapId, Set<Integer>> known = new HashMap<>();
  private final FindingList findings = new FindingList(FindingList.MOST_OF_OLT);

  private AdapterStateAuditor(List<Finding> ofMaps) {
    for (Finding finding : ofMaps) {
      finding
          .onuMap()
          .ifPresent(map -> known.computeIfAbsent(map, n -> new HashSet<>()).addAll(finding.ids()));
    }
  }

  /**
   * Returns all findings; every PON must be loaded.
   *
   * @param lists the lists of the OLT
   * @param sharedPons the PONs that another technology of the device uses too
   * @param ofMaps the findings of {@link OnuMapAuditor}
   */
  public static List<Finding> audit(
      OltState state,
      Map<AdapterListId, Stored<IdList>> lists,
      Set<Integer> sharedPons,
      List<Finding> ofMaps) {
    if (!state.registration().record().map(OltRecord::isLive).orElse(true)) {
      // Data of an unfinished operation may be inconsistent.
      return List.of();
    }
    Map<Integer, Map<AdapterListId, Stored<IdList>>> byPon = new TreeMap<>();
    lists.forEach(
        (id, list) -> byPon.computeIfAbsent(id.pon(), p -> new TreeMap<>()).put(id, list));
    AdapterStateAuditor auditor = new AdapterStateAuditor(ofMaps);
    for (int pon : state.pons().keySet()) {
      auditor.audit(state, pon, byPon.getOrDefault(pon, Map.of()), sharedPons.contains(pon));
    }
    return auditor.findings.toList();
  }

  private void audit(
      OltState state, int pon, Map<AdapterListId, Stored<IdList>> lists, boolean isShared) {
    lists.forEach((id, list) -> {
      if (id.type() == AdapterListType.TEMPLATE_IDS
          && list instanceof Stored.Unreadable<IdList> unreadable) {
        findings.add(
            Finding.of(
                FindingKind.UNREADABLE_TP_ID, "tp_id of " + id.uniPort(), unreadable.reason()));
      }
    });
    Map<OnuOrUni, List<AdapterAlignment.Difference>> byPort = new HashMap<>();
    List<OnuOrUni> order = new ArrayList<>();
    for (AdapterAlignment.Difference difference :
        AdapterAlignment.of(state, pon, lists, isShared)) {
      OnuOrUni of = difference.id().of();
      byPort
          .computeIfAbsent(
              of,
              port -> {
                order.add(port);
                return new ArrayList<>();
              })
          .add(difference);
    }
    order.forEach(of -> add(of, byPort.getOrDefault(of, List.of())));
  }

  private void add(OnuOrUni of, List<AdapterAlignment.Difference> differences) {
    StringJoiner detail = new StringJoiner("; ");
    for (AdapterAlignment.Difference difference : differences) {
      String list = difference.id().type().toString();
      if (!difference.missing().isEmpty()) {
        detail.add(list + " lacks " + runs(difference.missing()));
      }
      if (difference.stale().isEmpty()) {
        continue;
      }
      if (difference.id().type() == AdapterListType.TEMPLATE_IDS) {
        detail.add(list + " names " + runs(difference.stale()) + ", of which there is no instance");
      } else {
        OnuMapId map = difference.id().map();
        Set<Integer> rest = new HashSet<>(difference.stale());
        rest.removeAll(known.getOrDefault(map, Set.of()));
        if (!rest.isEmpty()) {
          findings.add(Finding.ofOnuMap(FindingKind.MAPPED_NOT_OWNED, map, IdSet.copyOf(rest)));
        }
      }
    }
    if (detail.length() > 0) {
      String subject = "adapter state of " + of;
      findings.add(Finding.of(FindingKind.ADAPTER_STATE_DIFFERS, subject, detail));
    }
  }

  private static String runs(Set<Integer> ids) {
    return NumberRanges.shorten(IdSet.copyOf(ids));
  }
}

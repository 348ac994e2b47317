package org.ponkeeper.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.AdapterListType;
import org.ponkeeper.state.IdList;
import org.ponkeeper.state.InstanceIds;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.Stored;
import org.ponkeeper.state.StoredInstance;

/**
 * Compares the lists that the openolt adapter keeps for a PON with the lists that follow from the
 * instances. Pure.
 *
 * <p>Unreadable lists are skipped, and so are all lists of a UNI port or ONU that has an unreadable
 * instance. Entries that another technology of the device owns are ignored.
 */
public final class AdapterAlignment {

  private final OltState state;
  private final int pon;
  private final Map<AdapterListId, Stored<IdList>> lists;
  private final boolean sharesTemplateIds;

  private AdapterAlignment(
      OltState state,
      int pon,
      Map<AdapterListId, Stored<IdList>> lists,
      boolean sharesTemplateIds) {
    this.state = state;
    this.pon = pon;
    this.lists = lists;
    this.sharesTemplateIds = sharesTemplateIds;
  }

  /**
   * A list that differs from the instances.
   *
   * @param id the list
   * @param before its entries
   * @param stale entries to remove
   * @param missing entries to add, ascending
   */
  public record Difference(
      AdapterListId id, List<Integer> before, Set<Integer> stale, Set<Integer> missing) {
    public Difference {
      before = List.copyOf(before);
      stale = new TreeSet<>(stale);
      missing = new TreeSet<>(missing);
    }

    /** The corrected list: without the stale entries, and with the missing ones appended. */
    public List<Integer> after() {
      List<Integer> after = new ArrayList<>(before);
      after.removeAll(stale);
      after.addAll(missing);
      return after;
    }
  }

  /**
   * Returns all differences on a PON, ordered by ONU, UNI port and type.
   *
   * @param state with the PON loaded
   * @param lists the lists of that PON
   * @param sharesTemplateIds whether another technology of the device uses the PON, so that
   *     template ids without an instance may belong to that technology
   */
  public static List<Difference> of(
      OltState state,
      int pon,
      Map<AdapterListId, Stored<IdList>> lists,
      boolean sharesTemplateIds) {
    return new AdapterAlignment(state, pon, lists, sharesTemplateIds).differences();
  }

  private List<Difference> differences() {
    Map<OnuOrUni, List<Instance>> instances = new HashMap<>();
    Set<OnuOrUni> unknown = new HashSet<>();
    SortedSet<AdapterListId> ids = new TreeSet<>(lists.keySet());
    for (StoredInstance entry : state.pon(pon).entries()) {
      UniPort port = entry.path().uniPort();
      switch (entry) {
        case StoredInstance.Unreadable unreadable -> unknown.addAll(List.of(port, port.onu()));
        case StoredInstance.Present present -> {
          for (OnuOrUni of : List.of(port, port.onu())) {
            instances.computeIfAbsent(of, n -> new ArrayList<>()).add(present.instance());
          }
          for (AdapterListType type : AdapterListType.values()) {
            ids.add(new AdapterListId(port, type));
          }
        }
      }
    }
    List<Difference> differences = new ArrayList<>();
    for (AdapterListId id : ids) {
      if (!unknown.contains(id.of())) {
        compare(id, instances.getOrDefault(id.of(), List.of()), differences);
      }
    }
    return differences;
  }

  private void compare(AdapterListId id, List<Instance> instances, List<Difference> differences) {
    Stored<IdList> list = lists.getOrDefault(id, Stored.absent());
    if (list.isUnreadable()) {
      return;
    }
    List<Integer> before = list.readable().map(IdList::list).orElse(List.of());
    Set<Integer> wanted = new TreeSet<>();
    instances.forEach(instance -> wanted.addAll(InstanceIds.entries(instance, id.type())));
    Set<Integer> stale = new TreeSet<>(before);
    stale.removeAll(wanted);
    stale.removeIf(entry -> mayBeOthers(id, entry));
    Set<Integer> missing = new TreeSet<>(id.of() instanceof UniPort ? wanted : Set.<Integer>of());
    missing.removeAll(before);
    if (!stale.isEmpty() || !missing.isEmpty()) {
      differences.add(new Difference(id, before, stale, missing));
    }
  }

  /** Whether an entry without an instance may belong to another technology of the device. */
  private boolean mayBeOthers(AdapterListId id, int entry) {
    return switch (id.type()) {
      case ALLOC_IDS -> isOthers(ResourceType.ALLOC_ID, entry);
      case GEM_PORT_IDS -> isOthers(ResourceType.GEM_PORT_ID, entry);
      case TEMPLATE_IDS ->
          sharesTemplateIds
              || state.neighbours().states().stream()
                  .anyMatch(other -> other.at(new TechProfileId(entry), id.uniPort()) != null);
    };
  }

  private boolean isOthers(ResourceType type, int id) {
    return state.registration().bind(type, pon) instanceof PoolBinding.Bound bound
        && !state.neighbours().ownersOf(bound.id(), id).isEmpty();
  }
}

package org.ponkeeper.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;

/**
 * What a create and a delete change in the lists of the openolt adapter, where the OLT's record
 * says that they are kept. Nothing elsewhere, and nothing is relied on there.
 */
final class AdapterEntries {

  private final OltState state;
  private final Instance instance;
  private final List<Change> changes;
  private final Set<Fact> reliesOn;

  private AdapterEntries(
      OltState state, Instance instance, List<Change> changes, Set<Fact> reliesOn) {
    this.state = state;
    this.instance = instance;
    this.changes = changes;
    this.reliesOn = reliesOn;
  }

  /**
   * Adds the entries of an instance that is made to the lists of its UNI port.
   *
   * @param changes gets what is to be written
   * @param reliesOn gets the lists that were looked at
   * @throws CorruptDataException if one of the lists cannot be read
   */
  static void add(OltState state, Instance instance, List<Change> changes, Set<Fact> reliesOn) {
    if (state.adapterState().isKept()) {
      new AdapterEntries(state, instance, changes, reliesOn).add();
    }
  }

  /**
   * Removes the entries of an instance that goes from the lists of its UNI port and of its ONU;
   * what another instance there has stays. Parameters and errors as {@link #add}.
   */
  static void remove(OltState state, Instance instance, List<Change> changes, Set<Fact> reliesOn) {
    if (state.adapterState().isKept()) {
      new AdapterEntries(state, instance, changes, reliesOn).remove();
    }
  }

  private void add() {
    for (AdapterListType type : AdapterListType.values()) {
      AdapterListId id = new AdapterListId(instance.path().uniPort(), type);
      List<Integer> before = read(id);
      List<Integer> after = new ArrayList<>(before);
      entries(instance, type).stream().filter(entry -> !before.contains(entry)).forEach(after::add);
      put(id, before, after);
    }
  }

  private void remove() {
    UniPort port = instance.path().uniPort();
    for (AdapterListType type : AdapterListType.values()) {
      remove(new AdapterListId(port, type));
    }
    for (AdapterListType type : List.of(AdapterListType.ALLOC_IDS, AdapterListType.GEM_PORT_IDS)) {
      AdapterListId ofOnu = new AdapterListId(port.onu(), type);
      if (state.adapterState().stampOf(ofOnu) != Stamped.ABSENT) {
        remove(ofOnu);
      }
    }
  }

  private void remove(AdapterListId id) {
    List<Integer> before = read(id);
    Set<Integer> gone = entries(instance, id.type());
    for (Slot slot : state.pon(id.pon()).ofOnu(id.of().onu().number())) {
      if (slot instanceof Slot.Held other
          && !other.path().equals(instance.path())
          && isOf(id.of(), other.path().uniPort())) {
        gone.removeAll(entries(other.instance(), id.type()));
      }
    }
    List<Integer> after = new ArrayList<>(before);
    after.removeAll(gone);
    put(id, before, after);
  }

  private List<Integer> read(AdapterListId id) {
    reliesOn.add(new Fact.OfAdapterList(id));
    return switch (state.adapterState().find(id).value()) {
      case AdapterList.Absent absent -> List.of();
      case AdapterList.Ids ids -> ids.list();
      case AdapterList.Unreadable unreadable ->
          throw PoolDraft.corrupt(id.toString(), unreadable.reason());
    };
  }

  private void put(AdapterListId id, List<Integer> before, List<Integer> after) {
    if (!after.equals(before)) {
      changes.add(new Change.PutAdapterList(id, after));
    }
  }

  /** Whether a list of the one tells of instances on the port. */
  static boolean isOf(OnuOrUni of, UniPort port) {
    return of.equals(port) || of.equals(port.onu());
  }

  /** What an instance has in a list of that type, ascending. */
  static Set<Integer> entries(Instance instance, AdapterListType type) {
    return switch (type) {
      case ALLOC_IDS -> PoolDraft.idsOf(instance, ResourceType.ALLOC_ID);
      case GEM_PORT_IDS -> PoolDraft.idsOf(instance, ResourceType.GEM_PORT_ID);
      case TEMPLATE_IDS -> new TreeSet<>(Set.of(instance.path().template().value()));
    };
  }
}

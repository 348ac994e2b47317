package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.OnuMove;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.AdapterListType;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.InstanceIds;
import org.ponkeeper.state.StoredInstance;

/**
 * The changes that a create, delete or move makes in the lists of the openolt adapter. If the OLT's
 * record says that adapter state is not maintained, nothing is read or changed.
 */
final class AdapterEntries {

  private final StateView view;
  private final Instance instance;
  private final List<Change> changes = new ArrayList<>();

  private AdapterEntries(StateView view, Instance instance) {
    this.view = view;
    this.instance = instance;
  }

  /**
   * Adds the entries of a new instance to the lists of its UNI port.
   *
   * @return the changes to write
   * @throws CorruptDataException if one of the lists cannot be read
   */
  static List<Change> added(StateView view, Instance instance) {
    AdapterEntries entries = new AdapterEntries(view, instance);
    if (view.keepsAdapterState()) {
      entries.add();
    }
    return entries.changes;
  }

  /**
   * Removes the entries of a deleted instance from the lists of its UNI port and of its ONU, except
   * those that another instance there needs. Result and errors as {@link #added}.
   */
  static List<Change> removed(StateView view, Instance instance) {
    AdapterEntries entries = new AdapterEntries(view, instance);
    if (view.keepsAdapterState()) {
      entries.remove();
    }
    return entries.changes;
  }

  /**
   * Moves the lists of an ONU. An instance whose entries are missing gets them.
   *
   * @param instances its instances
   * @return the changes to write
   * @throws PonkeeperException {@code ONU_EXISTS} if there is such a list already, {@code
   *     CORRUPT_DATA} if one of the lists cannot be read
   */
  static List<Change> moved(
      StateView view,
      OnuId onu,
      OnuId to,
      OnuData.IdTranslation ids,
      List<OnuMove.OfInstance> instances) {
    List<Change> changes = new ArrayList<>();
    if (!view.keepsAdapterState()) {
      return changes;
    }
    SortedMap<AdapterListId, Set<Integer>> moved = new TreeMap<>();
    for (AdapterListId list : view.state().adapterState().lists(onu.pon().number()).keySet()) {
      if (list.of().onu().equals(onu)) {
        OnuOrUni of = list.of() instanceof UniPort port ? new UniPort(to, port.number()) : to;
        List<Integer> entries = moved(view.adapterList(list), list.type(), ids);
        moved.put(new AdapterListId(of, list.type()), new LinkedHashSet<>(entries));
        changes.add(new Change.PutAdapterList(list, List.of()));
      }
    }
    for (OnuMove.OfInstance instance : instances) {
      for (AdapterListType type : AdapterListType.values()) {
        AdapterListId list = new AdapterListId(instance.after().path().uniPort(), type);
        moved
            .computeIfAbsent(list, none -> new LinkedHashSet<>())
            .addAll(InstanceIds.entries(instance.after(), type));
      }
    }
    moved.forEach((list, entries) -> {
      if (view.hasAdapterList(list)) {
        throw MoveTarget.exists(to, list);
      }
      if (!entries.isEmpty()) {
        changes.add(new Change.PutAdapterList(list, List.copyOf(entries)));
      }
    });
    return changes;
  }

  private static List<Integer> moved(
      List<Integer> entries, AdapterListType type, OnuData.IdTranslation ids) {
    return switch (type) {
      case ALLOC_IDS -> ids.of(ResourceType.ALLOC_ID, entries);
      case GEM_PORT_IDS -> ids.of(ResourceType.GEM_PORT_ID, entries);
      case TEMPLATE_IDS -> entries;
    };
  }

  private void add() {
    for (AdapterListType type : AdapterListType.values()) {
      AdapterListId id = new AdapterListId(instance.path().uniPort(), type);
      List<Integer> before = view.adapterList(id);
      List<Integer> after = new ArrayList<>(before);
      InstanceIds.entries(instance, type).stream()
          .filter(entry -> !before.contains(entry))
          .forEach(after::add);
      put(id, before, after);
    }
  }

  private void remove() {
    UniPort port = instance.path().uniPort();
    for (AdapterListType type : AdapterListType.values()) {
      remove(new AdapterListId(port, type));
    }
    for (AdapterListType type : List.of(AdapterListType.ALLOC_IDS, AdapterListType.GEM_PORT_IDS)) {
      remove(new AdapterListId(port.onu(), type));
    }
  }

  private void remove(AdapterListId id) {
    List<Integer> before = view.adapterList(id);
    Set<Integer> gone = InstanceIds.entries(instance, id.type());
    for (StoredInstance entry : view.onOnu(id.of().onu())) {
      if (entry instanceof StoredInstance.Present other
          && !other.path().equals(instance.path())
          && InstanceIds.isOf(id.of(), other.path().uniPort())) {
        gone.removeAll(InstanceIds.entries(other.instance(), id.type()));
      }
    }
    List<Integer> after = new ArrayList<>(before);
    after.removeAll(gone);
    put(id, before, after);
  }

  private void put(AdapterListId id, List<Integer> before, List<Integer> after) {
    if (!after.equals(before)) {
      changes.add(new Change.PutAdapterList(id, after));
    }
  }
}

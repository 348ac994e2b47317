package org.ponkeeper.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.profile.Instance;

/** The instances of a PON, ordered by ONU, UNI and template. Immutable. */
public final class PonState {

  /** A PON without instances. */
  public static final PonState EMPTY = new PonState(new Slot[0]);

  private final Slot[] slots;

  private PonState(Slot[] slots) {
    this.slots = slots;
  }

  /** The state with these slots, in any order, one a path. */
  public static PonState of(Collection<Slot> slots) {
    Slot[] sorted = slots.toArray(Slot[]::new);
    Arrays.sort(sorted, (a, b) -> Slot.ORDER.compare(a.path(), b.path()));
    return new PonState(sorted);
  }

  /** Everything, in order. */
  public List<Slot> slots() {
    return Collections.unmodifiableList(Arrays.asList(slots));
  }

  /** The instances that can be read, in order. */
  public Stream<Slot.Held> held() {
    return Arrays.stream(slots).filter(Slot.Held.class::isInstance).map(Slot.Held.class::cast);
  }

  /** What cannot be read, in order. */
  public Stream<Slot.Garbled> garbled() {
    return Arrays.stream(slots)
        .filter(Slot.Garbled.class::isInstance)
        .map(Slot.Garbled.class::cast);
  }

  /** What stands at the path, if anything; the path must be of this PON. */
  public Optional<Slot> find(InstancePath path) {
    int i = search(path);
    return i < 0 ? Optional.empty() : Optional.of(slots[i]);
  }

  /** What an ONU has, in order. */
  public List<Slot> ofOnu(int onu) {
    int from = firstOfOnu(onu);
    int to = from;
    while (to < slots.length && slots[to].path().uniPort().onu().number() == onu) {
      to++;
    }
    return Collections.unmodifiableList(Arrays.asList(slots).subList(from, to));
  }

  /** The ids of the templates that instances are of. */
  public Set<TechProfileId> templates() {
    Set<TechProfileId> ids = new TreeSet<>();
    for (Slot slot : slots) {
      ids.add(slot.path().template());
    }
    return ids;
  }

  /** The same with this instance, in place of what stands at its path. */
  PonState with(Instance instance, long stamp) {
    int i = search(instance.path());
    Slot slot = new Slot.Held(instance, stamp);
    if (i >= 0) {
      Slot[] next = slots.clone();
      next[i] = slot;
      return new PonState(next);
    }
    int at = -i - 1;
    Slot[] next = new Slot[slots.length + 1];
    System.arraycopy(slots, 0, next, 0, at);
    next[at] = slot;
    System.arraycopy(slots, at, next, at + 1, slots.length - at);
    return new PonState(next);
  }

  /** The same with nothing at the path. */
  PonState without(InstancePath path) {
    List<Slot> next = new ArrayList<>(Arrays.asList(slots));
    int i = search(path);
    if (i >= 0) {
      next.remove(i);
    }
    return new PonState(next.toArray(Slot[]::new));
  }

  private int search(InstancePath path) {
    int low = 0;
    int high = slots.length - 1;
    while (low <= high) {
      int mid = (low + high) >>> 1;
      int order = Slot.ORDER.compare(slots[mid].path(), path);
      if (order < 0) {
        low = mid + 1;
      } else if (order > 0) {
        high = mid - 1;
      } else {
        return mid;
      }
    }
    return -(low + 1);
  }

  private int firstOfOnu(int onu) {
    int low = 0;
    int high = slots.length;
    while (low < high) {
      int mid = (low + high) >>> 1;
      if (slots[mid].path().uniPort().onu().number() < onu) {
        low = mid + 1;
      } else {
        high = mid;
      }
    }
    return low;
  }
}

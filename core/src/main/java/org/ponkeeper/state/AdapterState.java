package org.ponkeeper.state;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The lists that VOLTHA's openolt adapter keeps of each UNI port: its Alloc-IDs and GEM port ids,
 * which the adapter frees when it deletes the ONU, and its template ids, with which it then finds
 * the instances. Only loaded if the OLT's record says that Ponkeeper maintains them too. Immutable.
 */
public final class AdapterState {

  /** Not maintained, and none was found. */
  public static final AdapterState NOT_KEPT = notKept(Set.of());

  private static final Stored<IdList> ABSENT = Stored.absent();

  private final boolean kept;
  private final PonMap<OfPon> pons;
  private final Set<Integer> foundOn;

  private AdapterState(boolean kept, PonMap<OfPon> pons, Set<Integer> foundOn) {
    this.kept = kept;
    this.pons = pons;
    this.foundOn = Set.copyOf(foundOn);
  }

  /**
   * For an OLT whose lists are not maintained.
   *
   * @param foundOn the numbers of the PONs for which the store has lists, as far as was checked
   */
  public static AdapterState notKept(Set<Integer> foundOn) {
    return new AdapterState(false, PonMap.empty(), foundOn);
  }

  /** For an OLT whose lists are maintained: every list of the loaded PONs. */
  public static AdapterState kept(Map<AdapterListId, Stored<IdList>> lists) {
    Map<Integer, SortedMap<AdapterListId, Stored<IdList>>> byPon = new HashMap<>();
    lists.forEach(
        (id, list) -> byPon.computeIfAbsent(id.pon(), pon -> new TreeMap<>()).put(id, list));
    PonMap<OfPon> pons = PonMap.empty();
    for (Map.Entry<Integer, SortedMap<AdapterListId, Stored<IdList>>> pon : byPon.entrySet()) {
      pons = pons.with(pon.getKey(), OfPon.of(pon.getValue()));
    }
    return new AdapterState(true, pons, Set.of());
  }

  /** Whether creates and deletes maintain the lists. */
  public boolean isKept() {
    return kept;
  }

  /** Whether lists were found on one of the PONs; only checked if the OLT has no record. */
  public boolean isFoundOn(Set<Integer> numbers) {
    return !Collections.disjoint(foundOn, numbers);
  }

  /** The stored list; an absent one may have the version at which it was deleted. */
  public Stored<IdList> find(AdapterListId id) {
    return pons.find(id.pon()).map(pon -> pon.find(id.order())).orElse(ABSENT);
  }

  /** The ids of the existing lists of a PON, in order. */
  Set<AdapterListId> on(int pon) {
    Set<AdapterListId> ids = new TreeSet<>();
    pons.find(pon).ifPresent(of -> of.addPresent(ids));
    return ids;
  }

  /** Every existing list of a PON. */
  public Map<AdapterListId, Stored<IdList>> lists(int pon) {
    Map<AdapterListId, Stored<IdList>> lists = new TreeMap<>();
    on(pon).forEach(id -> lists.put(id, find(id)));
    return lists;
  }

  /** A copy with that list. An absent one keeps the version at which it was deleted. */
  AdapterState with(AdapterListId id, Stored<IdList> list) {
    if (!kept) {
      return this;
    }
    OfPon pon = pons.find(id.pon()).orElse(OfPon.EMPTY);
    return new AdapterState(true, pons.with(id.pon(), pon.with(id, list)), foundOn);
  }

  /**
   * A copy in which the lists of these PONs are replaced by those of the other one, which was read
   * later.
   */
  public AdapterState withPons(Set<Integer> numbers, AdapterState fresh) {
    if (!kept || !fresh.kept) {
      return fresh;
    }
    PonMap<OfPon> next = pons;
    for (int number : numbers) {
      next = next.with(number, fresh.pons.find(number).orElse(OfPon.EMPTY));
    }
    return new AdapterState(true, next, foundOn);
  }

  /** The lists of a PON in order. The arrays are never changed. */
  private static final class OfPon {
    static final OfPon EMPTY = of(new TreeMap<>());

    private final long[] orders;
    private final AdapterListId[] ids;
    private final Stored<IdList>[] lists;

    private OfPon(long[] orders, AdapterListId[] ids, Stored<IdList>[] lists) {
      this.orders = orders;
      this.ids = ids;
      this.lists = lists;
    }

    static OfPon of(SortedMap<AdapterListId, Stored<IdList>> found) {
      AdapterListId[] ids = found.keySet().toArray(AdapterListId[]::new);
      return new OfPon(
          Arrays.stream(ids).mapToLong(AdapterListId::order).toArray(),
          ids,
          found.values().toArray(OfPon::array));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // There is no array of a type with parameters.
    private static Stored<IdList>[] array(int length) {
      return new Stored[length];
    }

    @Nullable Stored<IdList> find(long order) {
      int i = Arrays.binarySearch(orders, order);
      return i < 0 ? null : lists[i];
    }

    void addPresent(Set<AdapterListId> present) {
      for (int i = 0; i < ids.length; i++) {
        if (!lists[i].isAbsent()) {
          present.add(ids[i]);
        }
      }
    }

    OfPon with(AdapterListId id, Stored<IdList> list) {
      int i = Arrays.binarySearch(orders, id.order());
      if (i >= 0) {
        Stored<IdList>[] next = lists.clone();
        next[i] = list;
        return new OfPon(orders, ids, next);
      }
      int at = -i - 1;
      long[] nextOrders = new long[orders.length + 1];
      AdapterListId[] nextIds = new AdapterListId[ids.length + 1];
      Stored<IdList>[] nextLists = array(lists.length + 1);
      insert(orders, nextOrders, at, orders.length);
      insert(ids, nextIds, at, ids.length);
      insert(lists, nextLists, at, lists.length);
      nextOrders[at] = id.order();
      nextIds[at] = id;
      nextLists[at] = list;
      return new OfPon(nextOrders, nextIds, nextLists);
    }

    /** Copies an array with a gap of one element at that index. */
    @SuppressWarnings("SuspiciousSystemArraycopy") // Of longs and of objects alike.
    private static void insert(Object from, Object to, int at, int length) {
      System.arraycopy(from, 0, to, 0, at);
      System.arraycopy(from, at, to, at + 1, length - at);
    }
  }
}

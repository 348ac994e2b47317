package org.ponkeeper.state;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ponkeeper.olt.OltUse;
import org.ponkeeper.olt.PoolUsage;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;

/**
 * Counts what there is on an OLT. It keeps the counts, and counts only those again whose PONs and
 * pools have changed since then. It does not keep the states in memory. Thread-safe.
 */
public final class UseCounter {

  /** Stands for a pool or a PON that a state does not have. */
  private static final Object NOTHING = new Object();

  /** What every count relies on. */
  private Basis common = new Basis(List.of());

  private Map<PoolId, Counted<PoolUsage>> pools = new HashMap<>();
  private Map<Integer, Counted<OnPon>> pons = new HashMap<>();

  /** What is counted of a PON. */
  private record OnPon(int instances, int onus) {}

  /** The parts of a state that a count relies on. States share the parts that do not change. */
  private record Basis(List<WeakReference<Object>> parts) {

    static Basis of(List<Object> parts) {
      return new Basis(parts.stream().map(WeakReference::new).toList());
    }

    boolean isOf(List<Object> now) {
      if (parts.size() != now.size()) {
        return false;
      }
      for (int i = 0; i < now.size(); i++) {
        if (!parts.get(i).refersTo(now.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  private record Counted<T>(Basis basis, T count) {}

  /** What there is in a state, of which every PON must be loaded. */
  public synchronized OltUse count(OltState state) {
    List<Object> now =
        List.of(state.registration(), state.reserved(), state.templates(), state.neighbours());
    if (!common.isOf(now)) {
      common = Basis.of(now);
      pools = new HashMap<>();
      pons = new HashMap<>();
    }
    int instances = 0;
    int onus = 0;
    for (int number : state.pons().keySet()) {
      OnPon on = onPon(state, number);
      instances += on.instances();
      onus += on.onus();
    }
    return new OltUse(
        state.technology(),
        state.olt(),
        state.registration().pons().size(),
        onus,
        instances,
        state.poolUsage(bound -> usageOf(state, bound)));
  }

  private OnPon onPon(OltState state, int number) {
    List<Object> parts = new ArrayList<>();
    addPon(state, number, parts);
    if (state.registration().bind(ResourceType.ONU_ID, number) instanceof PoolBinding.Bound bound) {
      parts.add(part(state.pools(), bound.id()));
    }
    return counted(
        pons,
        number,
        parts,
        () -> new OnPon(state.pon(number).readableCount(), new OnuLookup(state).count(number)));
  }

  private PoolUsage usageOf(OltState state, PoolBinding.Bound bound) {
    List<Object> parts = new ArrayList<>();
    parts.add(part(state.pools(), bound.id()));
    state.registration().ponsOf(bound.id()).forEach(pon -> addPon(state, pon, parts));
    return counted(pools, bound.id(), parts, () -> state.usageOf(bound));
  }

  private static void addPon(OltState state, int number, List<Object> parts) {
    parts.add(part(state.pons(), number));
    parts.add(state.claims().part(number));
  }

  private static <K, T> Object part(Map<K, T> parts, K key) {
    T part = parts.get(key);
    return part == null ? NOTHING : part;
  }

  private static <K, T> T counted(
      Map<K, Counted<T>> known, K key, List<Object> parts, Supplier<T> count) {
    Counted<T> last = known.get(key);
    if (last == null || !last.basis().isOf(parts)) {
      last = new Counted<>(Basis.of(parts), count.get());
      known.put(key, last);
    }
    return last.count();
  }
}

package org.ponkeeper.state;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ponkeeper.olt.ClaimKey;

/** The claims on the loaded PONs of an OLT. Immutable; a change copies the claims of one PON. */
public final class Claims {

  /** No claim. */
  public static final Claims NONE = new Claims(PonMap.empty());

  private final PonMap<SortedMap<ClaimKey, Stored<Set<Integer>>>> byPon;

  private Claims(PonMap<SortedMap<ClaimKey, Stored<Set<Integer>>>> byPon) {
    this.byPon = byPon;
  }

  /** These claims. */
  public static Claims of(Map<ClaimKey, Stored<Set<Integer>>> claims) {
    Map<Integer, SortedMap<ClaimKey, Stored<Set<Integer>>>> byPon = new TreeMap<>();
    claims.forEach(
        (key, claim) -> byPon.computeIfAbsent(key.pon(), pon -> new TreeMap<>()).put(key, claim));
    return new Claims(PonMap.copyOf(byPon));
  }

  /** The stored claim, if any. */
  public Optional<Stored<Set<Integer>>> find(ClaimKey key) {
    return byPon.find(key.pon()).map(claims -> claims.get(key));
  }

  /** The claims of a PON, in order. */
  public SortedMap<ClaimKey, Stored<Set<Integer>>> on(int pon) {
    return byPon
        .find(pon)
        .map(Collections::unmodifiableSortedMap)
        .orElseGet(Collections::emptySortedMap);
  }

  /** Every claim, in order. */
  public Stream<Map.Entry<ClaimKey, Stored<Set<Integer>>>> all() {
    return byPon.values().stream().flatMap(claims -> claims.entrySet().stream());
  }

  /** A copy in which the claims of a PON are replaced. */
  public Claims withPon(int pon, SortedMap<ClaimKey, Stored<Set<Integer>>> claims) {
    return new Claims(byPon.with(pon, new TreeMap<>(claims)));
  }

  Claims with(ClaimKey key, Stored<Set<Integer>> claim) {
    SortedMap<ClaimKey, Stored<Set<Integer>>> next = new TreeMap<>(on(key.pon()));
    next.put(key, claim);
    return new Claims(byPon.with(key.pon(), next));
  }

  Claims without(ClaimKey key) {
    if (find(key).isEmpty()) {
      return this;
    }
    SortedMap<ClaimKey, Stored<Set<Integer>>> next = new TreeMap<>(on(key.pon()));
    next.remove(key);
    return new Claims(byPon.with(key.pon(), next));
  }
}

package org.ponkeeper.state;

import java.util.BitSet;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pool.ResourceType;

/** The claims on the loaded PONs of an OLT. Immutable; a change copies the claims of one PON. */
public final class Claims {

  /** No claim. */
  public static final Claims NONE = new Claims(PonMap.empty());

  private final PonMap<OfPon> byPon;

  /** The hashes of the owners on all PONs. Made by the first search, and never changed. */
  private volatile @Nullable BitSet hashes;

  private Claims(PonMap<OfPon> byPon) {
    this.byPon = byPon;
  }

  /** The claims of a PON, which are not changed once they are here. */
  private static final class OfPon {
    private final SortedMap<ClaimKey, Stored<Set<Integer>>> claims;

    /** Made by the first search. */
    private volatile @Nullable ClaimIndex index;

    OfPon(SortedMap<ClaimKey, Stored<Set<Integer>>> claims) {
      this.claims = claims;
    }

    ClaimIndex index() {
      ClaimIndex known = index;
      if (known == null) {
        known = new ClaimIndex(claims);
        index = known;
      }
      return known;
    }
  }

  /** These claims. */
  public static Claims of(Map<ClaimKey, Stored<Set<Integer>>> claims) {
    Map<Integer, OfPon> byPon = new TreeMap<>();
    claims.forEach((key, claim) ->
        byPon.computeIfAbsent(key.pon(), pon -> new OfPon(new TreeMap<>())).claims.put(key, claim));
    return new Claims(PonMap.copyOf(byPon));
  }

  /** The stored claim, if any. */
  public Optional<Stored<Set<Integer>>> find(ClaimKey key) {
    return byPon.find(key.pon()).map(of -> of.claims.get(key));
  }

  /** The claims of a PON, in order. */
  public SortedMap<ClaimKey, Stored<Set<Integer>>> on(int pon) {
    return byPon
        .find(pon)
        .map(of -> Collections.unmodifiableSortedMap(of.claims))
        .orElseGet(Collections::emptySortedMap);
  }

  /** An object that stands for the claims of a PON: the same one as long as they do not change. */
  Object part(int pon) {
    return byPon.find(pon).map(Object.class::cast).orElse(NONE);
  }

  /** Whether there are claims to ids of the type on the PON. */
  boolean has(int pon, ResourceType type) {
    return byPon.find(pon).filter(of -> of.index().has(type)).isPresent();
  }

  /** False if the owner has no claim on any PON; otherwise it probably has one. */
  boolean mayHave(OwnerName owner) {
    BitSet known = hashes;
    if (known == null) {
      known = new BitSet();
      for (OfPon of : byPon.values()) {
        of.index().addHashes(known);
      }
      hashes = known;
    }
    return known.get(ClaimIndex.hash(owner));
  }

  /** False if the owner has no claim on the PON; otherwise it probably has one. */
  boolean mayHave(int pon, OwnerName owner) {
    return byPon.find(pon).filter(of -> of.index().mayHave(owner)).isPresent();
  }

  /** The first owner with a readable claim to the ONU's id. */
  Optional<OwnerName> ownerOfOnu(OnuId onu) {
    return byPon.find(onu.pon().number()).flatMap(of -> of.index().ownerOfOnu(onu.number()));
  }

  /** Every claim, in order. */
  public Stream<Map.Entry<ClaimKey, Stored<Set<Integer>>>> all() {
    return byPon.values().stream().flatMap(of -> of.claims.entrySet().stream());
  }

  /** A copy in which the claims of a PON are replaced. */
  public Claims withPon(int pon, SortedMap<ClaimKey, Stored<Set<Integer>>> claims) {
    return new Claims(byPon.with(pon, new OfPon(new TreeMap<>(claims))));
  }

  Claims with(ClaimKey key, Stored<Set<Integer>> claim) {
    SortedMap<ClaimKey, Stored<Set<Integer>>> next = new TreeMap<>(on(key.pon()));
    next.put(key, claim);
    return new Claims(byPon.with(key.pon(), new OfPon(next)));
  }

  Claims without(ClaimKey key) {
    if (find(key).isEmpty()) {
      return this;
    }
    SortedMap<ClaimKey, Stored<Set<Integer>>> next = new TreeMap<>(on(key.pon()));
    next.remove(key);
    return new Claims(byPon.with(key.pon(), new OfPon(next)));
  }
}

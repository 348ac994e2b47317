package org.ponkeeper.olt;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.ResourceType;

/**
 * Ids of one type that a search found, with their owner.
 *
 * @param technology the technology of the OLT
 * @param pon the PON; of an id without an owner, the PON whose number is the index of its pool
 * @param type the type of the ids
 * @param ids the ids; if an id was searched for, only this one. An instance's GEM port ids are in
 *     the order of its queues, all others ascending
 * @param owner the owner: an instance, a claim, or none
 * @param onu the ONU of the instance, or the ONU whose id is claimed; empty if it is neither
 * @param onuOwner the owner of that ONU's id, for example its serial number; empty if it has none
 */
public record SearchHit(
    Technology technology,
    PonId pon,
    ResourceType type,
    List<Integer> ids,
    IdOwner owner,
    Optional<OnuId> onu,
    Optional<OwnerName> onuOwner) {

  /** By technology, PON, ONU (hits without one first), instance, type and ids. */
  public static final Comparator<SearchHit> ORDER =
      Comparator.comparing(SearchHit::technology)
          .thenComparing(SearchHit::pon)
          .thenComparingInt(hit -> hit.onu().map(OnuId::number).orElse(-1))
          .thenComparingInt(hit -> hit.instance().map(path -> path.uniPort().number()).orElse(-1))
          .thenComparingInt(hit -> hit.instance().map(path -> path.template().value()).orElse(-1))
          .thenComparing(SearchHit::type)
          .thenComparing(hit -> hit.owner().toString())
          .thenComparingInt(hit -> hit.ids().isEmpty() ? -1 : hit.ids().getFirst());

  public SearchHit {
    requireNonNull(technology, "technology");
    requireNonNull(pon, "pon");
    requireNonNull(type, "type");
    ids = List.copyOf(ids);
    requireNonNull(owner, "owner");
    requireNonNull(onu, "onu");
    requireNonNull(onuOwner, "onuOwner");
  }

  /** The path of the instance that owns the ids; empty if another owner does. */
  public Optional<InstancePath> instance() {
    return owner instanceof IdOwner.ByInstance instance
        ? Optional.of(instance.path())
        : Optional.empty();
  }
}

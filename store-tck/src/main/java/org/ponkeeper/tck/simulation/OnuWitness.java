package org.ponkeeper.tck.simulation;

import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingStore;

/**
 * Sits directly before the store and compares its content before and after each commit: an ONU that
 * is deleted, replaced or moved must be so as a whole. Only for runs in which an ONU id is freed
 * only with its ONU, and instances are not created and deleted together.
 */
final class OnuWitness extends ForwardingStore {

  private final Consumer<Violation> onViolation;

  OnuWitness(KeyValueStore store, Consumer<Violation> onViolation) {
    super(store);
    this.onViolation = onViolation;
  }

  @Override
  public TxnResult commit(Txn txn) {
    Content before = content();
    TxnResult result = super.commit(txn);
    if (result instanceof TxnResult.Committed) {
      problem(before, content())
          .map(detail -> new Violation(Invariant.AN_ONU_CHANGES_AS_A_WHOLE, detail))
          .ifPresent(onViolation);
    }
    return result;
  }

  private Content content() {
    return new Content(
        Simulation.CHECK.instances(this, new ArrayList<>()),
        Simulation.CHECK.claims(this, new ArrayList<>()));
  }

  /** The instances and claims of the store. */
  private record Content(
      Map<InstancePath, ResourceInstance> instances, Map<ClaimKey, Set<Integer>> claims) {

    /** Who has which ONU id. */
    Map<OnuId, OwnerName> owners() {
      Map<OnuId, OwnerName> owners = new TreeMap<>();
      claims.forEach((claim, ids) -> {
        if (claim.type() == ResourceType.ONU_ID) {
          PonId pon = new PonId(Simulation.OLT, claim.pon());
          ids.forEach(id -> owners.put(new OnuId(pon, id), claim.owner()));
        }
      });
      return owners;
    }

    /** The instances of an ONU by path, as they are on any ONU. */
    Set<String> servicesOf(OnuId onu) {
      return instances.keySet().stream()
          .filter(path -> path.uniPort().onu().equals(onu))
          .map(OnuWitness::service)
          .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What an owner claimed on a PON besides ONU ids, by type. */
    Map<ResourceType, Set<Integer>> otherClaims(int pon, OwnerName owner) {
      Map<ResourceType, Set<Integer>> others = new TreeMap<>();
      claims.forEach((claim, ids) -> {
        if (claim.pon() == pon
            && claim.owner().equals(owner)
            && claim.type() != ResourceType.ONU_ID) {
          others.put(claim.type(), ids);
        }
      });
      return others;
    }
  }

  private static String service(InstancePath path) {
    UniPort port = path.uniPort();
    return "template " + path.template() + " on uni-{" + port.number() + "}";
  }

  /** What was changed in part, if anything. */
  private static Optional<String> problem(Content before, Content after) {
    Map<OnuId, OwnerName> ownersAfter = after.owners();
    for (Map.Entry<OnuId, OwnerName> owned : before.owners().entrySet()) {
      OnuId onu = owned.getKey();
      Optional<OwnerName> now = Optional.ofNullable(ownersAfter.get(onu));
      if (now.equals(Optional.of(owned.getValue()))) {
        continue;
      }
      Optional<String> problem =
          now.isPresent()
              ? ofReplacement(onu, owned.getValue(), now.get(), before, after)
              : ofDeparture(onu, owned.getValue(), before, after);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return ofMove(before, after);
  }

  private static Optional<String> ofReplacement(
      OnuId onu, OwnerName old, OwnerName owner, Content before, Content after) {
    int pon = onu.pon().number();
    boolean isWhole =
        before.servicesOf(onu).equals(after.servicesOf(onu))
            && after.otherClaims(pon, old).isEmpty()
            && after.otherClaims(pon, owner).equals(before.otherClaims(pon, old));
    return isWhole ? Optional.empty() : Optional.of(onu + " was replaced in part");
  }

  /** The ONU id is free now: the ONU was deleted or moved, and nothing of it is left. */
  private static Optional<String> ofDeparture(
      OnuId onu, OwnerName owner, Content before, Content after) {
    Set<String> left = after.servicesOf(onu);
    if (!left.isEmpty()) {
      return Optional.of(onu + " has lost its id, and still has " + left);
    }
    Optional<OnuId> to =
        after.owners().entrySet().stream()
            .filter(entry -> entry.getValue().equals(owner))
            .map(Map.Entry::getKey)
            .filter(place -> !Objects.equals(before.owners().get(place), owner))
            .findFirst();
    return to.filter(place -> !after.servicesOf(place).equals(before.servicesOf(onu)))
        .map(place ->
            "%s moved to %s with %s, and had %s"
                .formatted(onu, place, after.servicesOf(place), before.servicesOf(onu)));
  }

  /** A commit that deletes and creates instances moves those of one ONU. */
  private static Optional<String> ofMove(Content before, Content after) {
    Set<InstancePath> gone = new TreeSet<>(before.instances().keySet());
    gone.removeAll(after.instances().keySet());
    Set<InstancePath> made = new TreeSet<>(after.instances().keySet());
    made.removeAll(before.instances().keySet());
    if (gone.isEmpty() || made.isEmpty()) {
      return Optional.empty();
    }
    OnuId from = gone.iterator().next().uniPort().onu();
    OnuId to = made.iterator().next().uniPort().onu();
    boolean isWhole =
        after.servicesOf(from).isEmpty()
            && before.servicesOf(to).isEmpty()
            && after.servicesOf(to).equals(before.servicesOf(from))
            && gone.size() == before.servicesOf(from).size()
            && made.size() == gone.size();
    return isWhole ? Optional.empty() : Optional.of(from + " moved to " + to + " in part");
  }
}

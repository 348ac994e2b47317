package org.ponkeeper.decide;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.Etags;
import org.ponkeeper.state.IdList;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.OnuLookup;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Registration;
import org.ponkeeper.state.Stored;
import org.ponkeeper.state.StoredInstance;
import org.ponkeeper.state.Template;
import org.ponkeeper.store.Txn;

/**
 * An OLT's state as one request reads it. Everything the request reads enters its {@linkplain
 * #readSet read set}, and its decision is valid as long as nothing in there has changed. This is
 * also true of a refusal: an unreadable value was read too.
 *
 * <p>The owner of an id is covered by the pool: every transaction that changes an owner writes the
 * pool's key. So {@link PoolDraft} reads the pool and can answer questions about owners without an
 * entry for each of them.
 *
 * <p>For one decision, by one thread.
 */
public final class StateView {

  private final OltState state;
  private final Set<ReadKey> readSet = new HashSet<>();

  /** A view of that state with an empty read set. */
  public StateView(OltState state) {
    this.state = state;
  }

  /** Everything that was read so far. */
  Set<ReadKey> readSet() {
    return Collections.unmodifiableSet(readSet);
  }

  /**
   * What a refusal depends on: everything that was read. If that is more than a transaction has
   * conditions for, the record and the pools, whose versions cover the owners of their ids.
   */
  Set<ReadKey> readSetOfRefusal() {
    if (readSet.size() <= Txn.MAX_CONDITIONS) {
      return readSet();
    }
    Set<ReadKey> covering = new HashSet<>(readSet);
    covering.removeIf(
        key -> !(key instanceof ReadKey.OfRecord) && !(key instanceof ReadKey.OfPool));
    return covering;
  }

  /** Adds a key to the read set whose value was read through {@link #state()}. */
  void read(ReadKey readKey) {
    readSet.add(readKey);
  }

  /** Adds the read set of a part of the request, which was decided on its own view. */
  void readAll(Set<ReadKey> facts) {
    readSet.addAll(facts);
  }

  /**
   * The state itself; reading it does not change the read set. For requests that read every pool of
   * an OLT, which may be more than a transaction has conditions for. They change the OLT's record,
   * or depend on one that makes every other request fail.
   */
  OltState state() {
    return state;
  }

  /** The OLT; does not change the read set. */
  OltId olt() {
    return state.olt();
  }

  /** The technology; does not change the read set. */
  Technology technology() {
    return state.technology();
  }

  /** The PONs and pools of the OLT. */
  Registration registration() {
    read(new ReadKey.OfRecord());
    return state.registration();
  }

  /** The OLT's record. */
  Stored<OltRecord> record() {
    read(new ReadKey.OfRecord());
    return state.record();
  }

  /** The stored instance at the path, if any. */
  Optional<StoredInstance> instance(InstancePath path) {
    read(new ReadKey.OfInstance(path));
    return state.find(path);
  }

  /**
   * The etag of the instance; empty if it is absent, or changed earlier in the same transaction.
   *
   * @throws CorruptDataException if it cannot be read
   */
  Optional<Etag> etagOf(InstancePath path) {
    read(new ReadKey.OfInstance(path));
    return new Etags(state).of(path);
  }

  /**
   * The stored instances of an ONU, by UNI and template. Does not change the read set: a change of
   * them writes the pools of the PON. A request that depends on one of them in another way reads
   * {@link #instance}.
   */
  List<StoredInstance> onOnu(OnuId onu) {
    return state.pon(onu.pon().number()).ofOnu(onu.number());
  }

  /**
   * The etag of the ONU; empty if nothing is stored of it, or if it was changed earlier in the same
   * transaction. The read set has the pools of Alloc-IDs and ONU ids, which each change of an
   * instance or of the ONU's owner writes, and the owner's claims: an ONU may have more instances
   * than a transaction has conditions for.
   */
  Optional<Etag> etagOf(OnuId onu) {
    allOnOnu(onu);
    if (registration().bind(ResourceType.ONU_ID, onu.pon().number())
        instanceof PoolBinding.Bound bound) {
      pool(bound.id());
    }
    OnuContents contents = new OnuLookup(state).find(onu);
    contents
        .owner()
        .ifPresent(owner -> {
          for (ResourceType type : ResourceType.values()) {
            read(new ReadKey.OfClaim(new ClaimKey(onu.pon().number(), type, owner)));
          }
        });
    return contents.etag();
  }

  /**
   * The stored instances of an ONU, for a request that depends on there being no others. The pool
   * of Alloc-IDs enters the read set: every instance has one, so each create writes it.
   */
  List<StoredInstance> allOnOnu(OnuId onu) {
    int pon = onu.pon().number();
    if (registration().bind(ResourceType.ALLOC_ID, pon) instanceof PoolBinding.Bound bound) {
      pool(bound.id());
    }
    return onOnu(onu);
  }

  /** The template; it must be one of the request's, or in use on one of its PONs. */
  Stored<Template> template(TechProfileId id) {
    read(new ReadKey.OfTemplate(id));
    return state.template(id);
  }

  /** The ids of the claim. */
  Stored<Set<Integer>> claim(ClaimKey key) {
    read(new ReadKey.OfClaim(key));
    return state.claim(key);
  }

  /**
   * The etag of the claim; empty if it is absent, or changed earlier in the same transaction.
   *
   * @throws CorruptDataException if it cannot be read
   */
  Optional<Etag> etagOf(ClaimKey key) {
    read(new ReadKey.OfClaim(key));
    return new Etags(state).of(key);
  }

  /**
   * Refuses a request that must know the reserved GEM port ids.
   *
   * @throws CorruptDataException if their list cannot be read
   */
  void requireReservedIds() {
    reserved().required("the reserved GEM port ids");
  }

  /** The reserved GEM port ids. */
  Stored<Set<Integer>> reserved() {
    read(new ReadKey.OfReservedIds());
    return state.reserved();
  }

  /** Matches the ids of the pool that are never allocated, as far as their list can be read. */
  IntPredicate reservedOf(PoolId pool) {
    if (pool.type() == ResourceType.GEM_PORT_ID) {
      read(new ReadKey.OfReservedIds());
    }
    return id -> state.isReserved(pool, id);
  }

  /** The stored pool. */
  Stored<ResourcePool> pool(PoolId id) {
    read(new ReadKey.OfPool(id));
    return state.pool(id);
  }

  /** The version at which the value was read, 0 if it is absent. */
  long versionOf(ReadKey readKey) {
    read(readKey);
    return state.versionOf(readKey);
  }

  /** Whether the openolt adapter's lists are maintained. */
  boolean keepsAdapterState() {
    read(new ReadKey.OfRecord());
    return state.adapterState().isKept();
  }

  /**
   * A list of the openolt adapter; empty if there is none.
   *
   * @throws CorruptDataException if it cannot be read
   */
  List<Integer> adapterList(AdapterListId id) {
    read(new ReadKey.OfAdapterList(id));
    return state.adapterState().find(id).required(id).map(IdList::list).orElse(List.of());
  }

  /**
   * Whether there is such a list, empty or not.
   *
   * @throws CorruptDataException if it cannot be read
   */
  boolean hasAdapterList(AdapterListId id) {
    read(new ReadKey.OfAdapterList(id));
    return state.adapterState().find(id).required(id).isPresent();
  }
}

package org.ponkeeper.decide;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.IdList;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Registration;
import org.ponkeeper.state.Stored;
import org.ponkeeper.state.StoredInstance;
import org.ponkeeper.state.Template;

/**
 * An OLT's state as one request reads it: what the request reads enters its {@linkplain #readSet
 * read set}, and its decision holds as long as nothing in there has changed. A refusal too: what
 * could not be read was read.
 *
 * <p>Who owns an id is in the read set by way of the pool: every transaction that changes an owner
 * writes the pool's key. So {@link PoolDraft}, which reads the pool, answers questions about owners
 * without an entry for each of them.
 *
 * <p>For one decision, by one thread.
 */
public final class StateView {

  private final OltState state;
  private final Set<ReadKey> readSet = new HashSet<>();

  /** A view of that state, of which nothing was read yet. */
  public StateView(OltState state) {
    this.state = state;
  }

  /** All that was read so far. */
  Set<ReadKey> readSet() {
    return Collections.unmodifiableSet(readSet);
  }

  /** Adds something to the read set that was read by way of {@link #state()}. */
  void read(ReadKey fact) {
    readSet.add(fact);
  }

  /**
   * The state itself; what is read there does not enter the read set. For requests that look at
   * every pool of an OLT, which may be more than a transaction has conditions for. They change the
   * OLT's record, or rely on one that turns every other request away.
   */
  OltState state() {
    return state;
  }

  /** The OLT; it is what the state is of, so nothing is read. */
  OltId olt() {
    return state.olt();
  }

  /** Its technology, likewise. */
  Technology technology() {
    return state.technology();
  }

  /** Which PONs and pools there are. */
  Registration registration() {
    read(new ReadKey.OfRecord());
    return state.registration();
  }

  /** The OLT's record. */
  Stored<OltRecord> record() {
    read(new ReadKey.OfRecord());
    return state.record();
  }

  /** What is stored at the path, if anything. */
  Optional<StoredInstance> instance(InstancePath path) {
    read(new ReadKey.OfInstance(path));
    return state.find(path);
  }

  /**
   * What an ONU has, by UNI and template. Does not enter the read set: who changes it writes the
   * pools of the PON. A request that depends on one of them beyond that reads {@link #instance}.
   */
  List<StoredInstance> onOnu(OnuId onu) {
    return state.pon(onu.pon().number()).ofOnu(onu.number());
  }

  /** The template; it must be one of the request's, or in use on a PON of it. */
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
   * Refuses a request that must know which GEM port ids are reserved.
   *
   * @throws CorruptDataException if the list of them cannot be read
   */
  void requireReservedIds() {
    reserved().required("the reserved GEM port ids");
  }

  /** The reserved GEM port ids. */
  Stored<Set<Integer>> reserved() {
    read(new ReadKey.OfReservedIds());
    return state.reserved();
  }

  /** Tells which ids of the pool are never handed out, as far as the list of them can be read. */
  IntPredicate reservedOf(PoolId pool) {
    if (pool.type() == ResourceType.GEM_PORT_ID) {
      read(new ReadKey.OfReservedIds());
    }
    return id -> state.isReserved(pool, id);
  }

  /** What is stored of the pool. */
  Stored<ResourcePool> pool(PoolId id) {
    read(new ReadKey.OfPool(id));
    return state.pool(id);
  }

  /** The version under which it was read, 0 if it is absent. */
  long versionOf(ReadKey fact) {
    read(fact);
    return state.versionOf(fact);
  }

  /** Whether the openolt adapter's lists are kept. */
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
}

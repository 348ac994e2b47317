package org.ponkeeper;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ponkeeper.decide.DeleteOnu;
import org.ponkeeper.decide.MoveOnu;
import org.ponkeeper.decide.OnuData;
import org.ponkeeper.decide.ReplaceOnu;
import org.ponkeeper.engine.ChunkedWork;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltCommitter;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.OnuDataReader;
import org.ponkeeper.engine.PonSelection;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.keyspace.AdapterPath;
import org.ponkeeper.keyspace.OnuMapKeys;
import org.ponkeeper.keyspace.OpenOltKeys;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.olt.OnuDeletion;
import org.ponkeeper.olt.OnuMove;
import org.ponkeeper.olt.OnuMoveRequest;
import org.ponkeeper.olt.OnuReplacement;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.OltErrors;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.OnuLookup;
import org.ponkeeper.state.Registration;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;

/**
 * The ONUs of an OLT, each with everything that is stored of it.
 *
 * <p><b>Threads.</b> Thread-safe. {@link #get}, {@link #find}, {@link #owners} and the lists answer
 * from memory and block only for a PON that was not loaded yet. The changes block until the store
 * has confirmed them, at most for the time-out of a call; a deletion that needs several
 * transactions begins anew with each.
 *
 * <p><b>Errors.</b> Every error is a {@link org.ponkeeper.error.PonkeeperException}. Every method
 * may throw {@link RefusedException} {@code OLT_NOT_REGISTERED} or {@code PON_NOT_REGISTERED}, and
 * {@link org.ponkeeper.error.StoreFailedException} of any code; a change also {@code OLT_BUSY},
 * {@code CONTENTION}, and {@link org.ponkeeper.error.CorruptDataException} if something of the ONU
 * cannot be read. After an error nothing was changed, unless the method says otherwise; after
 * {@code OUTCOME_UNKNOWN} the whole change was made or none of it: {@link #get} shows the present
 * state. An ONU of another OLT is an {@link IllegalArgumentException}.
 */
public final class Onus {

  private final OltStore at;
  private final OltCommitter committer;
  private final Optional<AdapterPath> adapterPath;

  Onus(OltStore at, OltCommitter committer, Optional<AdapterPath> adapterPath) {
    this.at = at;
    this.committer = committer;
    this.adapterPath = adapterPath;
  }

  /** All ONUs of the OLT that something is stored of, by PON and number. */
  public List<OnuContents> list() {
    OltState state = committer.stateWith(new PonSelection.All());
    requireKnown(state);
    OnuLookup lookup = new OnuLookup(state);
    List<OnuContents> onus = new ArrayList<>();
    state.registration().pons().forEach(pon -> onus.addAll(lookup.onPon(pon)));
    return onus;
  }

  /**
   * The ONUs of a PON that something is stored of, by number.
   *
   * @param pon the number of the PON, 0 to 255
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public List<OnuContents> list(int pon) {
    return new OnuLookup(stateOf(new PonId(at.olt(), pon).number())).onPon(pon);
  }

  /**
   * The owners of the ONU ids of a PON, usually serial numbers, by ONU number. Without those that
   * have none; empty if the PON is not registered.
   *
   * @param pon the number of the PON, 0 to 255
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public SortedMap<Integer, OwnerName> owners(int pon) {
    int number = new PonId(at.olt(), pon).number();
    return new OnuLookup(committer.stateWith(new PonSelection.Pons(Set.of(number)))).owners(number);
  }

  /** An ONU; empty if nothing is stored of it. */
  public Optional<OnuContents> find(OnuId onu) {
    requireOurs(onu);
    OnuContents contents = new OnuLookup(stateOf(onu.pon().number())).find(onu);
    return Optional.of(contents).filter(found -> !found.isEmpty());
  }

  /**
   * An ONU.
   *
   * @throws RefusedException {@code ONU_NOT_FOUND} if nothing is stored of it
   */
  public OnuContents get(OnuId onu) {
    return find(onu)
        .orElseThrow(() -> new RefusedException(ErrorCode.ONU_NOT_FOUND).with("ONU", onu));
  }

  /**
   * Deletes an ONU with all its instances, their ids, its maps and flow infos, all claims of its
   * owner on the PON, and its ONU id. Succeeds if there is nothing.
   *
   * <p>This is one transaction if it has at most 128 conditions and 128 changes. If not, whole
   * instances are deleted first, and the claims and the ONU id last. So the ONU id is not allocated
   * again before everything is deleted. After an error some instances may be deleted; another call
   * continues. If others change the ONU while a reply of the store is lost, it may be unknown
   * whether it was deleted: then the call ends with {@code OUTCOME_UNKNOWN}, and a new ONU stays as
   * it is. What the openolt adapter keeps of the device itself stays: see {@link #deviceKeys}.
   */
  public OnuDeletion delete(OnuId onu) {
    return delete(onu, List.of());
  }

  /**
   * Deletes an ONU as {@link #delete(OnuId)} does, and writes the adapter's own data in the last
   * transaction.
   *
   * @param adapterData keys below the adapter path of the options, each once, at most 100 and 512
   *     KiB
   */
  public OnuDeletion delete(OnuId onu, List<Mutation> adapterData) {
    requireOurs(onu);
    return delete(onu, Optional.empty(), checked(adapterData));
  }

  /**
   * Deletes an ONU as {@link #delete(OnuId)} does, but only if it is the one that was read. So it
   * can be repeated at any time, in any process, and never deletes an ONU that was created later at
   * the same place. Succeeds if nothing is stored of the ONU.
   *
   * <p>Maps and flow infos are not part of the etag. They are deleted with the ONU, and also if
   * nothing else is stored of it.
   *
   * <p>A deletion that needs several transactions changes the ONU, and with it the etag, before it
   * is complete. If it ends with an error, read the ONU again to continue. If others change the ONU
   * between two of the transactions, it ends with {@code ETAG_MISMATCH}, and what was deleted
   * before stays deleted.
   *
   * @param etag from {@link OnuContents#etag}
   * @throws RefusedException {@code ETAG_MISMATCH} if the ONU was changed since, or is another one;
   *     a change of a map or flow info is none
   */
  public OnuDeletion delete(OnuId onu, Etag etag) {
    requireOurs(onu);
    requireNonNull(etag, "etag");
    return delete(onu, Optional.of(etag), List.of());
  }

  private OnuDeletion delete(OnuId onu, Optional<Etag> ifMatch, List<Mutation> adapterData) {
    OltCall call = new OltCall(committer, at);
    List<DeleteOnu.Step> steps = new ArrayList<>();
    ChunkedWork.run(() -> {
      Optional<Etag> expected = steps.isEmpty() ? ifMatch : steps.getLast().ifMatch();
      steps.add(call.submit(new DeleteOnu(onu, maps(onu, call), expected, adapterData)));
      return steps.getLast().isLast() ? 0 : 1;
    });
    return steps.stream().map(DeleteOnu.Step::deleted).reduce(OnuDeletion::and).orElseThrow();
  }

  /**
   * Gives an ONU's id, and everything that its owner claimed on the PON, to another owner, in one
   * transaction: no other owner can get an id meanwhile. Use it if the device of a subscriber was
   * replaced. Instances, their ids and the maps stay as they are. If the ONU id has no owner, as
   * with the Go library, the new owner gets a claim of it.
   *
   * @param owner the new owner, usually the serial number of the new device
   * @throws RefusedException {@code ONU_NOT_FOUND} if nothing is stored of the ONU; {@code
   *     OWNER_HAS_IDS} if the new owner already has ids on the PON; {@code ID_OWNED} if the ONU has
   *     no owner here and an owner on another PON has its id; {@code ONU_TOO_LARGE} if this needs
   *     more than one transaction
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE} if the ONU
   *     has no owner and the OLT does not offer its id
   */
  public OnuReplacement replace(OnuId onu, OwnerName owner) {
    return replace(onu, owner, List.of());
  }

  /**
   * Replaces the device as {@link #replace(OnuId, OwnerName)} does, and writes the adapter's own
   * data in the same transaction.
   *
   * @param adapterData keys below the adapter path of the options, each once, at most 100 and 512
   *     KiB
   */
  public OnuReplacement replace(OnuId onu, OwnerName owner, List<Mutation> adapterData) {
    requireOurs(onu);
    requireNonNull(owner, "owner");
    return committer.submit(new ReplaceOnu(onu, owner, checked(adapterData)));
  }

  /**
   * Replaces the device as {@link #replace(OnuId, OwnerName)} does, but only if the ONU is the one
   * that was read, or already has the new owner.
   *
   * @param etag from {@link OnuContents#etag}
   * @throws RefusedException {@code ETAG_MISMATCH} if the ONU was changed since, or is another one
   */
  public OnuReplacement replace(OnuId onu, OwnerName owner, Etag etag) {
    requireOurs(onu);
    requireNonNull(owner, "owner");
    requireNonNull(etag, "etag");
    return committer.submit(new ReplaceOnu(onu, owner, Optional.of(etag), List.of()));
  }

  /**
   * Moves an ONU to another ONU id, on its PON or on another one of the OLT, in one transaction:
   * its owner with all its claims on the PON, its instances, maps and flow infos.
   *
   * <p>Ids stay where both PONs use the same pool. Where the other PON has a pool of its own, the
   * ONU gets the lowest free ids there, and the old ones are free again. The result has both.
   * Per-ONU maps get the new ids too; Alloc-IDs and GEM port ids in them that are not the ONU's are
   * then left out. Flow infos move unchanged. What the openolt adapter keeps of the device itself
   * stays: see {@link #deviceKeys}.
   *
   * <p>A lost reply of the store is resolved by reading again. If others change the ONU meanwhile,
   * the call ends with {@code OUTCOME_UNKNOWN}: the ONU is at one of both places, as a whole. A
   * call after a success is refused with {@code ONU_NOT_FOUND}.
   *
   * @param onu the ONU
   * @param to where it is afterwards; nothing may be stored of that ONU
   * @throws RefusedException {@code ONU_NOT_FOUND} if nothing is stored of the ONU; {@code
   *     ONU_EXISTS} if something is stored of the other one, or it is the same; {@code
   *     OWNER_HAS_IDS} if the owner already has ids on the other PON; {@code POOL_EXHAUSTED} or
   *     {@code MULTICAST_GEM_PORT_TAKEN} if the other PON has not enough ids for the ONU; {@code
   *     ONU_TOO_LARGE} if this needs more than one transaction of 128 conditions and 128 changes:
   *     each instance needs two of each, and so does each map and flow info
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE} if the OLT
   *     does not offer the ONU id
   */
  public OnuMove move(OnuId onu, OnuId to) {
    return move(OnuMoveRequest.to(onu, to));
  }

  /**
   * Moves an ONU to another PON of the OLT as {@link #move(OnuId, OnuId)} does. It keeps its number
   * if both PONs use the same pool of ONU ids and the number is free on the new PON; otherwise it
   * gets the lowest free one.
   *
   * @param pon the number of the PON, 0 to 255
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public OnuMove moveToPon(OnuId onu, int pon) {
    return move(OnuMoveRequest.toPon(onu, pon));
  }

  /**
   * Moves an ONU as {@link #move(OnuId, OnuId)} does, with the options of the request.
   *
   * @throws RefusedException {@code ETAG_MISMATCH} if it is not the ONU of {@link
   *     OnuMoveRequest#ifMatch(Etag)}
   */
  public OnuMove move(OnuMoveRequest request) {
    OnuId onu = requireNonNull(request, "request").onu();
    requireOurs(onu);
    requireOurs(request.pon());
    OltCall call = new OltCall(committer, at);
    while (true) {
      OnuData data = data(request, call);
      Optional<OnuMove> moved =
          call.attempt(
              new MoveOnu(
                  onu,
                  request.pon(),
                  request.number(),
                  data,
                  request.ifMatch(),
                  move -> checked(request.adapterData().apply(move))));
      if (moved.isPresent()) {
        return moved.get();
      }
    }
  }

  private OnuData data(OnuMoveRequest request, OltCall call) {
    int pon = request.onu().pon().number();
    OltState before = call.state(new PonSelection.Pons(Set.of(pon)));
    List<Long> versions = OnuData.versionsOf(before, request.onu());
    return call.work()
        .read(snapshot ->
            new OnuDataReader(snapshot, mapKeys(snapshot, call))
                .read(request.onu(), request.pon(), request.number(), versions));
  }

  /**
   * The keys in which VOLTHA's openolt adapter keeps data of the device itself: {@code
   * onu_gem_info} and the meters of the UNI ports. To delete, replace or move the ONU does not
   * change them.
   *
   * @return the keys that exist, in order
   */
  public List<Key> deviceKeys(OnuId onu) {
    requireOurs(onu);
    OpenOltKeys keys = new OpenOltKeys(at.keys(), at.olt());
    return new OltCall(committer, at)
        .work()
        .read(snapshot -> {
          List<Key> found = new ArrayList<>();
          snapshot
              .scan(List.of(keys.uniPorts(onu)), ScanOptions.KEYS_ONLY)
              .toList()
              .forEach(kv -> found.add(kv.key()));
          found.removeIf(key -> !keys.isMeter(key));
          snapshot.get(keys.onuGemInfo(onu)).ifPresent(kv -> found.add(kv.key()));
          return List.copyOf(found);
        });
  }

  /** The keys of the ONU's maps and flow infos. */
  private SortedMap<Key, Optional<AdapterListId>> maps(OnuId onu, OltCall call) {
    return call.work().read(snapshot -> maps(snapshot, mapKeys(snapshot, call), onu));
  }

  private OnuMapKeys mapKeys(Snapshot snapshot, OltCall call) {
    Registration registration =
        at.record(snapshot)
            .record()
            .map(Registration::of)
            .orElseGet(() -> call.stateWithoutPons().registration());
    return new OnuMapKeys(at.keys(), registration.layout(), at.technology(), at.olt());
  }

  private static SortedMap<Key, Optional<AdapterListId>> maps(
      Snapshot snapshot, OnuMapKeys keys, OnuId onu) {
    SortedMap<Key, Optional<AdapterListId>> found = new TreeMap<>();
    for (KeyValue kv : snapshot.scan(keys.maps(onu), ScanOptions.KEYS_ONLY).toList()) {
      Optional<OnuMapId> map = keys.parseMap(kv.key());
      map.ifPresent(id -> found.put(kv.key(), AdapterListId.of(id)));
    }
    for (KeyValue kv : snapshot.scan(keys.allFlowInfos(onu), ScanOptions.KEYS_ONLY).toList()) {
      found.put(kv.key(), Optional.empty());
    }
    return found;
  }

  private OltState stateOf(int pon) {
    OltState state = committer.stateWith(new PonSelection.Pons(Set.of(pon)));
    requireKnown(state);
    if (!state.registration().pons().contains(pon)) {
      throw OltErrors.ponNotRegistered(at.olt(), pon, state.registration().pons());
    }
    return state;
  }

  private void requireKnown(OltState state) {
    if (state.registration().isUnknown()) {
      throw at.unknown();
    }
  }

  private List<Mutation> checked(List<Mutation> adapterData) {
    return requireNonNull(adapterData, "adapterData").isEmpty()
        ? adapterData
        : AdapterPath.required(adapterPath).checked(adapterData);
  }

  private void requireOurs(OnuId onu) {
    requireOurs(requireNonNull(onu, "onu").pon());
  }

  private void requireOurs(PonId pon) {
    if (!at.olt().equals(pon.olt())) {
      throw new IllegalArgumentException("of OLT " + pon.olt() + ", not of " + at.olt());
    }
  }

  @Override
  public String toString() {
    return "ONUs of " + at;
  }
}

package org.ponkeeper;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltCommitter;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.PonSelection;
import org.ponkeeper.keyspace.AdapterPath;
import org.ponkeeper.maintenance.Audit;
import org.ponkeeper.maintenance.HandOver;
import org.ponkeeper.maintenance.OlderInstances;
import org.ponkeeper.maintenance.OtherSpelling;
import org.ponkeeper.maintenance.PoolKeys;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.ForeignKeys;
import org.ponkeeper.olt.OltContents;
import org.ponkeeper.olt.OltOverview;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.OltUse;
import org.ponkeeper.olt.PoolUsage;
import org.ponkeeper.olt.RegistrationResult;
import org.ponkeeper.olt.RemovedPon;
import org.ponkeeper.olt.Tagged;
import org.ponkeeper.olt.UnregistrationResult;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.UseCounter;
import org.ponkeeper.work.OltAdoption;
import org.ponkeeper.work.OltDeletion;
import org.ponkeeper.work.OltResize;
import org.ponkeeper.work.OltUnregistration;
import org.ponkeeper.work.PonRemoval;
import org.ponkeeper.work.UnusedKeys;

/**
 * An OLT of one technology. PONs are loaded when they are first needed, or all at once by {@link
 * #load()}; loaded data stays in memory until the {@link Ponkeeper} is closed.
 *
 * <p>Thread-safe. A {@link Ponkeeper} has one object for each OLT, and closes it.
 */
public final class Olt {

  private final Technology technology;
  private final OltId id;
  private final OltCommitter committer;
  private final Instances instances;
  private final ResourceIds ids;
  private final Onus onus;
  private final OltStore store;

  private final UseCounter counter = new UseCounter();

  Olt(
      Technology technology,
      OltId id,
      OltCommitter committer,
      OltStore store,
      Optional<AdapterPath> adapterPath) {
    this.technology = technology;
    this.id = id;
    this.committer = committer;
    this.store = store;
    this.instances = new Instances(technology, id, committer, adapterPath);
    this.ids = new ResourceIds(id, committer);
    this.onus = new Onus(store, committer, adapterPath);
  }

  /** The technology. */
  public Technology technology() {
    return technology;
  }

  /** The device id of the OLT. */
  public OltId id() {
    return id;
  }

  /**
   * A UNI port of the OLT.
   *
   * @param pon the number of the PON, 0 to 255
   * @param onu the number of the ONU, 0 to 1022
   * @param uni the number of the UNI, 0 to 255
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public UniPort uniPort(int pon, int onu, int uni) {
    return new UniPort(onuId(pon, onu), uni);
  }

  /**
   * An ONU of the OLT.
   *
   * @param pon the number of the PON, 0 to 255
   * @param onu the number of the ONU, 0 to 1022
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public OnuId onuId(int pon, int onu) {
    return new OnuId(new PonId(id, pon), onu);
  }

  /** Checks the OLT's stored data, and repairs what is safe to repair. */
  public Audit audit() {
    return new Audit(committer, store);
  }

  /** The layout of the OLT's pool keys and per-ONU maps, and moving them to the other layout. */
  public PoolKeys poolKeys() {
    return new PoolKeys(store, committer);
  }

  /** Prepares the OLT for VOLTHA's Go library. */
  public HandOver handOver() {
    return new HandOver(store, committer);
  }

  /** An adapter's data of each ONU: maps of its ids, and infos about its flows. */
  public OnuMaps onuMaps() {
    return new OnuMaps(store, committer);
  }

  /** The OLT's instances of the older format, and their migration. */
  public OlderInstances olderInstances() {
    return new OlderInstances(store, committer);
  }

  /** The OLT's keys under another name of its technology, and moving them. */
  public OtherSpelling otherSpelling() {
    return new OtherSpelling(store, committer);
  }

  /** The OLT's ids that are allocated directly to named owners. */
  public ResourceIds ids() {
    return ids;
  }

  /** The OLT's ONUs, each with everything that is stored of it. */
  public Onus onus() {
    return onus;
  }

  /** The OLT's instances. */
  public Instances instances() {
    return instances;
  }

  /**
   * Loads every PON that is not loaded yet. Blocks while the store is read.
   *
   * @return this
   * @throws org.ponkeeper.error.StoreFailedException if the store failed; no further PON is loaded
   *     then
   */
  public Olt load() {
    committer.stateWith(new PonSelection.All());
    return this;
  }

  /**
   * Reads all loaded data again, to see changes of other processes. Not needed for correctness:
   * every change is checked against the store.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed; the data in memory is
   *     unchanged
   */
  public void refresh() {
    call().refresh();
  }

  /**
   * When the OLT's data in memory was last confirmed by the store: the earliest such time of all
   * loaded PONs, or {@link Instant#EPOCH} if none is loaded.
   */
  public Instant confirmedAt() {
    return committer.confirmedAt();
  }

  /**
   * When the PON's data in memory was last confirmed by the store: it was read, or an instance on
   * it was created or deleted, which only succeeds if the data is current. {@link Instant#EPOCH} if
   * the PON is not loaded.
   *
   * @param pon the number of the PON, 0 to 255
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public Instant confirmedAt(int pon) {
    return committer.confirmedAt(new PonId(id, pon).number());
  }

  /**
   * Registers the OLT, or confirms that it is registered with these values. Existing data of the Go
   * library is adopted: every PON keeps the ranges of its pools. If there are pools in both layouts
   * of pool keys, the ids in use that are taken only in the other layout are also marked as taken
   * in the pools in use; a warning in the result reports this.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code RANGES_MISSING}, {@code
   *     RANGE_INVALID}, {@code ID_OUT_OF_LEGAL_SPACE}
   * @throws org.ponkeeper.error.RefusedException {@code RANGE_DIFFERS} with the differences
   * @throws org.ponkeeper.error.StoreFailedException of any code
   * @throws org.ponkeeper.error.CorruptDataException if there is a record that cannot be read
   */
  public RegistrationResult register(OltRegistration registration) {
    requireNonNull(registration, "registration");
    return new OltAdoption(store, call()).register(registration);
  }

  /**
   * Registers the OLT with new ranges, and changes existing pools to them; refused if an id in use
   * would be outside. PONs may be added, and pools extended to the Go library's length. Other
   * processes may use the OLT meanwhile. If there are more pools than fit into one transaction,
   * their requests are refused with {@code OLT_BUSY} until all pools are changed.
   *
   * <p>Blocks while every PON is read, and for one transaction for each hundred pools. If it is
   * interrupted, call it again with the same ranges, or without ranges, to complete it; with the
   * previous ranges, to undo it.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code RANGES_MISSING}, {@code
   *     RANGE_INVALID}, {@code ID_OUT_OF_LEGAL_SPACE}
   * @throws org.ponkeeper.error.RefusedException {@code RANGE_DIFFERS} with the ids that would be
   *     outside, or with the values that a resize does not change; {@code OLT_BUSY}
   * @throws org.ponkeeper.error.StoreFailedException of any code
   * @throws org.ponkeeper.error.CorruptDataException if the record or a pool cannot be read
   */
  public RegistrationResult resize(OltRegistration registration) {
    requireNonNull(registration, "registration");
    return new OltResize(store, call(), registration, Optional.empty()).run();
  }

  /**
   * Resizes the OLT as {@link #resize(OltRegistration)} does, but only if its record is the one
   * that was read. A resize that was interrupted has changed the record: read it again to continue.
   *
   * @param etag from {@link #taggedRecord}
   * @throws org.ponkeeper.error.RefusedException {@code ETAG_MISMATCH} if the record was changed
   *     since; {@code OLT_NOT_REGISTERED} if there is none
   */
  public RegistrationResult resize(OltRegistration registration, Etag etag) {
    requireNonNull(registration, "registration");
    requireNonNull(etag, "etag");
    return new OltResize(store, call(), registration, Optional.of(etag)).run();
  }

  /**
   * The OLT's record with its etag; empty if it has none. Blocks for a read of the store.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   * @throws org.ponkeeper.error.CorruptDataException if the record cannot be read
   */
  public Optional<Tagged<OltRecord>> taggedRecord() {
    OltStore.FoundRecord found = call().work().read(store::record);
    return found.record().map(record -> new Tagged<>(record, found.etag().orElseThrow()));
  }

  /**
   * Removes a PON of which nothing is stored from the OLT, and deletes the pools that only it used.
   * Refused if there are instances, claims, maps, flow infos or taken ids of the PON, or if it is
   * the only one.
   *
   * <p>Other processes may use the OLT meanwhile; for a moment, their changes are refused with
   * {@code OLT_BUSY}. If this is interrupted, call it again, in any process, or resize the OLT.
   * Blocks while the PON and the keys of the OLT's resources are read twice.
   *
   * @param pon the number of the PON, 0 to 255
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   * @throws org.ponkeeper.error.RefusedException {@code OLT_NOT_REGISTERED} if it has no record;
   *     {@code PON_NOT_REGISTERED}; {@code PON_IN_USE} with the counts of what there is; {@code
   *     OLT_BUSY}; {@code CONTENTION}; nothing happened
   * @throws org.ponkeeper.error.StoreFailedException of any code; call it again
   * @throws org.ponkeeper.error.CorruptDataException if the record or a pool of the PON cannot be
   *     read
   */
  public RemovedPon removePon(int pon) {
    OltCall call = call();
    RemovedPon removed = new PonRemoval(store, call, new PonId(id, pon).number()).run();
    call.refresh();
    return removed;
  }

  /**
   * Removes the OLT's record and nothing else. Instances, pools and maps stay, and the OLT can be
   * used like one that only the Go library has worked on. Refused if this would lose information
   * that only the record has: claims, shared pools, gaps between ranges, or which of two layouts of
   * pool keys is in use.
   *
   * <p>Other processes may use the OLT meanwhile; for a moment, their changes are refused with
   * {@code OLT_BUSY}. If this is interrupted, call it again, in any process. Blocks while every PON
   * is read.
   *
   * @throws org.ponkeeper.error.RefusedException {@code OLT_NOT_REGISTERED} if it has no record;
   *     {@code OLT_BUSY}; {@code RECORD_NEEDED}; {@code CONTENTION}; nothing happened
   * @throws org.ponkeeper.error.StoreFailedException of any code; call it again
   * @throws org.ponkeeper.error.CorruptDataException if the record cannot be read
   */
  public UnregistrationResult unregister() {
    return unregister(Optional.empty());
  }

  /**
   * Removes the OLT's record as {@link #unregister()} does, but only if it is the one that was
   * read. A call that was interrupted has changed the record: read it again to continue. A call
   * after a success is refused with {@code OLT_NOT_REGISTERED}.
   *
   * @param etag from {@link #taggedRecord}
   * @throws org.ponkeeper.error.RefusedException {@code ETAG_MISMATCH} if the record was changed
   *     since
   */
  public UnregistrationResult unregister(Etag etag) {
    return unregister(Optional.of(requireNonNull(etag, "etag")));
  }

  private UnregistrationResult unregister(Optional<Etag> ifMatch) {
    OltCall call = call();
    UnregistrationResult unregistered = new OltUnregistration(store, call, ifMatch).run();
    call.refresh();
    return unregistered;
  }

  /**
   * The number of keys that the store has of the OLT, which {@link #delete} would delete. Reads
   * keys only.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   * @throws org.ponkeeper.error.CorruptDataException if a record of the device cannot be read
   */
  public OltContents contents() {
    return new OltDeletion(store, call()).contents();
  }

  /**
   * Deletes all data of the OLT and nothing else: instances, including those of the older format,
   * pools and maps in both layouts, claims, and finally its record. Keys that another technology of
   * the same device uses are kept.
   *
   * <p>The record is first marked as being deleted. From then on, all other requests in any process
   * are refused with {@code OLT_BUSY}. If this is interrupted, call it again, in any process. The
   * Go library ignores records and must not work on the OLT meanwhile. Blocks until all is deleted;
   * the call as a whole has no time-out.
   *
   * @param progress called after each chunk
   * @return what there was when this call began
   * @throws org.ponkeeper.error.RefusedException {@code OLT_NOT_REGISTERED} if the store has no
   *     data of the OLT; {@code CONTENTION}
   * @throws org.ponkeeper.error.StoreFailedException of any code; deleted data stays deleted
   * @throws org.ponkeeper.error.CorruptDataException if a record of the device cannot be read
   */
  public OltContents delete(Consumer<WorkProgress> progress) {
    requireNonNull(progress, "progress");
    OltCall call = call();
    OltContents contents = new OltDeletion(store, call).run(progress);
    call.refresh();
    return contents;
  }

  /**
   * Keys that are not in use: those of the other layout, instances of the older format, keys under
   * another name of the technology, and instances of the technology without an OLT in their path.
   * Reads keys only.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public List<Finding> leftBehind() {
    OltCall call = call();
    return new UnusedKeys(store, call).findings(call.stateWithoutPons().registration().layout());
  }

  /**
   * Keys that Ponkeeper does not maintain and that may belong to this OLT: those under another name
   * of its technology, and instances of the technology without an OLT in their path. Reads keys
   * only.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public List<Finding> foreign() {
    return new UnusedKeys(store, call()).foreign().stream().map(ForeignKeys::finding).toList();
  }

  /**
   * The problems found when the OLT's data was loaded, such as unreadable values. Loads every PON.
   * {@link #audit()} finds more: it compares the data.
   *
   * @throws org.ponkeeper.error.StoreFailedException if a PON could not be loaded
   */
  public List<Finding> loadProblems() {
    return committer.stateWith(new PonSelection.All()).findings();
  }

  /**
   * The problems found when one PON was loaded, in its instances, their templates and its pools,
   * and those that concern the OLT as a whole. Loads only that PON.
   *
   * @param pon the number of the PON, 0 to 255
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   * @throws org.ponkeeper.error.StoreFailedException if the PON could not be loaded
   */
  public List<Finding> loadProblems(int pon) {
    return loaded(pon).findings(pon);
  }

  /**
   * The PONs of the OLT, with the pools and instances of loaded PONs. Loads only this PON if the
   * OLT is registered.
   *
   * @param pon the number of the PON, 0 to 255
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   * @throws org.ponkeeper.error.StoreFailedException if a PON could not be loaded
   */
  public OltOverview overview(int pon) {
    return loaded(pon).overview();
  }

  private OltCall call() {
    return new OltCall(committer, store);
  }

  private OltState loaded(int pon) {
    return committer.stateWith(new PonSelection.Pons(Set.of(new PonId(id, pon).number())));
  }

  /**
   * The PONs and pools of the OLT, and how many ids are taken. Loads every PON.
   *
   * @throws org.ponkeeper.error.StoreFailedException if a PON could not be loaded
   */
  public OltOverview overview() {
    OltState state = committer.stateWith(new PonSelection.All());
    return state.overview();
  }

  /**
   * How many ids each pool of the OLT has in use and free, also pools that no change has needed
   * yet. Ordered by type and index. Omits pools that cannot be read, which {@link #loadProblems()}
   * reports, and types without a range. Loads every PON.
   *
   * @throws org.ponkeeper.error.StoreFailedException if a PON could not be loaded
   */
  public List<PoolUsage> poolUsage() {
    return committer.stateWith(new PonSelection.All()).poolUsage();
  }

  /**
   * How much there is on the OLT, and how full its pools are: for a view of many OLTs. All numbers
   * are of one instant. Loads every PON; then it reads memory. The first call takes some
   * milliseconds for an OLT with 64 full PONs. Later calls count only PONs that have changed.
   *
   * @throws org.ponkeeper.error.StoreFailedException if a PON could not be loaded
   * @throws org.ponkeeper.error.CorruptDataException if the record cannot be read
   */
  public OltUse use() {
    return counter.count(committer.stateWith(new PonSelection.All()));
  }

  /**
   * The same from what is in memory, without reading the store; waits only while another call
   * counts. Changes of other processes that were not read yet are missing. Empty if not every PON
   * is loaded.
   */
  public Optional<OltUse> useInMemory() {
    return committer.inMemory().map(counter::count);
  }

  @Override
  public String toString() {
    return technology + " OLT " + id;
  }
}

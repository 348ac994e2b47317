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
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.ForeignKeys;
import org.ponkeeper.olt.OltContents;
import org.ponkeeper.olt.OltOverview;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.RegistrationResult;
import org.ponkeeper.olt.UnregistrationResult;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.state.OltState;
import org.ponkeeper.work.OltAdoption;
import org.ponkeeper.work.OltDeletion;
import org.ponkeeper.work.OltResize;
import org.ponkeeper.work.OltUnregistration;
import org.ponkeeper.work.UnusedKeys;

/**
 * An OLT of one technology. PONs are loaded when they are first needed, or all at once by {@link
 * #load()}; what is loaded stays in memory until the {@link Ponkeeper} is closed.
 *
 * <p>Thread-safe. There is one for each OLT in a {@link Ponkeeper}, which closes it.
 */
public final class Olt {

  private final Technology technology;
  private final OltId id;
  private final OltCommitter committer;
  private final Instances instances;
  private final ResourceIds ids;
  private final OltStore store;

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
    return new UniPort(new OnuId(new PonId(id, pon), onu), uni);
  }

  /** Whether what the store says of the OLT is true, and the mending of what is safe to mend. */
  public Audit audit() {
    return new Audit(committer, store);
  }

  /** Under which keys the OLT's pools and per-ONU maps lie. */
  public PoolKeys poolKeys() {
    return new PoolKeys(store, committer);
  }

  /** Making the OLT ready for VOLTHA's Go library. */
  public HandOver handOver() {
    return new HandOver(store, committer);
  }

  /** What an adapter notes of each ONU: maps of its ids, and infos of its flows. */
  public OnuMaps onuMaps() {
    return new OnuMaps(store, committer);
  }

  /** The OLT's instances of the older format, and their migration. */
  public OlderInstances olderInstances() {
    return new OlderInstances(store, committer);
  }

  /** The OLT's keys that have its technology under another name, and moving them. */
  public OtherSpelling otherSpelling() {
    return new OtherSpelling(store, committer);
  }

  /** The OLT's ids that are allocated directly. */
  public ResourceIds ids() {
    return ids;
  }

  /** The OLT's instances. */
  public Instances instances() {
    return instances;
  }

  /**
   * Loads every PON that is not loaded yet. Blocks for the time that the store takes.
   *
   * @return this
   * @throws org.ponkeeper.error.StoreFailedException if the store failed; nothing is loaded then
   *     that was not before
   */
  public Olt load() {
    committer.stateWith(new PonSelection.All());
    return this;
  }

  /**
   * Reads everything anew that is loaded, for what other processes changed. Not needed for being
   * right: every change is checked against the store anyway.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed; memory stays as it was
   */
  public void refresh() {
    call().refresh();
  }

  /**
   * When the store last said that what is in memory of the OLT is so: the oldest such time of all
   * PONs that are loaded, and {@link Instant#EPOCH} if none is.
   */
  public Instant confirmedAt() {
    return committer.confirmedAt();
  }

  /**
   * When the store last said that what is in memory of the PON is so: it was read, or an instance
   * on it was created or deleted, which the store only does if it is. {@link Instant#EPOCH} if the
   * PON is not loaded.
   *
   * @param pon the number of the PON, 0 to 255
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public Instant confirmedAt(int pon) {
    return committer.confirmedAt(new PonId(id, pon).number());
  }

  /**
   * Registers the OLT, or confirms that it is registered so. What the Go library left in the store
   * is adopted: every PON keeps the ranges of its pools. Where pools lie under both layouts of pool
   * keys, those in use get the ids that are in use and taken only in the others; the answer says
   * so.
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
   * Registers the OLT, and changes its ranges, and the pools that are there, to what is asked for;
   * no id that is in use may fall outside. PONs may be added, and pools made full. Other processes
   * may work on the OLT meanwhile; where there are more pools than one transaction takes, their
   * requests are refused with {@code OLT_BUSY} until all are changed.
   *
   * <p>Blocks while every PON is read, and for a transaction for each hundred pools. If it is
   * interrupted, what is left is done by calling it again, with the same ranges or without; with
   * the ranges from before, it is undone.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code RANGES_MISSING}, {@code
   *     RANGE_INVALID}, {@code ID_OUT_OF_LEGAL_SPACE}
   * @throws org.ponkeeper.error.RefusedException {@code RANGE_DIFFERS} with the ids that would fall
   *     outside, or with what a resize does not change; {@code OLT_BUSY}
   * @throws org.ponkeeper.error.StoreFailedException of any code
   * @throws org.ponkeeper.error.CorruptDataException if the record or a pool cannot be read
   */
  public RegistrationResult resize(OltRegistration registration) {
    requireNonNull(registration, "registration");
    return new OltResize(store, call(), registration).run();
  }

  /**
   * Removes the OLT's record and nothing else: instances, pools and maps stay, and the OLT works on
   * as one that only the Go library knew. It is refused while something would be lost that only the
   * record tells: claims, shared pools that nothing else tells of, gaps between ranges, and which
   * of two layouts of pool keys is in use.
   *
   * <p>Other processes may work on the OLT meanwhile; for the moment that it takes, their changes
   * are refused with {@code OLT_BUSY}. If this is interrupted, run it again, in whatever process.
   * Blocks while every PON is read.
   *
   * @throws org.ponkeeper.error.RefusedException {@code OLT_NOT_REGISTERED} if it has no record;
   *     {@code OLT_BUSY}; {@code RECORD_NEEDED}; {@code CONTENTION}; nothing happened
   * @throws org.ponkeeper.error.StoreFailedException of any code; run it again
   * @throws org.ponkeeper.error.CorruptDataException if the record cannot be read
   */
  public UnregistrationResult unregister() {
    OltCall call = call();
    UnregistrationResult unregistered = new OltUnregistration(store, call).run();
    call.refresh();
    return unregistered;
  }

  /**
   * How much the store holds of the OLT: what {@link #delete} would delete. Reads keys only.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   * @throws org.ponkeeper.error.CorruptDataException if a record of the device cannot be read
   */
  public OltContents contents() {
    return new OltDeletion(store, call()).contents();
  }

  /**
   * Deletes everything of the OLT and nothing else: instances, also of the older format, pools and
   * maps in both layouts, claims, and in the end its record. Keys that another technology of the
   * same device uses stay.
   *
   * <p>The record says first that the OLT is being deleted, and everybody else gets {@code
   * OLT_BUSY} from then on, in whatever process. If this is interrupted, run it again, in whatever
   * process. The Go library knows no records: it must not work on the OLT meanwhile. Blocks for as
   * long as it takes.
   *
   * @param progress told after each chunk
   * @return what there was when this call began
   * @throws org.ponkeeper.error.RefusedException {@code OLT_NOT_REGISTERED} if the store holds
   *     nothing of the OLT; {@code CONTENTION}
   * @throws org.ponkeeper.error.StoreFailedException of any code; what is gone stays gone
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
   * What lies beside what is in use, to be told to a person: keys of the other layout, instances of
   * the older format, keys under another name of the technology, and instances of the technology
   * without OLT in their path. Reads keys only.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public List<Finding> leftBehind() {
    OltCall call = call();
    return new UnusedKeys(store, call).findings(call.stateWithoutPons().registration().layout());
  }

  /**
   * What Ponkeeper does not work with and may be of this OLT: its keys under another name of its
   * technology, and instances of the technology without an OLT in their paths. Reads keys only.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public List<Finding> foreign() {
    return new UnusedKeys(store, call()).foreign().stream().map(ForeignKeys::finding).toList();
  }

  /**
   * The problems that were found when the OLT's data were loaded: what cannot be read, and what is
   * not as it seems. Loads every PON. {@link #audit()} finds more: it compares the data.
   *
   * @throws org.ponkeeper.error.StoreFailedException if PONs had to be loaded and could not
   */
  public List<Finding> loadProblems() {
    return committer.stateWith(new PonSelection.All()).findings();
  }

  /**
   * The problems that were found when one PON was loaded: of its instances, their templates and its
   * pools, and what concerns the OLT as a whole. Loads that PON only.
   *
   * @param pon the number of the PON, 0 to 255
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   * @throws org.ponkeeper.error.StoreFailedException if it had to be loaded and could not
   */
  public List<Finding> loadProblems(int pon) {
    return loaded(pon).findings(pon);
  }

  /**
   * Which PONs the OLT has, with the pools and instances of those that were loaded. Loads one PON
   * only, where the OLT is registered.
   *
   * @param pon the number of the PON, 0 to 255
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   * @throws org.ponkeeper.error.StoreFailedException if it had to be loaded and could not
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
   * Which PONs and pools the OLT has, and how much of them is taken. Loads every PON.
   *
   * @throws org.ponkeeper.error.StoreFailedException if PONs had to be loaded and could not
   */
  public OltOverview overview() {
    OltState state = committer.stateWith(new PonSelection.All());
    return state.overview();
  }

  @Override
  public String toString() {
    return technology + " OLT " + id;
  }
}

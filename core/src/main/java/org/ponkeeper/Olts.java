package org.ponkeeper;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ponkeeper.engine.CallDeadline;
import org.ponkeeper.engine.EngineOptions;
import org.ponkeeper.engine.TransactionRunner;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.keyspace.DeviceInfoReader;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.ModelRangesCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.olt.AnnouncedRanges;
import org.ponkeeper.olt.ForeignData;
import org.ponkeeper.olt.KnownOlt;
import org.ponkeeper.olt.MovedSharedKeys;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OltModel;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.survey.OtherNames;
import org.ponkeeper.survey.StoreSurvey;
import org.ponkeeper.work.SharedNames;

/** The OLTs in a store, registered or written by the Go library. Thread-safe. */
public final class Olts {

  private final KeyValueStore store;
  private final KeySpace keys;
  private final EngineOptions options;

  Olts(KeyValueStore store, KeySpace keys, EngineOptions options) {
    this.store = store;
    this.keys = keys;
    this.options = options;
  }

  /**
   * All OLTs with a record, a claim, a pool or another resource key, or an instance, including
   * those of the older format, ordered by device id. Blocks for a few reads for each OLT and
   * template, however many instances there are.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public List<KnownOlt> list() {
    return StoreSurvey.read(CallDeadline.of(options).on(store), keys).olts();
  }

  /**
   * An overview of a store.
   *
   * @param olts the OLTs, as {@link #list} returns them
   * @param foreign the keys that Ponkeeper does not maintain
   */
  public record Contents(List<KnownOlt> olts, ForeignData foreign) {
    public Contents {
      olts = List.copyOf(olts);
    }
  }

  /**
   * The OLTs, and the keys that Ponkeeper does not maintain: below its own prefixes, and at the
   * paths of other stacks. The store is empty only if there are neither OLTs nor such keys. Blocks
   * for two more reads for each such prefix.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public Contents contents() {
    StoreSurvey survey = StoreSurvey.read(CallDeadline.of(options).on(store), keys);
    return new Contents(survey.olts(), survey.foreign());
  }

  /**
   * The OLTs with keys under another name of a technology, such as {@code xgspon}, or whose keys
   * are being moved from there, each with its technology. {@link Olt#otherSpelling} moves them.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public List<KnownOlt> underOtherNames() {
    KeyValueStore view = CallDeadline.of(options).on(store);
    Map<OltId, Set<Technology>> found = new TreeMap<>();
    for (Technology technology : Technology.values()) {
      OtherNames.olts(keys, technology, ranges -> StoreSurvey.first(view, ranges))
          .forEach(olt -> found.computeIfAbsent(olt, o -> new TreeSet<>()).add(technology));
    }
    StoreSurvey.read(view, keys).olts().stream()
        .filter(olt -> olt.state().filter(OltRecord.State.RENAMING::equals).isPresent())
        .forEach(olt ->
            found
                .computeIfAbsent(olt.olt(), o -> new TreeSet<>())
                .add(olt.technology().orElseThrow()));
    List<KnownOlt> all = new ArrayList<>();
    found.forEach((olt, of) ->
        of.forEach(technology ->
            all.add(new KnownOlt(Optional.of(technology), olt, false, Optional.empty()))));
    return List.copyOf(all);
  }

  /**
   * Moves templates and ranges of models from other names of a technology to the present one,
   * unless something uses them under the other name, or there is another value under the present
   * one. Move the OLTs first, see {@link Olt#otherSpelling}. Safe to repeat.
   *
   * @throws RefusedException {@code OLT_BUSY} during a restore; {@code CONTENTION}
   * @throws org.ponkeeper.error.StoreFailedException of any code; call it again to complete it
   */
  public MovedSharedKeys moveShared(Technology technology) {
    requireNonNull(technology, "technology");
    return moveShared(technology, false);
  }

  /**
   * Reports what {@link #moveShared} would do, without changing anything.
   *
   * @throws RefusedException {@code OLT_BUSY} during a restore
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public MovedSharedKeys planMoveShared(Technology technology) {
    requireNonNull(technology, "technology");
    return moveShared(technology, true);
  }

  private MovedSharedKeys moveShared(Technology technology, boolean dryRun) {
    CallDeadline deadline = CallDeadline.of(options);
    TransactionRunner work = new TransactionRunner(store, options, deadline);
    return new SharedNames(deadline.on(store), keys, work, dryRun).run(technology);
  }

  /**
   * The values with which to register OLTs of a model, as VOLTHA stores them: PONs, ranges, and
   * which pools are shared. If the store has them under VOLTHA's older and newer key, the newer one
   * is used.
   *
   * @throws RefusedException {@code MODEL_NOT_FOUND}
   * @throws CorruptDataException {@code CORRUPT_DATA} if they cannot be read
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public OltRegistration ofModel(Technology technology, OltModel model) {
    requireNonNull(technology, "technology");
    requireNonNull(model, "model");
    KeyValueStore view = CallDeadline.of(options).on(store);
    List<Key> tried = new ArrayList<>();
    for (PoolKeyLayout layout :
        List.of(PoolKeyLayout.WITHOUT_TECHNOLOGY, PoolKeyLayout.WITH_TECHNOLOGY)) {
      Key key = keys.modelRanges(layout, technology, model);
      Optional<KeyValue> found = view.get(key);
      if (found.isPresent()) {
        return switch (ModelRangesCodec.decode(found.get().value())) {
          case Reading.Read<OltRegistration> read -> read.value();
          case Reading.Unreadable<OltRegistration> unreadable ->
              throw CorruptDataException.of("the ranges of the model " + model, unreadable.reason())
                  .with("key", key);
        };
      }
      tried.add(key);
    }
    throw new RefusedException(ErrorCode.MODEL_NOT_FOUND)
        .with("model", model)
        .with("looked for", tried.getFirst() + " and " + tried.getLast());
  }

  /**
   * The values with which to register an OLT of this technology, from what the device announces:
   * the message {@code DeviceInfo} of VOLTHA's openolt API as protobuf JSON, with original or
   * camel-case names. Several ranges may each be for some PONs. Reads nothing from the store.
   *
   * <p>An adapter that has the message itself uses {@link AnnouncedRanges#registration}.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code RANGE_INVALID}: with the line, the
   *     column and the field, if the message cannot be read; otherwise as {@link
   *     AnnouncedRanges#registration}
   */
  public OltRegistration announced(Technology technology, Bytes deviceInfo) {
    requireNonNull(technology, "technology");
    requireNonNull(deviceInfo, "deviceInfo");
    return DeviceInfoReader.read(deviceInfo).registration(technology);
  }

  @Override
  public String toString() {
    return "OLTs below " + keys.basePath();
  }
}

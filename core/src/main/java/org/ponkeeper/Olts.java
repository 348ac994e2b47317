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
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.ModelRangesCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.olt.ForeignData;
import org.ponkeeper.olt.KnownOlt;
import org.ponkeeper.olt.MovedSharedKeys;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OltModel;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.survey.OtherNames;
import org.ponkeeper.survey.StoreSurvey;
import org.ponkeeper.work.SharedNames;

/** The OLTs that a store knows, registered or left there by the Go library. Thread-safe. */
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
   * Every OLT that has a record, a claim, a pool or another key of its resources, or an instance,
   * also one of the older format, by device id. Takes a few reads for each OLT and template,
   * however many instances there are; blocks meanwhile.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public List<KnownOlt> list() {
    return StoreSurvey.read(CallDeadline.of(options).on(store), keys).olts();
  }

  /**
   * What a store holds.
   *
   * @param olts the OLTs, as {@link #list} gives them
   * @param foreign what Ponkeeper does not work with
   */
  public record Contents(List<KnownOlt> olts, ForeignData foreign) {
    public Contents {
      olts = List.copyOf(olts);
    }
  }

  /**
   * The OLTs, and what the store holds that Ponkeeper does not work with: below its own prefixes,
   * and at the paths of other stacks. An empty list of OLTs says that the store holds nothing only
   * where nothing foreign is there either. Takes two reads more for each foreign prefix.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public Contents contents() {
    StoreSurvey survey = StoreSurvey.read(CallDeadline.of(options).on(store), keys);
    return new Contents(survey.olts(), survey.foreign());
  }

  /**
   * The OLTs that have keys under another name of a technology, such as {@code xgspon}, or whose
   * keys are being moved from there, each with the technology that is meant. {@link
   * Olt#otherSpelling} moves them.
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
   * Moves templates and ranges of models from other names of a technology to the present one, where
   * nothing uses them under the other name and nothing else is there under the present one. Move
   * the OLTs first, see {@link Olt#otherSpelling}. Can be run again.
   *
   * @throws RefusedException {@code OLT_BUSY} during a restore; {@code CONTENTION}
   * @throws org.ponkeeper.error.StoreFailedException of any code; run it again to its end
   */
  public MovedSharedKeys moveShared(Technology technology) {
    requireNonNull(technology, "technology");
    return moveShared(technology, false);
  }

  /**
   * Says what {@link #moveShared} would do, and does nothing.
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
   * What OLTs of a model are registered with, as VOLTHA keeps it: PONs, ranges, and which pools are
   * shared. Where the store has it under VOLTHA's older key and under the newer, the newer is
   * taken.
   *
   * @throws RefusedException {@code MODEL_NOT_FOUND}
   * @throws CorruptDataException {@code CORRUPT_DATA} if it cannot be read
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

  @Override
  public String toString() {
    return "OLTs below " + keys.basePath();
  }
}

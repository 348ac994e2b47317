package org.ponkeeper.maintenance;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltCommitter;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.RestoreMark;
import org.ponkeeper.engine.TransactionRunner;
import org.ponkeeper.engine.TransactionRunner.Step;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OtherName;
import org.ponkeeper.keyspace.TemplateCodec;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.profile.BuiltInProfiles;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;
import org.ponkeeper.survey.InstanceWalk;
import org.ponkeeper.survey.OtherNames;

/**
 * The keys of an OLT under another name of its technology, such as {@code xgspon}, and moving them
 * to the present name.
 *
 * <p><b>How it moves.</b> Only if the OLT has no keys under the present name, so that no id can
 * have two owners. First the OLT gets a record that says that its keys are being moved; every
 * change on an OLT depends on its record, so all other requests are refused with {@code OLT_BUSY}.
 * Then pools, maps and instances are moved to their new keys in chunks, with unchanged values.
 * Finally the record is deleted; the OLT is then like one that only the Go library has worked on.
 * After an interruption, any process can run it again. The Go library ignores records and must not
 * work on the OLT meanwhile.
 *
 * <p>Templates that its instances use are copied if the present name has none. If it has one of
 * another shape, nothing is moved.
 *
 * <p>Thread-safe; calls block until the work is done.
 */
public final class OtherSpelling {

  /** A moved key needs two conditions; one more is for the record. */
  private static final int CHUNK = (Txn.MAX_CONDITIONS - 1) / 2;

  /** The maximum number of templates used by the instances of an OLT that can be moved. */
  private static final int MOST_TEMPLATES = CHUNK - 1;

  private final OltStore at;
  private final OltCommitter committer;

  /** For the facade only: the parameter types are not exported. */
  @SuppressWarnings("exports")
  public OtherSpelling(OltStore at, OltCommitter committer) {
    this.at = at;
    this.committer = committer;
  }

  /**
   * What was moved, or would be.
   *
   * @param names the other names of the technology in the OLT's keys; empty if there was nothing to
   *     move
   * @param keys the number of keys, at least; templates are not counted
   */
  public record Moved(List<String> names, long keys) {
    public Moved {
      names = List.copyOf(names);
    }
  }

  /** The number of the OLT's keys under another name of its technology. */
  public long count() {
    return new OltCall(committer, at).work().<Long>read(snapshot -> counted(snapshot));
  }

  /**
   * Reports what {@link #migrate} would move, without changing anything.
   *
   * @throws org.ponkeeper.error.PonkeeperException as {@link #migrate}
   */
  public Moved plan() {
    return new OltCall(committer, at)
        .work()
        .read(snapshot -> {
          begin(snapshot);
          return found(snapshot);
        });
  }

  /**
   * Moves all keys.
   *
   * @param progress called after each chunk
   * @throws RefusedException {@code POOL_KEYS_DIFFER} if the OLT has keys under the present name,
   *     or under several other names, or a template there has another shape: nothing was moved,
   *     unless other writers wrote keys meanwhile; {@code OLT_BUSY}; {@code CONTENTION}
   * @throws CorruptDataException if the record cannot be read or a value is too large to be moved
   * @throws org.ponkeeper.error.StoreFailedException of any code; run it again to complete it
   */
  public Moved migrate(Consumer<WorkProgress> progress) {
    requireNonNull(progress, "progress");
    OltCall call = new OltCall(committer, at);
    TransactionRunner work = call.work();
    Moved all = work.read(this::found);
    if (!work.make(this::begin)) {
      return new Moved(List.of(), 0);
    }
    work.makeChunks(this::chunk, all.keys(), progress);
    call.refresh();
    return all;
  }

  private Moved found(Snapshot snapshot) {
    return new Moved(names(snapshot).stream().map(OtherName::name).toList(), counted(snapshot));
  }

  private long counted(Snapshot snapshot) {
    long keys = 0;
    for (OtherName name : names(snapshot)) {
      keys += snapshot.scan(ranges(snapshot, name), ScanOptions.KEYS_ONLY).toList().size();
    }
    return keys;
  }

  /** The other names under which the OLT has at least one key. */
  private List<OtherName> names(Snapshot snapshot) {
    return OtherNames.of(at.keys(), at.technology(), ranges -> OltStore.first(snapshot, ranges))
        .stream()
        .filter(name -> OltStore.first(snapshot, ranges(snapshot, name)).isPresent())
        .toList();
  }

  /** The ranges of the OLT's keys under another name, pools first. */
  private List<KeyRange> ranges(Snapshot snapshot, OtherName name) {
    List<KeyRange> ranges = new ArrayList<>();
    ranges.add(
        name.there(
            at.keys().resourcesOf(PoolKeyLayout.WITH_TECHNOLOGY, at.technology(), at.olt())));
    ranges.addAll(ofInstances(snapshot, name).rangesOf(at.technology(), at.olt()));
    ranges.addAll(ofOlder(snapshot, name).rangesOf(at.technology(), at.olt()));
    return ranges;
  }

  private static InstanceWalk ofInstances(Snapshot snapshot, OtherName name) {
    return InstanceWalk.ofInstances(name, range -> OltStore.first(snapshot, range));
  }

  private static InstanceWalk ofOlder(Snapshot snapshot, OtherName name) {
    return InstanceWalk.ofOlder(name, range -> OltStore.first(snapshot, range));
  }

  /** Writes a record that says that the keys are being moved; false if there are none. */
  private Step<Boolean> begin(Snapshot snapshot) {
    OltStore.FoundRecord found = at.record(snapshot);
    if (found.record().filter(OtherSpelling::isUnderWay).isPresent()) {
      return Step.done(true);
    }
    found.record().ifPresent(at::requireNotRestoring);
    List<OtherName> names = names(snapshot);
    if (names.isEmpty()) {
      return Step.done(false);
    }
    OtherName name = only(names);
    requireNothingPresent(snapshot, found);
    List<Condition> conditions = new ArrayList<>();
    List<Mutation> mutations = new ArrayList<>();
    conditions.add(found.unchanged());
    conditions.add(RestoreMark.read(snapshot, at.keys()).absent());
    mutations.add(found.put(OltRecord.toRename()));
    copyTemplates(snapshot, name, conditions, mutations);
    return Step.of(true, conditions, mutations);
  }

  private static boolean isUnderWay(OltRecord record) {
    return record.state() == OltRecord.State.RENAMING;
  }

  private OtherName only(List<OtherName> names) {
    if (names.size() > 1) {
      throw refused()
          .with("its keys have the technologies", names)
          .with("reason", "it is unknown which of them are correct");
    }
    return names.getFirst();
  }

  private void requireNothingPresent(Snapshot snapshot, OltStore.FoundRecord found) {
    KeySpace keys = at.keys();
    List<KeyRange> present = new ArrayList<>();
    present.add(KeyRange.of(found.key()));
    for (PoolKeyLayout layout : PoolKeyLayout.values()) {
      present.add(keys.resourcesOf(layout, at.technology(), at.olt()));
    }
    present.add(keys.claims(at.technology(), at.olt()));
    Function<KeyRange, Optional<Key>> first = range -> OltStore.first(snapshot, range);
    present.addAll(InstanceWalk.ofInstances(keys, first).rangesOf(at.technology(), at.olt()));
    present.addAll(InstanceWalk.ofOlder(keys, first).rangesOf(at.technology(), at.olt()));
    Optional<Key> inTheWay = OltStore.first(snapshot, present);
    if (inTheWay.isPresent()) {
      throw refused()
          .with("in the way", inTheWay.get())
          .with("reason", "the OLT has keys under " + at.technology() + " too");
    }
  }

  private RefusedException refused() {
    return new RefusedException(ErrorCode.POOL_KEYS_DIFFER)
        .with("OLT", at.olt())
        .with("technology", at.technology())
        .remedy("see docs/moving.md, 'Stores from before July 2020'");
  }

  /** Copies templates that are missing under the present name; refuses different ones. */
  private void copyTemplates(
      Snapshot snapshot, OtherName name, List<Condition> conditions, List<Mutation> mutations) {
    Collection<TechProfileId> ids = templatesInUse(snapshot, name);
    if (ids.size() > MOST_TEMPLATES) {
      throw refused().with("templates in use", ids.size()).with("at most", MOST_TEMPLATES);
    }
    for (TechProfileId id : ids) {
      Key key = at.keys().template(at.technology(), id);
      Optional<KeyValue> theirs = snapshot.get(name.there(key));
      Optional<KeyValue> ours = snapshot.get(key);
      conditions.add(Condition.unchanged(name.there(key), theirs));
      conditions.add(Condition.unchanged(key, ours));
      if (ours.isPresent()) {
        requireSameShape(id, name, theirs, ours.get());
      } else {
        theirs.ifPresent(kv -> mutations.add(new Mutation.Put(key, kv.value())));
      }
    }
  }

  private Collection<TechProfileId> templatesInUse(Snapshot snapshot, OtherName name) {
    Map<TechProfileId, KeyRange> inUse = new HashMap<>();
    for (InstanceWalk walk : List.of(ofInstances(snapshot, name), ofOlder(snapshot, name))) {
      for (TechProfileId id : walk.templates(at.technology())) {
        KeyRange range = walk.rangeOf(at.technology(), id, at.olt());
        if (OltStore.first(snapshot, range).isPresent()) {
          inUse.put(id, range);
        }
      }
    }
    return inUse.keySet().stream().sorted().toList();
  }

  private void requireSameShape(
      TechProfileId id, OtherName name, Optional<KeyValue> theirs, KeyValue ours) {
    if (theirs.filter(kv -> kv.value().equals(ours.value())).isPresent()) {
      return;
    }
    Optional<TechProfile> before =
        theirs.isEmpty()
            ? Optional.of(BuiltInProfiles.of(at.technology()))
            : theirs.flatMap(kv -> TemplateCodec.profile(at.technology(), kv.value()));
    Optional<TechProfile> now = TemplateCodec.profile(at.technology(), ours.value());
    boolean isSame = before.isPresent() && now.isPresent() && before.get().sameShapeAs(now.get());
    if (!isSame) {
      throw refused()
          .with("template", id)
          .with(
              "reason",
              "the template of %s has another shape than %s"
                  .formatted(
                      at.technology(),
                      theirs.isPresent() ? "that of " + name : "the built-in default"));
    }
  }

  /** Moves some keys, and finally deletes the record; returns the number of keys, 0 at the end. */
  private Step<Integer> chunk(Snapshot snapshot) {
    OltStore.FoundRecord found = at.record(snapshot);
    found.record().ifPresent(at::requireNotRestoring);
    if (found.record().filter(OtherSpelling::isUnderWay).isEmpty()) {
      // Another process has finished, and may have started something new.
      return Step.done(0);
    }
    List<OtherName> names = names(snapshot);
    if (names.isEmpty()) {
      return Step.of(0, List.of(found.unchanged()), List.of(new Mutation.Delete(found.key())));
    }
    OtherName name = only(names);
    for (KeyRange range : ranges(snapshot, name)) {
      List<KeyValue> some = snapshot.scan(List.of(range), ScanOptions.ALL.limit(CHUNK)).toList();
      if (!some.isEmpty()) {
        return moves(snapshot, some, name, found.unchanged());
      }
    }
    throw new IllegalStateException("a key of " + name + " is there and not in its ranges");
  }

  private Step<Integer> moves(
      Snapshot snapshot, List<KeyValue> some, OtherName name, Condition fence) {
    Map<Key, KeyValue> there = new HashMap<>();
    KeyRange targets =
        new KeyRange(
            name.present(some.getFirst().key()).text(),
            KeyRange.of(name.present(some.getLast().key())).endExclusive());
    snapshot
        .scan(List.of(targets), ScanOptions.ALL)
        .toList()
        .forEach(kv -> there.put(kv.key(), kv));
    List<Condition> conditions = new ArrayList<>(List.of(fence));
    List<Mutation> mutations = new ArrayList<>();
    int bytes = 0;
    int moved = 0;
    for (KeyValue source : some) {
      Key target = name.present(source.key());
      bytes += source.value().length() + source.key().length() + target.length();
      if (bytes > Txn.MAX_BYTES) {
        break;
      }
      Optional<KeyValue> copy = Optional.ofNullable(there.get(target));
      if (copy.filter(kv -> !kv.value().equals(source.value())).isPresent()) {
        throw refused().with("in the way", target).with("state", OltRecord.State.RENAMING);
      }
      conditions.add(Condition.unchanged(source));
      conditions.add(Condition.unchanged(target, copy));
      if (copy.isEmpty()) {
        mutations.add(new Mutation.Put(target, source.value()));
      }
      mutations.add(new Mutation.Delete(source.key()));
      moved++;
    }
    if (moved == 0) {
      KeyValue first = some.getFirst();
      throw CorruptDataException.of(
          first.key(), "too large to be moved: " + first.value().length() + " bytes");
    }
    return Step.of(moved, conditions, mutations);
  }

  @Override
  public String toString() {
    return "other spelling of " + at;
  }
}

package org.ponkeeper.maintenance;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.ponkeeper.decide.AdoptInstance;
import org.ponkeeper.decide.Decision;
import org.ponkeeper.decide.TxnDraft;
import org.ponkeeper.engine.ChunkedWork;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltCommitter;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.PonSelection;
import org.ponkeeper.engine.TransactionRunner;
import org.ponkeeper.engine.TransactionRunner.Step;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OlderInstanceCodec;
import org.ponkeeper.keyspace.ReadKeyMapping;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.keyspace.TxnWriter;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.state.OltState;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;
import org.ponkeeper.survey.InstanceWalk;
import org.ponkeeper.work.UnusedKeys;

/**
 * The instances of an OLT in the format that VOLTHA's Go library used before June 2021, which
 * stored the whole instance as one document, and their migration to resource instances.
 *
 * <p><b>How it migrates.</b> One transaction creates an instance with the ids of the older one,
 * takes these ids in their pools, and deletes the older one, provided that none of these values has
 * changed since it was read. So every service always exists in one of the two formats, and other
 * Ponkeepers may use the OLT meanwhile. An older instance that cannot be read, or that has ids with
 * another owner, is reported and not changed. After an interruption, any process can run the
 * migration again.
 *
 * <p>Thread-safe; calls block until the work is done.
 */
public final class OlderInstances {

  /** The maximum number of instances in one transaction. */
  private static final int CHUNK = 40;

  private final OltStore at;
  private final OltCommitter committer;

  /** Called by the facade, which alone can: the types are not exported. */
  @SuppressWarnings("exports")
  public OlderInstances(OltStore at, OltCommitter committer) {
    this.at = at;
    this.committer = committer;
  }

  /**
   * An older instance that was not migrated.
   *
   * @param key its key
   * @param reason why
   */
  public record Left(String key, String reason) {}

  /**
   * Result of a migration.
   *
   * @param migrated the number of instances that had no successor at the start and have one now,
   *     including those that another process migrated meanwhile
   * @param alreadyThere the number of instances that already had a successor, so that only the
   *     older one was deleted
   * @param outsideRange the number of their ids outside the range of their pool; they are kept
   * @param left the instances that were not migrated
   */
  public record Migrated(long migrated, long alreadyThere, long outsideRange, List<Left> left) {}

  /** The number of older instances. */
  public long count() {
    return new UnusedKeys(at, new OltCall(committer, at)).olderInstances();
  }

  /**
   * Reports what {@link #migrate} would do, and changes nothing.
   *
   * @throws org.ponkeeper.error.PonkeeperException as {@link #migrate}
   */
  public Migrated plan() {
    return new Run(true, progress -> {}).run();
  }

  /**
   * Migrates all older instances.
   *
   * @param progress called after each chunk
   * @throws org.ponkeeper.error.RefusedException {@code OLT_NOT_REGISTERED} if the store does not
   *     say which pools the OLT uses; {@code OLT_BUSY}; {@code CONTENTION}
   * @throws org.ponkeeper.error.CorruptDataException if the OLT's record cannot be read
   * @throws org.ponkeeper.error.StoreFailedException of any code; running it again completes the
   *     work
   */
  public Migrated migrate(Consumer<WorkProgress> progress) {
    requireNonNull(progress, "progress");
    Migrated migrated = new Run(false, progress).run();
    new OltCall(committer, at).refresh();
    return migrated;
  }

  /** One migration. */
  private final class Run {

    private final boolean dry;
    private final Consumer<WorkProgress> progress;
    private final OltCall call = new OltCall(committer, at);
    private final TransactionRunner work = call.work();
    private final TxnWriter writer =
        new TxnWriter(new ReadKeyMapping(at.keys(), at.technology(), at.olt()));
    private final List<Left> left = new ArrayList<>();
    private Optional<OltState> memory = Optional.empty();
    private List<KeyRange> rest = List.of();
    private long alreadyThere;
    private long outsideRange;

    Run(boolean dry, Consumer<WorkProgress> progress) {
      this.dry = dry;
      this.progress = progress;
    }

    Migrated run() {
      rest = work.read(this::ranges);
      long total = work.read(s -> s.scan(rest, ScanOptions.KEYS_ONLY).toList()).size();
      ChunkedWork.run(total, progress, this::chunk);
      // Not the sum of the chunks: one with an unknown outcome may have been committed, or was
      // repeated.
      long migrated = total - alreadyThere - left.size();
      return new Migrated(migrated, alreadyThere, outsideRange, List.copyOf(left));
    }

    private List<KeyRange> ranges(Snapshot snapshot) {
      return KeyRange.sorted(older(snapshot).rangesOf(at.technology(), at.olt()));
    }

    /** Migrates the next instances, if there are any. */
    private int chunk() {
      TransactionRunner.Made<Chunk> made = work.makeAt(this::decide);
      Chunk chunk = made.answer();
      chunk.last.ifPresent(last -> {
        add(chunk, made.version().map(version -> version.token()).orElse(TxnDraft.PENDING));
        KeyRange behind = new KeyRange(last + '\0', Optional.empty());
        rest = rest.stream().flatMap(range -> range.intersection(behind).stream()).toList();
      });
      return chunk.read;
    }

    private InstanceWalk older(Snapshot snapshot) {
      return InstanceWalk.ofOlder(at.keys(), range -> OltStore.first(snapshot, range));
    }

    private void add(Chunk chunk, long version) {
      alreadyThere += chunk.alreadyThere;
      outsideRange += chunk.outsideRange;
      left.addAll(chunk.left);
      memory = Optional.of(chunk.draft.committedAt(version));
    }

    private Step<Chunk> decide(Snapshot snapshot) {
      OltState state = memory.orElseGet(() -> load(snapshot));
      // The next decision must not use a state that just proved to be outdated.
      memory = Optional.empty();
      Chunk chunk = new Chunk(state);
      for (KeyValue older : snapshot.scan(rest, ScanOptions.ALL.limit(CHUNK)).toList()) {
        if (!chunk.add(at, older)) {
          break;
        }
      }
      return chunk.gone.isEmpty() || dry
          ? Step.done(chunk)
          : new Step<>(chunk, Optional.of(chunk.txn(writer)));
    }

    private OltState load(Snapshot snapshot) {
      Set<TechProfileId> templates = new TreeSet<>(older(snapshot).templates(at.technology()));
      return at.loader(call.store()).load(new PonSelection.All(), templates);
    }
  }

  /**
   * Older instances migrated by one transaction; each decision includes the changes of those
   * before.
   */
  private static final class Chunk {

    private final TxnDraft draft;
    private final List<KeyValue> gone = new ArrayList<>();
    private final List<Left> left = new ArrayList<>();
    private Optional<String> last = Optional.empty();
    private int read;
    private long alreadyThere;
    private long outsideRange;

    Chunk(OltState base) {
      this.draft = new TxnDraft(base);
    }

    /** Decides about one more instance; false if the transaction has no room for it. */
    boolean add(OltStore at, KeyValue older) {
      KeySpace keys = at.keys();
      Optional<InstancePath> path =
          keys.parseInstance(at.technology(), keys.successor(older.key()));
      if (path.isEmpty()) {
        leave(older, "not an instance's key");
      } else {
        switch (OlderInstanceCodec.decode(path.get(), older.value())) {
          case Reading.Unreadable<ResourceInstance> unreadable -> leave(older, unreadable.reason());
          case Reading.Read<ResourceInstance> instance -> {
            if (!add(older, new AdoptInstance(path.get(), instance.value()))) {
              return false;
            }
          }
        }
      }
      last = Optional.of(older.key().text());
      read++;
      return true;
    }

    private boolean add(KeyValue older, AdoptInstance request) {
      Decision<AdoptInstance.Outcome> decision = draft.decide(request);
      AdoptInstance.Outcome outcome = decision.answer();
      if (outcome instanceof AdoptInstance.Outcome.Left kept) {
        leave(older, kept.reason());
        return true;
      }
      if (!draft.add(decision, gone.size() + 1, gone.size() + 1)) {
        return false;
      }
      gone.add(older);
      if (outcome instanceof AdoptInstance.Outcome.Adopted adopted) {
        outsideRange += adopted.outside().size();
      } else {
        alreadyThere++;
      }
      return true;
    }

    private void leave(KeyValue older, String reason) {
      left.add(new Left(older.key().text(), reason));
    }

    /**
     * Creates the successors and deletes the older instances, unless something changed since the
     * read.
     */
    Txn txn(TxnWriter writer) {
      Txn made = writer.write(draft.base(), draft.readSet(), draft.changes());
      List<Condition> conditions = new ArrayList<>(made.conditions());
      List<Mutation> mutations = new ArrayList<>(made.mutations());
      for (KeyValue older : gone) {
        conditions.add(Condition.unchanged(older));
        mutations.add(new Mutation.Delete(older.key()));
      }
      return new Txn(conditions, mutations);
    }
  }

  @Override
  public String toString() {
    return "older instances of " + at;
  }
}

package org.ponkeeper;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ponkeeper.engine.EngineOptions;
import org.ponkeeper.engine.OltCommitter;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.olt.BulkAnswer;
import org.ponkeeper.olt.BulkResult;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.DeleteRequest;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.olt.Outcome;
import org.ponkeeper.pon.InstancePath;

/**
 * Creates or deletes many instances, on any number of OLTs. Each request has its own answer: a
 * refused one does not affect the others. Safe to repeat: existing instances are returned as they
 * are, and absent ones count as deleted. For adapter data use {@link Instances#createAll}.
 *
 * <p><b>Order.</b> The requests are tried in groups of at most {@value #AT_ONCE} requests on at
 * most {@value #OLTS_AT_ONCE} OLTs; fewer at first, and if the store is slow. The requests of a
 * group are decided in the order of the input on each OLT, in as few transactions as possible:
 * order the input by OLT and PON. The answers come in the order of the input, group by group.
 *
 * <p><b>Errors.</b> An answer has any error that {@link Instances#create(CreateRequest)} or {@link
 * Instances#delete(DeleteRequest)} has. After a group in which the store failed, also because the
 * calling thread was interrupted or the {@link Ponkeeper} was closed, no further request is tried:
 * {@link BulkResult} tells how many have an answer. To continue, repeat the call.
 *
 * <p><b>Threads.</b> Thread-safe. A call blocks until the end of the input, for each group at most
 * for the call time-out. The input is read on the calling thread, at most one group ahead; to stop
 * a call, end the input. The consumer is called on the calling thread; if it throws an exception,
 * the call ends with it, and the requests of the group were tried although they have no answer.
 */
public final class Bulk {

  /** The maximum number of requests that are tried together. */
  public static final int AT_ONCE = 4096;

  /** The maximum number of OLTs whose requests are tried together. */
  public static final int OLTS_AT_ONCE = 16;

  private static final int AT_FIRST = 1024;
  private static final int AT_LEAST = 64;

  private final Ponkeeper ponkeeper;
  private final EngineOptions options;
  private final boolean fallsBackToDefault;

  Bulk(Ponkeeper ponkeeper, EngineOptions options, boolean fallsBackToDefault) {
    this.ponkeeper = ponkeeper;
    this.options = options;
    this.fallsBackToDefault = fallsBackToDefault;
  }

  /** A copy whose creates are {@linkplain CreateRequest#withFallbackToDefault() of that kind}. */
  public Bulk withFallbackToDefault() {
    return new Bulk(ponkeeper, options, true);
  }

  /**
   * Creates instances, or returns the existing ones.
   *
   * @param each receives the answers
   */
  public BulkResult create(Iterator<InstancePath> paths, Consumer<BulkAnswer<CreateResult>> each) {
    return run(
        paths, each, (olt, group) -> olt.beginCreate(group.stream().map(this::creation).toList()));
  }

  /**
   * Deletes instances.
   *
   * @param each receives the answers
   */
  public BulkResult delete(Iterator<InstancePath> paths, Consumer<BulkAnswer<DeleteResult>> each) {
    return run(
        paths,
        each,
        (olt, group) ->
            olt.beginDelete(
                group.stream()
                    .map(path -> DeleteRequest.of(path.template(), path.uniPort()))
                    .toList()));
  }

  private CreateRequest creation(InstancePath path) {
    CreateRequest request = CreateRequest.of(path.template(), path.uniPort());
    return fallsBackToDefault ? request.withFallbackToDefault() : request;
  }

  /** Submits requests on one OLT. */
  private interface Begin<T> {
    OltCommitter.Submitted<T> on(Instances olt, List<InstancePath> paths);
  }

  private <T> BulkResult run(
      Iterator<InstancePath> paths, Consumer<BulkAnswer<T>> each, Begin<T> begin) {
    requireNonNull(paths, "paths");
    requireNonNull(each, "each");
    long answered = 0;
    Optional<StoreFailedException> stoppedBy = Optional.empty();
    Optional<InstancePath> first = next(paths);
    int most = AT_FIRST;
    while (first.isPresent() && stoppedBy.isEmpty()) {
      Group group = new Group(most);
      while (first.isPresent() && group.add(first.get())) {
        first = next(paths);
      }
      long begun = options.nanoClock().getAsLong();
      List<BulkAnswer<T>> answers = group.run(answered, begin);
      most = next(most, options.nanoClock().getAsLong() - begun);
      for (BulkAnswer<T> answer : answers) {
        each.accept(answer);
        answered++;
        if (stoppedBy.isEmpty()
            && answer.outcome() instanceof Outcome.Failed<T>(StoreFailedException failure)) {
          stoppedBy = Optional.of(failure);
        }
      }
    }
    return new BulkResult(answered, stoppedBy);
  }

  /**
   * The maximum size of the next group: such that a group ends long before the call time-out, also
   * if the store is slow.
   */
  private int next(int most, long tookNanos) {
    long timeout = options.callTimeout().toNanos();
    if (tookNanos > timeout / 4) {
      return Math.max(AT_LEAST, most / 4);
    }
    return tookNanos < timeout / 16 ? Math.min(AT_ONCE, most * 2) : most;
  }

  private static Optional<InstancePath> next(Iterator<InstancePath> paths) {
    return paths.hasNext() ? Optional.of(paths.next()) : Optional.empty();
  }

  /** Requests that are tried together. */
  private final class Group {
    private final int most;
    private final List<InstancePath> all = new ArrayList<>();
    private final Map<OpenOlts.OltKey, List<InstancePath>> byOlt = new LinkedHashMap<>();

    Group(int most) {
      this.most = most;
    }

    /** Adds a request; false if there is no room for it. */
    boolean add(InstancePath path) {
      OpenOlts.OltKey olt = keyOf(path);
      if (all.size() == most || (byOlt.size() == OLTS_AT_ONCE && !byOlt.containsKey(olt))) {
        return false;
      }
      all.add(path);
      byOlt.computeIfAbsent(olt, key -> new ArrayList<>()).add(path);
      return true;
    }

    /** Tries all requests; returns the answers in the order of the input. */
    <T> List<BulkAnswer<T>> run(long firstIndex, Begin<T> begin) {
      Map<OpenOlts.OltKey, OltCommitter.Submitted<T>> submitted = new LinkedHashMap<>();
      byOlt.forEach((key, paths) ->
          submitted.put(
              key, begin.on(ponkeeper.olt(key.technology(), key.olt()).instances(), paths)));
      Map<OpenOlts.OltKey, Iterator<Outcome<T>>> outcomes = new LinkedHashMap<>();
      submitted.forEach((key, requests) -> outcomes.put(key, requests.outcomes().iterator()));
      List<BulkAnswer<T>> answers = new ArrayList<>();
      for (InstancePath path : all) {
        Outcome<T> outcome = requireNonNull(outcomes.get(keyOf(path))).next();
        answers.add(new BulkAnswer<>(firstIndex + answers.size(), path, outcome));
      }
      return answers;
    }

    private OpenOlts.OltKey keyOf(InstancePath path) {
      return new OpenOlts.OltKey(path.technology(), path.uniPort().olt());
    }
  }

  @Override
  public String toString() {
    return "bulk calls on " + ponkeeper;
  }
}

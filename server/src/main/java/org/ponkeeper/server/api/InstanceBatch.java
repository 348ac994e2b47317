package org.ponkeeper.server.api;

import com.google.rpc.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.Outcome;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.server.error.ApiErrors;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/**
 * A call with many requests, each with an answer of its own.
 *
 * @param <Q> the message of a request
 * @param <R> a request of the library
 * @param <T> the message of a result
 * @param <A> the message of an answer
 * @param path the instance that a request is about
 * @param request the request of the library
 * @param run runs requests on one OLT; has an outcome for each, in the same order
 * @param done the answer with a result
 * @param failed the answer with an error
 */
record InstanceBatch<Q, R, T, A>(
    Function<Q, InstancePath> path,
    BiFunction<Q, InstancePath, R> request,
    BiFunction<Olt, List<R>, List<Outcome<T>>> run,
    Function<T, A> done,
    Function<Status, A> failed) {

  private static final int MOST = 1000;

  /**
   * Refuses a batch that is too large, or of which a part only asks what would happen.
   *
   * @throws RequestException {@code REQUEST_INVALID}; nothing happened
   */
  static <Q> List<Q> checked(List<Q> requests, Predicate<Q> validateOnly) {
    if (requests.size() > MOST) {
      throw new RequestException(
          Code.REQUEST_INVALID, "requests", "at most " + MOST + ", not " + requests.size());
    }
    for (int i = 0; i < requests.size(); i++) {
      if (validateOnly.test(requests.get(i))) {
        throw new RequestException(
            Code.REQUEST_INVALID,
            "requests[" + i + "].validate_only",
            "give validate_only for the whole batch");
      }
    }
    return requests;
  }

  /** Runs all requests, OLT by OLT; the answers are in the order of the requests. */
  List<A> run(Ponkeeper ponkeeper, List<Q> requests) {
    SortedMap<Integer, A> answers = new TreeMap<>();
    Map<Olt, SortedMap<Integer, R>> byOlt = new LinkedHashMap<>();
    for (int i = 0; i < requests.size(); i++) {
      try {
        InstancePath of = path.apply(requests.get(i));
        R wanted = request.apply(requests.get(i), of);
        Olt olt = ponkeeper.olt(of.technology(), of.uniPort().olt());
        byOlt.computeIfAbsent(olt, first -> new TreeMap<>()).put(i, wanted);
      } catch (RequestException | PonkeeperException e) {
        answers.put(i, failed.apply(ApiErrors.of(e)));
      }
    }
    byOlt.forEach((olt, some) -> {
      Iterator<Outcome<T>> outcomes = outcomes(olt, List.copyOf(some.values())).iterator();
      some.keySet().forEach(i -> answers.put(i, answer(outcomes.next())));
    });
    return new ArrayList<>(answers.values());
  }

  private List<Outcome<T>> outcomes(Olt olt, List<R> requests) {
    try {
      return run.apply(olt, requests);
    } catch (PonkeeperException e) {
      return Collections.nCopies(requests.size(), new Outcome.Failed<>(e));
    }
  }

  private A answer(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T> ok -> done.apply(ok.answer());
      case Outcome.Failed<T> error -> failed.apply(ApiErrors.of(error.error()));
    };
  }

  /** Converts the results, and leaves the errors as they are. */
  static <F, T> List<Outcome<T>> map(List<Outcome<F>> outcomes, Function<F, T> message) {
    List<Outcome<T>> mapped = new ArrayList<>(outcomes.size());
    for (Outcome<F> outcome : outcomes) {
      mapped.add(
          switch (outcome) {
            case Outcome.Done<F> done -> new Outcome.Done<>(message.apply(done.answer()));
            case Outcome.Failed<F> failed -> new Outcome.Failed<>(failed.error());
          });
    }
    return mapped;
  }
}

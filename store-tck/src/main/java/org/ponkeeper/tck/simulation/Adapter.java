package org.ponkeeper.tck.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.Instances;
import org.ponkeeper.Olt;
import org.ponkeeper.Outcome;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.StoreView;

/**
 * An adapter with ONUs of its own on PONs that all adapters share, so that what was acknowledged to
 * it is there until it asks otherwise. It remembers what it was told.
 */
final class Adapter {

  /** A port that all adapters work on, so that nobody can say what must be there. */
  static final UniPort SHARED_PORT = UniPort.of(Simulation.OLT.device(), 0, 16, 0);

  /** Ends one life of an adapter in the middle of a call to the store. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash() {
      super("crash", null, false, false);
    }
  }

  /** What the adapter knows of a path. */
  private sealed interface Known {
    /** It was told that this is there. */
    record There(Instance instance) implements Known {}

    /** It was told that nothing is there. */
    record Gone() implements Known {}

    /** A call is under way, or nobody knows how it ended. */
    record Open() implements Known {}
  }

  private final Simulation simulation;
  private final int number;
  private final SplittableRandom random;
  private final Map<InstancePath, Known> known = new TreeMap<>();
  private int acknowledged;
  private int refused;
  private int unknown;
  private int crashes;

  Adapter(Simulation simulation, int number, SplittableRandom random) {
    this.simulation = simulation;
    this.number = number;
    this.random = random;
  }

  int acknowledged() {
    return acknowledged;
  }

  int refused() {
    return refused;
  }

  int unknown() {
    return unknown;
  }

  int crashes() {
    return crashes;
  }

  /** Knows of its own ports what is loaded, and nothing else any more: others changed them. */
  void takeOver(List<Instance> loaded) {
    known.clear();
    loaded.stream()
        .filter(instance -> isOwn(instance.path().uniPort()))
        .forEach(instance -> remember(instance.path(), new Known.There(instance)));
  }

  /** Works until so many operations are done, through as many lives as its crashes make of it. */
  void run(int operations) {
    int done = 0;
    while (done < operations) {
      try (Ponkeeper ponkeeper =
          Ponkeeper.on(
              simulation.store(random.split(), this::crashNowAndThen),
              simulation.options(random.split()))) {
        Olt olt = ponkeeper.olt(Simulation.TECHNOLOGY, Simulation.OLT);
        while (done < operations) {
          done++;
          if (random.nextInt(10) == 0) {
            operateOnMany(olt.instances(), ponkeeper.adapterData());
          } else {
            operate(olt.instances(), ponkeeper.adapterData());
          }
        }
      } catch (Crash crash) {
        crashes++;
      }
    }
  }

  private void crashNowAndThen() {
    if (random.nextInt(150) == 0) {
      throw new Crash();
    }
  }

  private void operate(Instances instances, StoreView data) {
    TechProfileId template = new TechProfileId(64 + random.nextInt(2));
    UniPort port = random.nextInt(3) == 0 ? SHARED_PORT : ownPort();
    InstancePath path = new InstancePath(Simulation.TECHNOLOGY, template, port);
    Known before = known.getOrDefault(path, new Known.Gone());
    boolean create = random.nextInt(100) < 60;
    remember(path, new Known.Open());
    try {
      remember(path, create ? created(instances, data, path) : deleted(instances, data, path));
      acknowledged++;
    } catch (PonkeeperException e) {
      failed(e, path, before);
    }
  }

  /** Creates or deletes a whole ONU of its own in one call, which goes into one transaction. */
  private void operateOnMany(Instances instances, StoreView data) {
    int pon = random.nextInt(Simulation.PONS);
    int onu = 4 * (1 + random.nextInt(2)) + number;
    List<InstancePath> paths = new ArrayList<>();
    for (int uni = 0; uni < 2; uni++) {
      for (int template = 64; template < 66; template++) {
        paths.add(
            new InstancePath(
                Simulation.TECHNOLOGY,
                new TechProfileId(template),
                UniPort.of(Simulation.OLT.device(), pon, onu, uni)));
      }
    }
    List<Known> before =
        paths.stream().map(path -> known.getOrDefault(path, new Known.Gone())).toList();
    paths.forEach(path -> remember(path, new Known.Open()));
    boolean create = random.nextInt(100) < 60;
    List<Outcome<Known>> outcomes =
        create
            ? told(
                instances.createAll(paths, instance -> data(data, instance)),
                answer -> new Known.There(answer.instance()))
            : told(
                instances.deleteAll(paths, path -> List.of(data.deleting(path.toString()))),
                answer -> new Known.Gone());
    for (int i = 0; i < paths.size(); i++) {
      switch (outcomes.get(i)) {
        case Outcome.Done<Known> done -> {
          acknowledged++;
          remember(paths.get(i), done.answer());
        }
        case Outcome.Failed<Known> failed -> failed(failed.error(), paths.get(i), before.get(i));
      }
    }
  }

  private static <T> List<Outcome<Known>> told(
      List<Outcome<T>> outcomes, Function<T, Known> known) {
    return outcomes.stream()
        .<Outcome<Known>>map(outcome ->
            switch (outcome) {
              case Outcome.Done<T> done -> new Outcome.Done<>(known.apply(done.answer()));
              case Outcome.Failed<T> failed -> new Outcome.Failed<>(failed.error());
            })
        .toList();
  }

  private void failed(PonkeeperException error, InstancePath path, Known before) {
    if (error instanceof StoreFailedException failed
        && failed.outcome() == StoreFailedException.Outcome.UNKNOWN) {
      unknown++;
    } else {
      refused++;
      remember(path, before);
    }
  }

  /** Of the ONUs whose number leaves the adapter's own over when divided by 4. */
  private UniPort ownPort() {
    int pon = random.nextInt(Simulation.PONS);
    int onu = 4 * (1 + random.nextInt(2)) + number;
    return UniPort.of(Simulation.OLT.device(), pon, onu, random.nextInt(2));
  }

  private boolean isOwn(UniPort port) {
    return !port.equals(SHARED_PORT) && port.onu().number() % 4 == number;
  }

  private void remember(InstancePath path, Known what) {
    if (!path.uniPort().equals(SHARED_PORT)) {
      known.put(path, what);
    }
  }

  /** Creates, with data of the adapter's own about the instance. */
  private static Known created(Instances instances, StoreView data, InstancePath path) {
    return new Known.There(
        instances
            .create(path.template(), path.uniPort(), instance -> data(data, instance))
            .instance());
  }

  private static List<Mutation> data(StoreView data, Instance instance) {
    return List.of(
        data.putting(
            instance.path().toString(),
            StoreCheck.adapterData(instance.allocId(), instance.gemPortIds())));
  }

  private static Known deleted(Instances instances, StoreView data, InstancePath path) {
    instances.delete(path.template(), path.uniPort(), List.of(data.deleting(path.toString())));
    return new Known.Gone();
  }

  /** What the adapter was told and the store does not hold so, if anything. */
  Optional<Violation> missing(Map<InstancePath, ResourceInstance> stored) {
    List<String> wrong = new ArrayList<>();
    known.forEach((path, what) -> {
      ResourceInstance there = stored.get(path);
      switch (what) {
        case Known.There told -> {
          if (!isAs(told.instance(), there)) {
            wrong.add(path + " was acknowledged with other ids, or is gone");
          }
        }
        case Known.Gone gone -> {
          if (there != null) {
            wrong.add(path + " was not to be there");
          }
        }
        case Known.Open open -> {}
      }
    });
    return wrong.stream()
        .findFirst()
        .map(detail -> new Violation(Invariant.WHAT_WAS_ACKNOWLEDGED_IS_THERE, detail));
  }

  /** What was given to the adapter and is loaded otherwise, if anything. */
  Optional<Violation> remembersOtherThan(List<Instance> loaded) {
    for (Instance instance : loaded) {
      if (known.get(instance.path()) instanceof Known.There told
          && !told.instance().equals(instance)) {
        return Optional.of(
            new Violation(
                Invariant.LOADING_AGAIN_GIVES_THE_SAME_STATE, "another " + instance.path()));
      }
    }
    return Optional.empty();
  }

  static boolean isAs(Instance instance, @Nullable ResourceInstance stored) {
    return stored != null
        && stored.allocId().equals(instance.allocId())
        && stored.gemPortIds().equals(instance.gemPortIds());
  }
}

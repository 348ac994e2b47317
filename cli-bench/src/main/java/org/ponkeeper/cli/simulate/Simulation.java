package org.ponkeeper.cli.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.cli.sandbox.Progress;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.KeyValueStore;

/**
 * Runs a simulated network: first its OLTs boot, with half of the possible subscribers; then events
 * occur at a given rate, each on a virtual thread. Failed calls are counted, and the run continues.
 * At the end the store is compared with the acknowledged changes, and audited.
 */
public final class Simulation {

  private static final Duration STEP = Duration.ofMillis(100);

  private final KeyValueStore store;
  private final KeySpace keys;
  private final SimulationOptions options;
  private final Progress progress;
  private final BooleanSupplier stopped;

  private final Random random;
  private final Services services;
  private final Semaphore places;
  private final Tally<Event> events = new Tally<>(Event.class);
  private final AtomicReference<Throwable> bug = new AtomicReference<>();

  /**
   * Creates a simulation.
   *
   * @param keys the paths of its data, which must be empty
   * @param stopped returns whether the user wants to stop
   */
  public Simulation(
      KeyValueStore store,
      KeySpace keys,
      SimulationOptions options,
      Progress progress,
      BooleanSupplier stopped) {
    this.store = store;
    this.keys = keys;
    this.options = options;
    this.progress = progress;
    this.stopped = stopped;
    this.random = new Random(options.seed());
    this.services = new Services();
    this.places = new Semaphore(options.concurrency());
  }

  /**
   * Runs the simulation.
   *
   * @return what happened; also if the user stopped it
   * @throws PonkeeperException if the network cannot be registered, or not be audited at the end
   */
  public Summary run() {
    String engine = store.health().engine();
    List<Adapter> adapters = new ArrayList<>();
    try {
      for (OltId olt : options.network().oltIds()) {
        adapters.add(new Adapter(this::open, olt));
      }
      try (Ponkeeper ponkeeper = open()) {
        options.network().register(ponkeeper);
      }
      List<Subscriber> subscribers = subscribers(adapters);
      long begin = System.nanoTime();
      boot(subscribers);
      live(adapters, subscribers);
      places.acquireUninterruptibly(options.concurrency());
      long nanos = System.nanoTime() - begin;
      rethrowBug();
      return summary(engine, nanos, subscribers);
    } finally {
      adapters.forEach(Adapter::close);
    }
  }

  private Ponkeeper open() {
    return Ponkeeper.on(
        store,
        PonkeeperOptions.DEFAULTS
            .withPaths(keys.basePath(), keys.templatePath())
            .withCallTimeout(options.timeout()));
  }

  private List<Subscriber> subscribers(List<Adapter> adapters) {
    List<Subscriber> all = new ArrayList<>();
    for (Adapter adapter : adapters) {
      for (int pon = 0; pon < options.network().pons(); pon++) {
        for (int onu = 0; onu < options.network().onus(); onu++) {
          all.add(new Subscriber(adapter, new PonId(adapter.olt(), pon), all.size()));
        }
      }
    }
    return all;
  }

  /** Half of the possible subscribers are present from the start. */
  private void boot(List<Subscriber> subscribers) {
    List<Subscriber> first = new ArrayList<>(subscribers);
    Collections.shuffle(first, random);
    List<Subscriber> half = first.subList(0, Math.ceilDiv(first.size(), 2));
    try (Progress.Steps steps = progress.show("booting", half.size())) {
      for (Subscriber subscriber : half) {
        if (isOver() || !subscriber.tryBegin()) {
          break;
        }
        SortedSet<Integer> templates = someTemplates();
        begin(Event.SUBSCRIBER_CAME, subscriber, () -> services.come(subscriber, templates));
        steps.step();
      }
      // The network has booted when every subscriber has all services.
      places.acquireUninterruptibly(options.concurrency());
      places.release(options.concurrency());
    }
  }

  private void live(List<Adapter> adapters, List<Subscriber> subscribers) {
    long begin = System.nanoTime();
    long end = begin + options.life().toNanos();
    double next = begin;
    long shown = begin;
    int restarted = 0;
    try (Progress.Steps steps = progress.show("living", options.life().dividedBy(STEP))) {
      while (!isOver()) {
        long now = System.nanoTime();
        while (shown + STEP.toNanos() <= now) {
          shown += STEP.toNanos();
          steps.step();
        }
        if (now >= end) {
          return;
        }
        if (restarted < adapters.size()
            && now - begin >= options.life().toNanos() / (adapters.size() + 1) * (restarted + 1)) {
          // Adapters also restart at random, but each of them at least once.
          Adapter adapter = adapters.get(restarted++);
          begin(Event.ADAPTER_RESTARTED, Optional.empty(), () -> services.restart(adapter));
        } else if (now >= next) {
          // A Poisson process: events are independent of each other, and of the speed of calls.
          next += -Math.log(1 - random.nextDouble()) / options.churn() * 1e9;
          happen(adapters, subscribers);
        } else {
          pause(Math.min((long) next, end) - now);
        }
      }
    }
  }

  private boolean isOver() {
    return stopped.getAsBoolean() || bug.get() != null;
  }

  private static void pause(long nanos) {
    try {
      Thread.sleep(Duration.ofNanos(Math.min(nanos, STEP.toNanos())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Chooses the next event. */
  private void happen(List<Adapter> adapters, List<Subscriber> subscribers) {
    int chance = random.nextInt(200);
    Adapter adapter = adapters.get(random.nextInt(adapters.size()));
    Subscriber subscriber = subscribers.get(random.nextInt(subscribers.size()));
    SortedSet<Integer> templates = someTemplates();
    if (chance < 4) {
      begin(Event.ADAPTER_RESTARTED, Optional.empty(), () -> services.restart(adapter));
    } else if (chance < 6) {
      begin(Event.OLT_BOOTED, Optional.empty(), () -> services.boot(adapter, subscribers));
    } else if (subscriber.tryBegin()) {
      if (!subscriber.isPresent()) {
        begin(Event.SUBSCRIBER_CAME, subscriber, () -> services.come(subscriber, templates));
      } else if (chance < 120) {
        begin(Event.SERVICE_CHANGED, subscriber, () -> services.change(subscriber, templates));
      } else {
        begin(Event.SUBSCRIBER_LEFT, subscriber, () -> services.leave(subscriber));
      }
    }
  }

  private SortedSet<Integer> someTemplates() {
    SortedSet<Integer> templates = new TreeSet<>();
    templates.add(random.nextInt(options.network().templates()));
    for (int template = 0; template < options.network().templates(); template++) {
      if (random.nextBoolean()) {
        templates.add(template);
      }
    }
    return templates;
  }

  private void begin(Event event, Subscriber subscriber, Runnable what) {
    begin(event, Optional.of(subscriber), what);
  }

  private void begin(Event event, Optional<Subscriber> subscriber, Runnable what) {
    places.acquireUninterruptibly();
    Thread.ofVirtual()
        .name(event.toString())
        .start(() -> {
          try {
            what.run();
            events.add(event);
          } catch (PonkeeperException e) {
            services.errors().add(e.code());
          } catch (RuntimeException | Error e) {
            bug.compareAndSet(null, e);
          } finally {
            subscriber.ifPresent(Subscriber::end);
            places.release();
          }
        });
  }

  private void rethrowBug() {
    Throwable found = bug.get();
    if (found instanceof Error error) {
      throw error;
    }
    if (found instanceof RuntimeException exception) {
      throw exception;
    }
  }

  private Summary summary(String engine, long nanos, List<Subscriber> subscribers) {
    Set<InstancePath> acknowledged = new TreeSet<>();
    Set<InstancePath> doubtful = new TreeSet<>();
    for (Subscriber subscriber : subscribers) {
      subscriber.services().forEach(template -> acknowledged.add(subscriber.path(template)));
      doubtful.addAll(subscriber.doubtful());
    }
    Set<InstancePath> found = new TreeSet<>();
    List<Finding> findings = new ArrayList<>();
    try (Ponkeeper ponkeeper = open();
        Progress.Steps steps = progress.show("auditing", options.network().olts())) {
      for (OltId id : options.network().oltIds()) {
        Olt olt = ponkeeper.olt(Network.TECHNOLOGY, id);
        olt.instances().list().stream().map(Instance::path).forEach(found::add);
        findings.addAll(olt.audit().findings());
        steps.step();
      }
    }
    return new Summary(
        engine,
        nanos / 1e9,
        events.counts(),
        subscribers.stream().filter(Subscriber::isPresent).count(),
        services.creates().times(nanos),
        services.deletes().times(nanos),
        services.restarts().times(nanos),
        services.errors().counts(),
        acknowledged.size(),
        without(acknowledged, found, doubtful),
        without(found, acknowledged, doubtful),
        findings);
  }

  private static List<String> without(
      Set<InstancePath> paths, Set<InstancePath> those, Set<InstancePath> andThose) {
    return paths.stream()
        .filter(path -> !those.contains(path) && !andThose.contains(path))
        .map(InstancePath::toString)
        .toList();
  }
}

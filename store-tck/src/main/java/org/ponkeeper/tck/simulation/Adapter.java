package org.ponkeeper.tck.simulation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.Instances;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.DeleteRequest;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.OnuMove;
import org.ponkeeper.olt.OnuMoveRequest;
import org.ponkeeper.olt.Outcome;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.StoreView;
import org.ponkeeper.tck.simulation.Acknowledgements.Subject;

/**
 * An adapter with its own ONUs on PONs that all adapters share, so that what was acknowledged to it
 * exists until it makes another change.
 */
final class Adapter {

  /** A port that all adapters change, so that none of them knows its content. */
  static final UniPort SHARED_PORT = UniPort.of(Simulation.OLT.device(), 0, 16, 0);

  /** The number of owners to which an adapter allocates ONU ids. */
  private static final int OWNERS = 3;

  /** An owner for which all adapters allocate and release. */
  static final OwnerName SHARED_OWNER = new OwnerName("shared");

  /** Ends one life of an adapter in the middle of a call to the store. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash() {
      super("crash", null, false, false);
    }
  }

  private final World world;
  private final int number;
  private final SplittableRandom random;
  private final Acknowledgements acknowledgements;

  /** The etags that it has read, some of which are out of date. */
  private final Map<InstancePath, Etag> etags = new TreeMap<>();

  private final EtagWitness.Expected deletes = new EtagWitness.Expected();
  private int operationsLeft;
  private boolean done;
  private int acknowledged;
  private int refused;
  private int unknown;
  private int crashes;

  Adapter(World world, int number, SplittableRandom random) {
    this.world = world;
    this.number = number;
    this.random = random;
    this.acknowledgements = new Acknowledgements(world.moments());
  }

  /** The results that it received. */
  Acknowledgements acknowledgements() {
    return acknowledgements;
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

  /** Replaces the knowledge about its own ports by what is loaded, because others changed them. */
  void takeOver(List<Instance> loaded) {
    acknowledgements.know(
        loaded.stream().filter(instance -> isOwn(instance.path().uniPort())).toList());
  }

  /** Works until it has made this many operations, restarting after each crash. */
  void run(int operations) {
    operationsLeft = operations;
    done = false;
    boolean ended = false;
    while (!ended) {
      ended = live() || (operationsLeft == 0 && !world.mode().isWithOthers());
    }
  }

  /** One life; false if it ended in a crash. */
  private boolean live() {
    boolean watches = world.mode().watches(random);
    try (Ponkeeper ponkeeper =
        Ponkeeper.on(
            world.store(random.split(), this::crashNowAndThen, deletes),
            world.options(random.split(), watches))) {
      Olt olt = ponkeeper.olt(Simulation.TECHNOLOGY, Simulation.OLT);
      while (operationsLeft > 0) {
        operationsLeft--;
        operate(olt, ponkeeper.adapterData());
      }
      if (world.mode().isWithOthers()) {
        done = true;
        world.done();
        world.readUntilTheEnd(olt, watches);
      }
      return true;
    } catch (Crash crash) {
      crashes++;
      return false;
    }
  }

  private void crashNowAndThen() {
    if (!done && random.nextInt(150) == 0) {
      throw new Crash();
    }
  }

  private void operate(Olt olt, StoreView data) {
    if (world.mode().isWithOthers() && random.nextInt(4) == 0) {
      if (random.nextBoolean()) {
        find(olt.instances());
      } else {
        claim(olt);
      }
    } else if (world.mode() == Mode.ONUS && random.nextInt(4) == 0) {
      operateOnOnu(olt, data);
    } else if (world.mode() == Mode.ETAGS && random.nextBoolean()) {
      operateByEtag(olt.instances(), data);
    } else if (random.nextInt(10) == 0) {
      operateOnMany(olt.instances(), data);
    } else {
      operateOnOne(olt.instances(), data);
    }
  }

  /** Looks up a service of any adapter. */
  private void find(Instances instances) {
    UniPort port = random.nextBoolean() ? ownPort() : SHARED_PORT;
    TechProfileId template = template();
    InstancePath path = new InstancePath(Simulation.TECHNOLOGY, template, port);
    int from = world.moments().sinceRestore();
    try {
      String read =
          instances
              .find(template, port)
              .map(found -> StoreCheck.content(found.allocId(), found.gemPortIds()))
              .orElse("");
      if (!world.moments().held(path.toString(), read, from)) {
        world.witness(MemoryCheck.ofAnotherHistory(path.toString(), read));
      }
    } catch (PonkeeperException e) {
      refused++;
    }
  }

  /** Allocates or releases ids of any type, for its own owner or the shared one. */
  private void claim(Olt olt) {
    boolean own = random.nextInt(3) > 0;
    OwnerName owner =
        own ? new OwnerName("adapter-" + number + "-" + random.nextInt(2)) : SHARED_OWNER;
    PonId pon = new PonId(Simulation.OLT, random.nextInt(Simulation.PONS));
    ResourceType type = Simulation.TYPES.get(random.nextInt(Simulation.TYPES.size()));
    Subject subject = new Subject(new ClaimKey(pon.number(), type, owner).toString(), own);
    boolean allocate = random.nextBoolean();
    acknowledgements.begin(List.of(subject));
    try {
      if (allocate) {
        List<Integer> ids = olt.ids().allocate(pon.number(), type, owner, 1).ids();
        acknowledgements
            .there(subject, StoreCheck.content(new TreeSet<>(ids)))
            .ifPresent(world::witness);
      } else {
        olt.ids().release(pon.number(), type, owner);
        acknowledgements.gone(subject).ifPresent(world::witness);
      }
      acknowledged++;
    } catch (PonkeeperException e) {
      failed(e, subject);
    }
  }

  private void operateOnOne(Instances instances, StoreView data) {
    TechProfileId template = template();
    boolean shared = random.nextInt(3) == 0;
    UniPort port = shared ? SHARED_PORT : ownPort();
    InstancePath path = new InstancePath(Simulation.TECHNOLOGY, template, port);
    Subject subject = subject(path);
    boolean create = random.nextInt(100) < 60;
    acknowledgements.begin(List.of(subject));
    try {
      if (create) {
        Instance instance =
            instances
                .create(
                    CreateRequest.of(template, port).withAdapterData(given -> data(data, given)))
                .instance();
        acknowledgements.there(subject, instance).ifPresent(world::witness);
      } else {
        instances.delete(
            DeleteRequest.of(template, port)
                .withAdapterData(List.of(data.deleting(path.toString()))));
        acknowledgements.gone(subject).ifPresent(world::witness);
      }
      acknowledged++;
    } catch (PonkeeperException e) {
      failed(e, subject);
    }
  }

  /**
   * Reads the etag of an instance that all adapters change, or deletes it by an etag read before.
   */
  private void operateByEtag(Instances instances, StoreView data) {
    TechProfileId template = template();
    InstancePath path = new InstancePath(Simulation.TECHNOLOGY, template, SHARED_PORT);
    Etag etag = etags.get(path);
    if (etag == null || random.nextInt(3) == 0) {
      try {
        instances
            .findTagged(template, SHARED_PORT)
            .ifPresent(found -> etags.put(path, found.etag()));
      } catch (PonkeeperException e) {
        refused++;
      }
      return;
    }
    Subject subject = subject(path);
    acknowledgements.begin(List.of(subject));
    deletes.begin(path, etag);
    try {
      instances.delete(
          DeleteRequest.of(template, SHARED_PORT)
              .withAdapterData(List.of(data.deleting(path.toString())))
              .ifMatch(etag));
      acknowledgements.gone(subject).ifPresent(world::witness);
      acknowledged++;
    } catch (PonkeeperException e) {
      failed(e, subject);
    } finally {
      deletes.end();
    }
  }

  /** Creates or deletes a whole ONU of its own in one call, with one transaction. */
  private void operateOnMany(Instances instances, StoreView data) {
    List<InstancePath> paths = paths(ownOnu());
    acknowledgements.begin(paths.stream().map(this::subject).toList());
    if (random.nextInt(100) < 60) {
      told(
          paths,
          instances.createAll(
              paths.stream()
                  .map(path ->
                      CreateRequest.of(path.template(), path.uniPort())
                          .withAdapterData(instance -> data(data, instance)))
                  .toList()),
          (subject, answer) ->
              acknowledgements.there(subject, answer.instance()).ifPresent(world::witness));
    } else {
      told(
          paths,
          instances.deleteAll(
              paths.stream()
                  .map(path ->
                      DeleteRequest.of(path.template(), path.uniPort())
                          .withAdapterData(List.of(data.deleting(path.toString()))))
                  .toList()),
          (subject, answer) -> acknowledgements.gone(subject).ifPresent(world::witness));
    }
  }

  /** Allocates the ONU id of one of its own ONUs, or replaces, moves or deletes the ONU. */
  private void operateOnOnu(Olt olt, StoreView data) {
    OnuId onu = ownOnu();
    OwnerName owner = owners().get(random.nextInt(OWNERS));
    switch (random.nextInt(4)) {
      case 0 -> delete(olt, data, onu);
      case 1 -> replace(olt, onu, owner);
      case 2 -> {
        OnuId to = ownOnu();
        while (to.equals(onu)) {
          to = ownOnu();
        }
        move(olt, data, onu, to);
      }
      default -> reserve(olt, onu, owner);
    }
  }

  private void operate(List<Subject> subjects, Runnable operation) {
    acknowledgements.begin(subjects);
    try {
      operation.run();
      acknowledged++;
    } catch (PonkeeperException e) {
      subjects.forEach(subject -> failed(e, subject));
    }
  }

  private void delete(Olt olt, StoreView data, OnuId onu) {
    List<InstancePath> paths = paths(onu);
    List<Subject> subjects = new ArrayList<>(claims(onu.pon()));
    paths.forEach(path -> subjects.add(subject(path)));
    operate(
        subjects,
        () -> {
          olt.onus()
              .delete(onu, paths.stream().map(path -> data.deleting(path.toString())).toList());
          paths.forEach(path -> witness(acknowledgements.gone(subject(path))));
          claims(onu.pon()).forEach(claim -> witness(acknowledgements.goneIf(claim, content(onu))));
        });
  }

  private void replace(Olt olt, OnuId onu, OwnerName owner) {
    operate(
        claims(onu.pon()),
        () -> {
          olt.onus().replace(onu, owner);
          owns(onu, owner);
        });
  }

  private void reserve(Olt olt, OnuId onu, OwnerName owner) {
    operate(
        claims(onu.pon()),
        () -> {
          olt.ids().reserve(onu.pon().number(), ResourceType.ONU_ID, owner, Set.of(onu.number()));
          owns(onu, owner);
        });
  }

  /** The ONU is of this owner, and of no other. */
  private void owns(OnuId onu, OwnerName owner) {
    for (OwnerName one : owners()) {
      Subject claim = claim(onu.pon(), one);
      witness(
          one.equals(owner)
              ? acknowledgements.there(claim, content(onu))
              : acknowledgements.goneIf(claim, content(onu)));
    }
  }

  private void move(Olt olt, StoreView data, OnuId from, OnuId to) {
    Set<Subject> subjects = new LinkedHashSet<>(claims(from.pon()));
    subjects.addAll(claims(to.pon()));
    paths(from).forEach(path -> subjects.add(subject(path)));
    paths(to).forEach(path -> subjects.add(subject(path)));
    operate(
        List.copyOf(subjects),
        () -> {
          OnuMove move =
              olt.onus()
                  .move(OnuMoveRequest.to(from, to).withAdapterData(moved -> data(data, moved)));
          paths(from).forEach(path -> witness(acknowledgements.gone(subject(path))));
          Map<InstancePath, Instance> arrived = new TreeMap<>();
          move.instances().forEach(of -> arrived.put(of.after().path(), of.after()));
          for (InstancePath path : paths(to)) {
            Instance instance = arrived.get(path);
            witness(
                instance == null
                    ? acknowledgements.gone(subject(path))
                    : acknowledgements.there(subject(path), instance));
          }
          if (!from.pon().equals(to.pon())) {
            claims(from.pon())
                .forEach(claim -> witness(acknowledgements.goneIf(claim, content(from))));
          }
          for (OwnerName owner : owners()) {
            Subject claim = claim(to.pon(), owner);
            witness(
                move.owner().equals(Optional.of(owner))
                    ? acknowledgements.there(claim, content(to))
                    : acknowledgements.goneIf(claim, content(to)));
          }
        });
  }

  private static List<Mutation> data(StoreView data, OnuMove move) {
    List<Mutation> mutations = new ArrayList<>();
    for (OnuMove.OfInstance instance : move.instances()) {
      mutations.add(data.deleting(instance.before().path().toString()));
      mutations.addAll(data(data, instance.after()));
    }
    return mutations;
  }

  private void witness(Optional<Violation> violation) {
    violation.ifPresent(world::witness);
  }

  /** The owners to which it allocates ONU ids. */
  private List<OwnerName> owners() {
    return IntStream.range(0, OWNERS)
        .mapToObj(n -> new OwnerName("serial-" + number + "-" + n))
        .toList();
  }

  private List<Subject> claims(PonId pon) {
    return owners().stream().map(owner -> claim(pon, owner)).toList();
  }

  private static Subject claim(PonId pon, OwnerName owner) {
    return new Subject(new ClaimKey(pon.number(), ResourceType.ONU_ID, owner).toString(), true);
  }

  /** The content of a claim of this ONU id. */
  private static String content(OnuId onu) {
    return StoreCheck.content(new TreeSet<>(Set.of(onu.number())));
  }

  /** All services that an ONU may have. */
  private static List<InstancePath> paths(OnuId onu) {
    List<InstancePath> paths = new ArrayList<>();
    for (int uni = 0; uni < 2; uni++) {
      for (int template = 64; template < 66; template++) {
        paths.add(
            new InstancePath(
                Simulation.TECHNOLOGY, new TechProfileId(template), new UniPort(onu, uni)));
      }
    }
    return paths;
  }

  private <T> void told(
      List<InstancePath> paths, List<Outcome<T>> outcomes, BiConsumer<Subject, T> answered) {
    for (int i = 0; i < paths.size(); i++) {
      Subject subject = subject(paths.get(i));
      switch (outcomes.get(i)) {
        case Outcome.Done<T> told -> {
          acknowledged++;
          answered.accept(subject, told.answer());
        }
        case Outcome.Failed<T> failed -> failed(failed.error(), subject);
      }
    }
  }

  private void failed(PonkeeperException error, Subject subject) {
    if (error instanceof StoreFailedException failed
        && failed.outcome() == StoreFailedException.Outcome.UNKNOWN) {
      unknown++;
      acknowledgements.outcomeUnknown(subject);
    } else {
      refused++;
      acknowledgements.refused(subject);
    }
  }

  private TechProfileId template() {
    if (world.mode().isWithOthers() && random.nextInt(6) == 0) {
      return Simulation.CHANGING_TEMPLATE;
    }
    return new TechProfileId(64 + random.nextInt(2));
  }

  private UniPort ownPort() {
    return new UniPort(ownOnu(), random.nextInt(2));
  }

  /** An ONU whose number modulo 4 is the adapter's. */
  private OnuId ownOnu() {
    PonId pon = new PonId(Simulation.OLT, random.nextInt(Simulation.PONS));
    return new OnuId(pon, 4 * (1 + random.nextInt(2)) + number);
  }

  private boolean isOwn(UniPort port) {
    return !port.equals(SHARED_PORT) && port.onu().number() % 4 == number;
  }

  private Subject subject(InstancePath path) {
    return new Subject(path.toString(), isOwn(path.uniPort()));
  }

  /** The adapter's own data that it writes with a create. */
  static List<Mutation> data(StoreView data, Instance instance) {
    return List.of(
        data.putting(
            instance.path().toString(),
            StoreCheck.adapterData(instance.allocId(), instance.gemPortIds())));
  }

  static boolean isAs(Instance instance, @Nullable ResourceInstance stored) {
    return stored != null
        && stored.allocId().equals(instance.allocId())
        && stored.gemPortIds().equals(instance.gemPortIds());
  }
}

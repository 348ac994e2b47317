package org.ponkeeper.tck.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.Instances;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.DeleteRequest;
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
            world.store(random.split(), this::crashNowAndThen),
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

  /** Allocates the ONU id of one of its own ONUs, replaces the ONU or deletes it. */
  private void operateOnOnu(Olt olt, StoreView data) {
    OnuId onu = ownOnu();
    List<InstancePath> paths = paths(onu);
    String name = "onu-" + onu.pon().number() + "-" + onu.number();
    List<OwnerName> owners = List.of(new OwnerName(name + "-a"), new OwnerName(name + "-b"));
    int chosen = random.nextInt(2);
    List<Subject> claims = owners.stream().map(owner -> claim(onu, owner)).toList();
    List<Subject> all = new ArrayList<>(claims);
    int operation = random.nextInt(3);
    if (operation == 0) {
      paths.forEach(path -> all.add(subject(path)));
    }
    acknowledgements.begin(all);
    try {
      switch (operation) {
        case 0 -> {
          List<Mutation> gone = paths.stream().map(path -> data.deleting(path.toString())).toList();
          olt.onus().delete(onu, gone);
          all.forEach(subject -> acknowledgements.gone(subject).ifPresent(world::witness));
        }
        case 1 -> {
          olt.onus().replace(onu, owners.get(chosen));
          owns(onu, claims, chosen);
        }
        default -> {
          olt.ids()
              .reserve(
                  onu.pon().number(),
                  ResourceType.ONU_ID,
                  owners.get(chosen),
                  Set.of(onu.number()));
          owns(onu, claims, chosen);
        }
      }
      acknowledged++;
    } catch (PonkeeperException e) {
      all.forEach(subject -> failed(e, subject));
    }
  }

  private static Subject claim(OnuId onu, OwnerName owner) {
    ClaimKey key = new ClaimKey(onu.pon().number(), ResourceType.ONU_ID, owner);
    return new Subject(key.toString(), true);
  }

  private void owns(OnuId onu, List<Subject> claims, int chosen) {
    String content = StoreCheck.content(new TreeSet<>(Set.of(onu.number())));
    acknowledgements.there(claims.get(chosen), content).ifPresent(world::witness);
    acknowledgements.gone(claims.get(1 - chosen)).ifPresent(world::witness);
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

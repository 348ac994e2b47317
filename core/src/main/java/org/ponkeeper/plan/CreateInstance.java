package org.ponkeeper.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.BuiltInProfiles;
import org.ponkeeper.profile.Complaints;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.TechProfileInstance;
import org.ponkeeper.profile.TemplateSource;
import org.ponkeeper.store.Mutation;

/**
 * A service for a subscriber: an instance of a template on a UNI port. If it exists, what is there
 * is the answer; so it is safe to repeat, and an unknown outcome needs no more than to decide
 * again.
 *
 * @param path where the instance will live
 * @param fallbackToDefault whether to take the built-in default where the stored template cannot be
 *     used, as the Go library does
 * @param adapterData what the adapter writes of its own about an instance, in the same transaction;
 *     written also for an instance that is there already, so that to repeat a create whose reply
 *     was lost gives the same end
 */
public record CreateInstance(
    InstancePath path, boolean fallbackToDefault, Function<Instance, List<Mutation>> adapterData)
    implements Request<CreateAnswer> {

  /** Without data of the adapter's own. */
  public CreateInstance(InstancePath path, boolean fallbackToDefault) {
    this(path, fallbackToDefault, instance -> List.of());
  }

  /** The greatest UNI that takes part in sharing an Alloc-ID, included: VOLTHA's cap. */
  static final int LAST_SHARING_UNI = 15;

  @Override
  public Set<Integer> pons() {
    return Set.of(pon());
  }

  @Override
  public Set<TechProfileId> templates() {
    return Set.of(path.template());
  }

  @Override
  public Request<CreateAnswer> afterUnknownOutcome(OltState decidedOn) {
    return this;
  }

  @Override
  public Decision<CreateAnswer> decide(OltState state) {
    Set<Fact> reliesOn = new HashSet<>(Gate.facts());
    Optional<PonkeeperException> closed = Gate.closed(state, pon());
    if (closed.isPresent()) {
      return new Decision.Refusal<>(closed.get(), reliesOn);
    }
    reliesOn.add(new Fact.OfInstance(path));
    try {
      Optional<Slot> existing = state.find(path);
      return existing.isPresent()
          ? existing(existing.get(), reliesOn)
          : new Attempt(state, reliesOn).create();
    } catch (Refused refused) {
      return new Decision.Refusal<>(refused.error, reliesOn);
    }
  }

  private Decision<CreateAnswer> existing(Slot slot, Set<Fact> reliesOn) throws Refused {
    return switch (slot) {
      case Slot.Held held ->
          Decision.of(
              new CreateAnswer(held.instance(), false, List.of()),
              adapterChanges(held.instance()),
              reliesOn);
      case Slot.Garbled garbled -> throw new Refused(corrupt(garbled));
    };
  }

  /** What the adapter writes; a fault of its own is its caller's. */
  private List<Change> adapterChanges(Instance instance) throws Refused {
    try {
      return Change.ofAdapter(adapterData.apply(instance));
    } catch (PonkeeperException e) {
      throw new Refused(e);
    } catch (RuntimeException | Error e) {
      // An error too, such as a class that is missing: others wait for the same transaction.
      throw new Refused(
          new InvalidRequestException(ErrorCode.ADAPTER_DATA_INVALID, e)
              .with("reason", "the adapter's callback failed: " + e)
              .with("instance", path));
    }
  }

  private int pon() {
    return path.uniPort().pon().number();
  }

  /** A refusal on the way to a decision. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final transient PonkeeperException error;

    Refused(PonkeeperException error) {
      super(null, null, false, false);
      this.error = error;
    }
  }

  private record Chosen(TechProfile profile, TemplateSource source, List<String> warnings) {}

  /** One decision on one state; gathers what it relies on as it goes. */
  private final class Attempt {
    private final OltState state;
    private final Set<Fact> reliesOn;

    Attempt(OltState state, Set<Fact> reliesOn) {
      this.state = state;
      this.reliesOn = reliesOn;
    }

    Decision<CreateAnswer> create() throws Refused {
      Chosen chosen = choose();
      requireReservedIds();
      PoolDraft allocPool = pool(ResourceType.ALLOC_ID);
      PoolDraft gemPool = pool(ResourceType.GEM_PORT_ID);
      int allocId = allocId(chosen.profile(), allocPool);
      int[] gemPortIds = gemPortIds(chosen.profile(), gemPool);

      TechProfileInstance instance =
          TechProfileInstance.of(
              path, chosen.profile(), chosen.source(), new AllocId(allocId), gemPortIds);
      ResourceInstance resource =
          new ResourceInstance(
              path.template(),
              chosen.profile().profileType(),
              path.uniPort(),
              new AllocId(allocId),
              Arrays.stream(gemPortIds).mapToObj(GemPortId::new).toList());
      List<Integer> gemPorts = Arrays.stream(gemPortIds).boxed().toList();
      List<Change> changes = new ArrayList<>();
      changes.add(new Change.PutInstance(resource, instance));
      changes.add(taken(allocPool, List.of(allocId)));
      changes.add(taken(gemPool, gemPorts));
      addAdapterEntries(instance, changes);
      changes.addAll(adapterChanges(instance));
      return new Decision.Commit<>(
          new CreateAnswer(instance, true, chosen.warnings()), List.copyOf(changes), reliesOn);
    }

    private void addAdapterEntries(Instance instance, List<Change> changes) throws Refused {
      try {
        AdapterEntries.add(state, instance, changes, reliesOn);
      } catch (CorruptDataException e) {
        throw new Refused(e);
      }
    }

    private Change taken(PoolDraft pool, List<Integer> ids) {
      return new Change.PutPool(pool.bound().id(), pool.pool().take(ids, pool.reserved(state)));
    }

    private Chosen choose() throws Refused {
      reliesOn.add(new Fact.OfTemplate(path.template()));
      return switch (state.template(path.template())) {
        case TemplateState.Fit fit ->
            new Chosen(fit.profile(), TemplateSource.STORE, fit.warnings());
        case TemplateState.Absent absent -> builtIn("no template is stored");
        case TemplateState.Unfit unfit -> {
          if (!fallbackToDefault) {
            throw new Refused(
                new RefusedException(ErrorCode.TEMPLATE_UNFIT)
                    .with("template", path.template())
                    .with("complaints", Complaints.join(unfit.complaints())));
          }
          yield builtIn("the stored template is unfit: " + Complaints.join(unfit.complaints()));
        }
        case TemplateState.Unreadable unreadable -> {
          if (!fallbackToDefault) {
            throw new Refused(
                new CorruptDataException(ErrorCode.TEMPLATE_UNREADABLE)
                    .with("template", path.template())
                    .with("complaints", Complaints.join(unreadable.complaints())));
          }
          yield builtIn(
              "the stored template is unreadable: " + Complaints.join(unreadable.complaints()));
        }
      };
    }

    private Chosen builtIn(String why) {
      return new Chosen(
          BuiltInProfiles.of(path.technology()),
          TemplateSource.BUILT_IN,
          List.of(why + "; the built-in default was used"));
    }

    private void requireReservedIds() throws Refused {
      reliesOn.add(new Fact.OfReservedIds());
      if (state.reserved().value() instanceof ReservedState.Unreadable unreadable) {
        throw new Refused(
            new CorruptDataException(ErrorCode.CORRUPT_DATA)
                .with("what", "the reserved GEM port ids")
                .with("reason", unreadable.reason()));
      }
    }

    private PoolDraft pool(ResourceType type) throws Refused {
      PoolDraft.Result result = PoolDraft.of(state, type, pon());
      if (result.draft().isEmpty()) {
        reliesOn.addAll(result.because());
        throw new Refused(result.error().orElseThrow());
      }
      reliesOn.add(result.draft().get().fact());
      return result.draft().get();
    }

    private int allocId(TechProfile profile, PoolDraft pool) throws Refused {
      if (profile.sharesAllocId()) {
        OptionalInt shared = sharedAllocId();
        if (shared.isPresent()) {
          return shared.getAsInt();
        }
      }
      return lowestFree(pool, 1, Set.of())[0];
    }

    /** The Alloc-ID of the lowest UNI of the ONU that has an instance of the template. */
    private OptionalInt sharedAllocId() throws Refused {
      for (Slot slot : state.pon(pon()).ofOnu(path.uniPort().onu().number())) {
        if (!slot.path().template().equals(path.template())
            || slot.path().uniPort().number() > LAST_SHARING_UNI) {
          continue;
        }
        reliesOn.add(new Fact.OfInstance(slot.path()));
        return switch (slot) {
          case Slot.Garbled garbled -> throw new Refused(corrupt(garbled));
          case Slot.Held held -> OptionalInt.of(held.instance().allocId().value());
        };
      }
      return OptionalInt.empty();
    }

    private int[] gemPortIds(TechProfile profile, PoolDraft pool) throws Refused {
      for (int id : profile.multicastGemPortIds()) {
        if (pool.owned().get(id)) {
          throw new Refused(multicastTaken(id, pool));
        }
      }
      Set<Integer> multicast = new TreeSet<>(profile.multicastGemPortIds());
      state
          .multicastIdsOn(pool.bound().id())
          .forEach((template, ids) -> {
            reliesOn.add(new Fact.OfTemplate(template));
            multicast.addAll(ids);
          });
      return lowestFree(pool, (int) profile.numGemPorts(), multicast);
    }

    private PonkeeperException multicastTaken(int id, PoolDraft pool) {
      List<Holder> owners = state.ownersOf(pool.bound().id(), id);
      return new RefusedException(ErrorCode.MULTICAST_GEM_PORT_TAKEN)
          .with("GEM port id", id)
          .with("held by", owners.getFirst());
    }

    private int[] lowestFree(PoolDraft pool, int count, Set<Integer> excluded) throws Refused {
      Optional<int[]> free = pool.lowestFree(state, count, excluded);
      if (free.isEmpty()) {
        throw new Refused(pool.exhausted(state, count, excluded));
      }
      return free.get();
    }
  }

  private static CorruptDataException corrupt(Slot.Garbled garbled) {
    return new CorruptDataException(ErrorCode.CORRUPT_DATA)
        .with("what", "instance " + garbled.path())
        .with("reason", garbled.reason());
  }
}

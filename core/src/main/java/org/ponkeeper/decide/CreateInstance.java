package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.BuiltInProfiles;
import org.ponkeeper.profile.Diagnostics;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.TechProfileInstance;
import org.ponkeeper.profile.TemplateSource;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.Stored;
import org.ponkeeper.state.StoredInstance;
import org.ponkeeper.state.Template;
import org.ponkeeper.store.Mutation;

/**
 * Creates an instance of a template on a UNI port. If it already exists, it is returned. So it is
 * safe to repeat, also after an unknown outcome.
 *
 * @param path the path of the instance
 * @param fallbackToDefault whether to use the built-in default if the template is missing or cannot
 *     be used, as the Go library does
 * @param adapterData returns the adapter's own mutations for an instance, for the same transaction;
 *     also written for an existing instance, so that repeating a create whose reply was lost has
 *     the same result
 */
public record CreateInstance(
    InstancePath path, boolean fallbackToDefault, Function<Instance, List<Mutation>> adapterData)
    implements Request<CreateResult> {

  /** Without adapter data. */
  public CreateInstance(InstancePath path, boolean fallbackToDefault) {
    this(path, fallbackToDefault, instance -> List.of());
  }

  /** The greatest UNI number that can share an Alloc-ID, inclusive, as in VOLTHA. */
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
  public Proposal<CreateResult> propose(StateView view) {
    Preconditions.check(view, pon());
    Optional<StoredInstance> existing = view.instance(path);
    return existing.isPresent() ? existing(existing.get()) : create(view);
  }

  private Proposal<CreateResult> existing(StoredInstance entry) {
    return switch (entry) {
      case StoredInstance.Present present ->
          new Proposal<>(
              new CreateResult(present.instance(), false, List.of()),
              adapterChanges(present.instance()));
      case StoredInstance.Unreadable unreadable -> throw unreadable.error();
    };
  }

  private Proposal<CreateResult> create(StateView view) {
    Chosen chosen = choose(view);
    TechProfile profile = chosen.profile();
    view.requireReservedIds();
    PoolDraft allocPool = PoolDraft.of(view, ResourceType.ALLOC_ID, pon());
    PoolDraft gemPool = PoolDraft.of(view, ResourceType.GEM_PORT_ID, pon());
    AllocId allocId = new AllocId(allocId(view, profile, allocPool));
    int[] gemPortIds = gemPortIds(profile, gemPool);

    TechProfileInstance instance =
        TechProfileInstance.of(path, profile, chosen.source(), allocId, gemPortIds);
    List<Integer> gemPorts = Arrays.stream(gemPortIds).boxed().toList();
    ResourceInstance resource =
        new ResourceInstance(
            path.template(),
            profile.profileType(),
            path.uniPort(),
            allocId,
            gemPorts.stream().map(GemPortId::new).toList());
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.PutInstance(resource, instance));
    changes.add(allocPool.take(List.of(allocId.value())));
    changes.add(gemPool.take(gemPorts));
    changes.addAll(AdapterEntries.added(view, instance));
    changes.addAll(adapterChanges(instance));
    return new Proposal<>(new CreateResult(instance, true, chosen.warnings()), changes);
  }

  private List<Change> adapterChanges(Instance instance) {
    return AdapterData.changes(adapterData, instance, "instance", path);
  }

  private int pon() {
    return path.uniPort().pon().number();
  }

  private record Chosen(TechProfile profile, TemplateSource source, List<String> warnings) {}

  private Chosen choose(StateView view) {
    return switch (view.template(path.template())) {
      case Stored.Present<Template> stored when stored.value().isFit() ->
          new Chosen(stored.value().profile(), TemplateSource.STORE, stored.value().warnings());
      case Stored.Present<Template> stored -> {
        String complaints = Diagnostics.join(stored.value().complaints());
        if (!fallbackToDefault) {
          throw new RefusedException(ErrorCode.TEMPLATE_UNFIT)
              .with("template", path.template())
              .with("complaints", complaints);
        }
        yield builtIn("the stored template is unfit: " + complaints);
      }
      case Stored.Unreadable<Template> unreadable -> {
        if (!fallbackToDefault) {
          throw new CorruptDataException(ErrorCode.TEMPLATE_UNREADABLE)
              .with("template", path.template())
              .with("complaints", unreadable.reason());
        }
        yield builtIn("the stored template is unreadable: " + unreadable.reason());
      }
      case Stored.Absent<Template> absent -> {
        // A mistyped id must not give a subscriber a service with one queue.
        if (!fallbackToDefault && !path.template().equals(TechProfileId.DEFAULT)) {
          throw Template.notFound(path.technology(), path.template())
              .remedy("check the template's id, store the template, or allow the built-in default");
        }
        yield builtIn("no template is stored");
      }
    };
  }

  private Chosen builtIn(String why) {
    return new Chosen(
        BuiltInProfiles.of(path.technology()),
        TemplateSource.BUILT_IN,
        List.of(why + "; the built-in default was used"));
  }

  private int allocId(StateView view, TechProfile profile, PoolDraft pool) {
    OptionalInt shared = profile.sharesAllocId() ? sharedAllocId(view) : OptionalInt.empty();
    return shared.isPresent() ? shared.getAsInt() : pool.lowestFree(1, Set.of())[0];
  }

  /** The Alloc-ID of the lowest UNI of the ONU that has an instance of the template. */
  private OptionalInt sharedAllocId(StateView view) {
    for (StoredInstance entry : view.onOnu(path.uniPort().onu())) {
      if (entry.path().template().equals(path.template())
          && entry.path().uniPort().number() <= LAST_SHARING_UNI) {
        view.instance(entry.path());
        return OptionalInt.of(entry.readable().allocId().value());
      }
    }
    return OptionalInt.empty();
  }

  private int[] gemPortIds(TechProfile profile, PoolDraft pool) {
    pool.requireNotOwned(profile.multicastGemPortIds());
    Set<Integer> multicast = new TreeSet<>(profile.multicastGemPortIds());
    multicast.addAll(pool.multicastIds());
    return pool.lowestFree((int) profile.numGemPorts(), multicast);
  }
}

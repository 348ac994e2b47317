package org.ponkeeper.olt;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Diagnostics;
import org.ponkeeper.profile.Quoted;

/**
 * Something about stored data that a person should know. Never a reason to drop anything. {@code
 * docs/audit.md} tells of each kind what it means and what to do; tests hold the two together.
 *
 * <p>A finding is small whatever the store holds: its subject and its detail have at most a few
 * thousand characters, and its ids take as many bytes as the pool's own bitmap.
 */
public sealed interface Finding {

  /** How bad it is. */
  enum Severity {
    /** Some requests are refused because of it, or an id has two owners. */
    ERROR("error"),
    /** Everything works; what is shown may not be what was meant. */
    WARNING("warning");

    private final String text;

    Severity(String text) {
      this.text = text;
    }

    /** The name for people and scripts. */
    public String text() {
      return text;
    }
  }

  /** How bad it is. */
  Severity severity();

  /** What it is about, as a path or in words. */
  String subject();

  /** What was found, in one sentence without the subject. */
  String detail();

  /** What kind of finding it is, for scripts: {@code unreadable-pool} and the like. */
  default String kind() {
    return FindingKinds.of(getClass());
  }

  /** The ids that it is about, ascending; none where it is not about ids. */
  default IdSet ids() {
    return IdSet.of();
  }

  /**
   * What is left of it among the findings of a later reading: the same about the same, with what
   * else may have changed meanwhile as it is now.
   */
  default Optional<Finding> stillIn(Collection<Finding> later) {
    return later.stream()
        .filter(other ->
            other.kind().equals(kind())
                && other.subject().equals(subject())
                && other.ids().equals(ids()))
        .findFirst();
  }

  // ---- what the kinds have in common

  /** Some requests are refused because of it, or an id has two owners. */
  sealed interface Fault extends Finding {
    @Override
    default Severity severity() {
      return Severity.ERROR;
    }
  }

  /** Everything works; what is shown may not be what was meant. */
  sealed interface Oddity extends Finding {
    @Override
    default Severity severity() {
      return Severity.WARNING;
    }
  }

  /** About a pool. */
  sealed interface OfPool extends Finding {
    /** The pool. */
    PoolId pool();

    @Override
    default String subject() {
      return pool().toString();
    }
  }

  /** About an instance. */
  sealed interface OfInstance extends Finding {
    /** The instance. */
    InstancePath path();

    @Override
    default String subject() {
      return path().toString();
    }
  }

  /** About a template. */
  sealed interface OfTemplate extends Finding {
    /** The template. */
    TechProfileId template();

    @Override
    default String subject() {
      return "template " + template();
    }
  }

  /** About a per-ONU map. */
  sealed interface OfOnuMap extends Finding {
    /** The map. */
    OnuMapId map();

    @Override
    default String subject() {
      return map().toString();
    }
  }

  /** About several ids, each of which may be mended or join meanwhile. */
  sealed interface OfIds extends Finding {
    /** The same about these ids. */
    Finding withIds(IdSet ids);

    @Override
    default Optional<Finding> stillIn(Collection<Finding> later) {
      return later.stream()
          .filter(other -> other.kind().equals(kind()) && other.subject().equals(subject()))
          .map(other -> ids().intersect(other.ids()))
          .filter(common -> !common.isEmpty())
          .map(this::withIds)
          .findFirst();
    }

    /** The ids as people write them; of many the first, and how many more there are. */
    default String runs() {
      return NumberRanges.shorten(ids());
    }
  }

  // ---- what cannot be read

  /** The OLT's record cannot be read: nothing can be changed on the OLT. */
  record UnreadableRecord(String subject, String detail) implements Fault {}

  /** The reserved GEM port ids cannot be read: nothing can be created. */
  record UnreadableReservedIds(String subject, String detail) implements Fault {}

  /** A pool cannot be read: what needs it is refused. */
  record UnreadablePool(PoolId pool, String detail) implements OfPool, Fault {}

  /** An instance cannot be read: what needs it is refused. */
  record UnreadableInstance(InstancePath path, String detail) implements OfInstance, Fault {}

  /** A claim cannot be read: what needs it is refused. */
  record UnreadableClaim(ClaimKey claim, String detail) implements Fault {
    @Override
    public String subject() {
      return claim.toString();
    }
  }

  /** A per-ONU map cannot be read: nothing can be added to it or taken from it. */
  record UnreadableOnuMap(OnuMapId map, String detail) implements OfOnuMap, Fault {}

  /** The template ids that the openolt adapter keeps of a UNI port cannot be read. */
  record UnreadableTpId(UniPort port, String detail) implements Fault {
    @Override
    public String subject() {
      return "tp_id of " + port;
    }
  }

  /** A key stands among the OLT's instances, pools or claims that is none. It blocks nothing. */
  record StrayKey(String subject, String detail) implements Oddity {

    private static final int MOST_CHARACTERS = 300;

    public StrayKey {
      subject = Quoted.cut(subject, MOST_CHARACTERS);
    }
  }

  // ---- templates

  /** A stored template is unreadable or unfit: nothing is created from it unless asked to. */
  record UnusableTemplate(TechProfileId template, List<String> complaints)
      implements OfTemplate, Fault {
    @Override
    public String detail() {
      return Diagnostics.join(complaints);
    }
  }

  /** The stored template is usable, with something to say about it. */
  record OddTemplate(TechProfileId template, List<String> warnings) implements OfTemplate, Oddity {
    @Override
    public String detail() {
      return Diagnostics.join(warnings);
    }
  }

  /**
   * Instances are in use whose template is not stored. Where the built-in default fits all of them
   * they were made from it, as the Go library does; else some are shown without queues.
   *
   * @param instances how many are of it
   * @param unshown how many of these the default does not fit
   */
  record MissingTemplate(TechProfileId template, long instances, long unshown)
      implements OfTemplate {
    @Override
    public Severity severity() {
      return unshown > 0 ? Severity.ERROR : Severity.WARNING;
    }

    @Override
    public String detail() {
      String unfit =
          unshown > 0 ? "does not fit %s of them".formatted(unshown) : "fits and is used instead";
      return "it is not stored; instances of it: %s; the built-in default %s"
          .formatted(instances, unfit);
    }
  }

  /** An instance is listed with another template than the stored one, or with none. */
  record MisfitInstance(InstancePath path, String detail) implements OfInstance, Oddity {}

  /** An instance is listed by the stored template, which may not be what it was made from. */
  record DoubtfulInstance(InstancePath path, String detail) implements OfInstance, Oddity {}

  /** An instance names one id more than once: two of its queues would use one GEM port. */
  record RepeatedId(InstancePath path, IdSet ids) implements OfInstance, OfIds, Fault {
    @Override
    public Finding withIds(IdSet some) {
      return new RepeatedId(path, some);
    }

    @Override
    public String detail() {
      return "it names GEM port ids " + runs() + " more than once";
    }
  }

  // ---- pools and who owns their ids

  /** Nothing tells which pools the PONs of an unregistered OLT use: creates there are refused. */
  record AmbiguousPools(ResourceType type, String detail) implements Fault {
    @Override
    public String subject() {
      return type + " pools";
    }
  }

  /** An id has more than one owner. */
  record IdOwnedTwice(PoolId pool, int id, List<IdOwner> owners) implements OfPool, Fault {

    private static final int NAMED = 8;

    @Override
    public IdSet ids() {
      return IdSet.of(id);
    }

    @Override
    public String detail() {
      String named =
          owners.stream().limit(NAMED).map(IdOwner::toString).collect(Collectors.joining(", "));
      String more = owners.size() > NAMED ? " and %s more".formatted(owners.size() - NAMED) : "";
      return "id %s has %s owners: %s%s".formatted(id, owners.size(), named, more);
    }
  }

  /** Ids have an owner but are free in the pool: a reader of the pool alone would hand them out. */
  record OwnedNotTaken(PoolId pool, IdSet ids) implements OfPool, OfIds, Fault {
    @Override
    public Finding withIds(IdSet some) {
      return new OwnedNotTaken(pool, some);
    }

    @Override
    public String detail() {
      return "ids " + runs() + " have an owner, but are not taken";
    }
  }

  /** Ids are taken, but the store tells of no owner: they are lost until they are released. */
  record TakenByNobody(PoolId pool, IdSet ids) implements OfPool, OfIds, Oddity {
    @Override
    public Finding withIds(IdSet some) {
      return new TakenByNobody(pool, some);
    }

    @Override
    public String detail() {
      return "ids " + runs() + " are taken, but have no owner";
    }
  }

  /** Ids are in use that the OLT does not offer; they are kept and not handed out again. */
  record OutsideRange(PoolId pool, IdRanges ranges, IdSet ids) implements OfPool, OfIds, Oddity {
    @Override
    public Finding withIds(IdSet some) {
      return new OutsideRange(pool, ranges, some);
    }

    @Override
    public String detail() {
      return "ids " + runs() + " are in use outside the range " + ranges;
    }
  }

  /** ONUs have instances, but their ids are in none of the ranges of ONU ids of their PON. */
  record OnuOutsideRange(int pon, IdRanges ranges, IdSet ids) implements OfIds, Oddity {
    @Override
    public String subject() {
      return "PON " + pon;
    }

    @Override
    public Finding withIds(IdSet some) {
      return new OnuOutsideRange(pon, ranges, some);
    }

    @Override
    public String detail() {
      return "ONUs " + runs() + " have instances, but the range of ONU ids is " + ranges;
    }
  }

  /** A pool has another range than the OLT was registered with: what both have is handed out. */
  record PoolRangeDiffers(PoolId pool, IdRange range, IdRanges registered)
      implements OfPool, Oddity {
    @Override
    public String detail() {
      return "its range is %s, but the OLT is registered with %s".formatted(range, registered);
    }
  }

  /** A pool is there that no PON of the OLT takes ids from. */
  record UnusedPool(PoolId pool, int taken) implements OfPool, Oddity {
    @Override
    public String detail() {
      return "no PON of the OLT takes ids from it; ids taken in it: " + taken;
    }
  }

  /** Another technology of the device takes ids from the same pools. */
  record PoolsOfTwoTechnologies(Technology other, List<PoolId> pools) implements Oddity {

    private static final int NAMED = 4;

    @Override
    public String subject() {
      return "pool keys " + PoolKeyLayout.WITHOUT_TECHNOLOGY.text();
    }

    @Override
    public String detail() {
      String named =
          pools.stream().limit(NAMED).map(PoolId::toString).collect(Collectors.joining(", "));
      String more = pools.size() > NAMED ? " and %s more".formatted(pools.size() - NAMED) : "";
      return "%s takes ids from %s%s too".formatted(other, named, more);
    }
  }

  // ---- per-ONU maps

  /** A per-ONU map names an id that an instance on another ONU owns: two ONUs may use it. */
  record MappedToWrongOnu(OnuMapId map, int id, OnuId owner) implements OfOnuMap, Fault {
    @Override
    public IdSet ids() {
      return IdSet.of(id);
    }

    @Override
    public String detail() {
      return "it names id " + id + ", which an instance on " + owner + " owns";
    }
  }

  /** A per-ONU map names ids that are free: they can be given to another ONU. */
  record MappedNotTaken(OnuMapId map, IdSet ids) implements OfOnuMap, OfIds, Oddity {
    @Override
    public Finding withIds(IdSet some) {
      return new MappedNotTaken(map, some);
    }

    @Override
    public String detail() {
      return "it names ids " + runs() + ", which are not taken";
    }
  }

  /**
   * A per-ONU map names ids that no instance there owns: the openolt adapter would free them with
   * the ONU, whoever has them. Looked for where that adapter's state is kept, and when an OLT is
   * handed over.
   */
  record MappedNotOwned(OnuMapId map, IdSet ids) implements OfOnuMap, OfIds, Oddity {
    @Override
    public Finding withIds(IdSet some) {
      return new MappedNotOwned(map, some);
    }

    @Override
    public String detail() {
      return "it names ids " + runs() + ", which no instance there owns";
    }
  }

  /** What the openolt adapter keeps of a UNI port lacks an instance, or names one too many. */
  record AdapterStateDiffers(OnuOrUni of, String detail) implements Oddity {
    @Override
    public String subject() {
      return "adapter state of " + of;
    }
  }

  // ---- the OLT as a whole

  /** Work on the OLT as a whole was begun and not ended: every change on the OLT is refused. */
  record UnfinishedWork(OltRecord.State life, String detail) implements Fault {
    @Override
    public String subject() {
      return "OLT record";
    }
  }

  /** Keys lie under the pool key layout that the OLT is not on. Nothing reads them. */
  record LeftBehindKeys(PoolKeyLayout layout, long keys) implements Oddity {
    @Override
    public String subject() {
      return "pool keys " + layout.text();
    }

    @Override
    public String detail() {
      return keys
          + " unused keys are left under them; 'store migrate --pool-keys "
          + layout.other().text()
          + " --remove-left-behind' removes them";
    }
  }

  /** Instances are there in the older format only: their ids are owned, but nothing shows them. */
  record OlderInstances(long instances) implements Oddity {
    @Override
    public String subject() {
      return "older instances";
    }

    @Override
    public String detail() {
      return instances
          + " instances are in the older format, so their ids seem to have no owner;"
          + " 'store migrate --instances' migrates them";
    }
  }

  // ---- keys that Ponkeeper does not work with

  /** About keys that Ponkeeper does not work with. */
  sealed interface OfForeignKeys extends Oddity {
    /** The keys. */
    ForeignKeys keys();

    @Override
    default String subject() {
      return keys().prefix();
    }

    @Override
    default String detail() {
      return keys().count() + ": " + keys().remark();
    }
  }

  /** Keys have the technology in another spelling: nothing reads them. */
  record OtherSpelling(ForeignKeys keys) implements OfForeignKeys {}

  /** Keys have a form that VOLTHA had before: nothing reads them. */
  record OlderLayout(ForeignKeys keys) implements OfForeignKeys {}

  /** Keys lie at the path of another stack, or at a template path that is not read. */
  record OtherPath(ForeignKeys keys) implements OfForeignKeys {}

  /** Keys have no form that is known: nothing reads them. */
  record UnknownKeys(ForeignKeys keys) implements OfForeignKeys {}

  // ---- about findings

  /**
   * There are more findings of a kind than are listed.
   *
   * @param of the kind
   * @param severity the worst of those that are not listed
   * @param count how many are not listed, at least 1
   */
  record MoreFindings(String of, Severity severity, long count) implements Finding {
    @Override
    public String subject() {
      return of + " findings";
    }

    @Override
    public String detail() {
      return count + " more of them are not listed";
    }

    /** Both together; they are of the same kind. */
    public MoreFindings plus(MoreFindings other) {
      Severity worst = severity.compareTo(other.severity) <= 0 ? severity : other.severity;
      return new MoreFindings(of, worst, count + other.count);
    }
  }
}

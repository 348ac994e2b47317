package org.ponkeeper.plan;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;

/** Something about stored data that a person should know. Never a reason to drop anything. */
public sealed interface Finding {

  /** How bad it is. */
  enum Severity {
    /** Some requests are refused because of it, or an id has two owners. */
    ERROR,
    /** Everything works; what is shown may not be what was meant. */
    WARNING
  }

  /** How bad it is. */
  Severity severity();

  /** What it is about, as a path or in words. */
  String subject();

  /** What was found, in one sentence without the subject. */
  String detail();

  /** What kind of finding it is, for scripts: {@code unreadable-pool} and the like. */
  default String kind() {
    return getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  /** The ids that it is about, ascending; none where it is not about ids. */
  default List<Integer> ids() {
    return List.of();
  }

  /** The OLT's record cannot be read: nothing can be changed on the OLT. */
  record UnreadableRecord(String subject, String detail) implements Finding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }
  }

  /** The reserved GEM port ids cannot be read: nothing can be created. */
  record UnreadableReservedIds(String subject, String detail) implements Finding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }
  }

  /** A pool cannot be read: what needs it is refused. */
  record UnreadablePool(PoolId pool, String detail) implements Finding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String subject() {
      return pool.toString();
    }
  }

  /** An instance cannot be read: what needs it is refused. */
  record UnreadableInstance(InstancePath path, String detail) implements Finding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String subject() {
      return path.toString();
    }
  }

  /** A claim cannot be read: what needs it is refused. */
  record UnreadableClaim(ClaimKey claim, String detail) implements Finding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String subject() {
      return claim.toString();
    }
  }

  /** A key stands among the OLT's instances that is none. It blocks nothing. */
  record StrayKey(String key, String detail) implements Finding {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String subject() {
      return key;
    }
  }

  /** A stored template is unreadable or unfit: nothing is created from it unless asked to. */
  record UnusableTemplate(TechProfileId template, List<String> complaints) implements Finding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String subject() {
      return "template " + template;
    }

    @Override
    public String detail() {
      return String.join("; ", complaints);
    }
  }

  /** The stored template is usable, with something to say about it. */
  record OddTemplate(TechProfileId template, List<String> warnings) implements Finding {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String subject() {
      return "template " + template;
    }

    @Override
    public String detail() {
      return String.join("; ", warnings);
    }
  }

  /** An instance is listed with another template than the stored one, or with none. */
  record MisfitInstance(InstancePath path, String detail) implements Finding {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String subject() {
      return path.toString();
    }
  }

  /** An instance is listed by the stored template, which may not be what it was made from. */
  record DoubtfulInstance(InstancePath path, String detail) implements Finding {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String subject() {
      return path.toString();
    }
  }

  /** Nothing tells which pools the PONs of an unregistered OLT use: creates there are refused. */
  record AmbiguousPools(ResourceType type, String detail) implements Finding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String subject() {
      return type + " pools";
    }
  }

  /** An id has more than one owner. */
  record IdOwnedTwice(PoolId pool, int id, List<Holder> owners) implements Finding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String subject() {
      return pool.toString();
    }

    @Override
    public List<Integer> ids() {
      return List.of(id);
    }

    @Override
    public String detail() {
      return "id %d has %d owners: %s"
          .formatted(
              id,
              owners.size(),
              owners.stream().map(Holder::toString).collect(Collectors.joining(", ")));
    }
  }

  /** Ids have an owner but are free in the pool: a reader of the pool alone would hand them out. */
  record OwnedNotTaken(PoolId pool, List<Integer> ids) implements Finding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String subject() {
      return pool.toString();
    }

    @Override
    public String detail() {
      return "ids %s have an owner, but are not taken"
          .formatted(NumberRuns.print(new TreeSet<>(ids)));
    }
  }

  /** Ids are taken, but the store tells of no owner: they are lost until they are released. */
  record TakenByNobody(PoolId pool, List<Integer> ids) implements Finding {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String subject() {
      return pool.toString();
    }

    @Override
    public String detail() {
      return "ids %s are taken, but nobody owns them"
          .formatted(NumberRuns.print(new TreeSet<>(ids)));
    }
  }

  /** Ids are in use that lie outside the pool's range; they are kept and not handed out again. */
  record OutsideRange(PoolId pool, IdRange range, List<Integer> ids) implements Finding {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String subject() {
      return pool.toString();
    }

    @Override
    public String detail() {
      return "ids %s are in use outside the range %s"
          .formatted(NumberRuns.print(new TreeSet<>(ids)), range);
    }
  }

  /** Instances are in use whose template is not stored: they are shown by the built-in default. */
  record MissingTemplate(TechProfileId template, long instances) implements Finding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String subject() {
      return "template " + template;
    }

    @Override
    public String detail() {
      return "it is not stored, and " + instances + " instances are of it";
    }
  }

  /** A per-ONU map cannot be read: nothing can be added to it or taken from it. */
  record UnreadableOnuMap(OnuMapId map, String detail) implements Finding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String subject() {
      return map.toString();
    }
  }

  /** A per-ONU map names an id that an instance on another ONU owns: two ONUs may use it. */
  record MappedToWrongOnu(OnuMapId map, int id, OnuId owner) implements Finding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String subject() {
      return map.toString();
    }

    @Override
    public List<Integer> ids() {
      return List.of(id);
    }

    @Override
    public String detail() {
      return "it names id " + id + ", which an instance on " + owner + " owns";
    }
  }

  /** A per-ONU map names ids that are free: they will be handed out to somebody else. */
  record MappedNotTaken(OnuMapId map, List<Integer> ids) implements Finding {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String subject() {
      return map.toString();
    }

    @Override
    public String detail() {
      return "it names ids %s, which are not taken".formatted(NumberRuns.print(new TreeSet<>(ids)));
    }
  }

  /** Work on the OLT as a whole was begun and not ended: every change on the OLT is refused. */
  record UnfinishedWork(OltRecord.Life life, String detail) implements Finding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String subject() {
      return "OLT record";
    }
  }

  /** Keys lie under the pool key layout that the OLT is not on. Nothing reads them. */
  record LeftBehindKeys(PoolKeyLayout layout, long keys) implements Finding {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String subject() {
      return "pool keys " + layout.text();
    }

    @Override
    public String detail() {
      return keys
          + " keys are left behind under them; 'store migrate --pool-keys "
          + layout.other().text()
          + " --remove-left-behind' removes them";
    }
  }

  /** Instances are there in the older format only: their ids are owned, but nothing shows them. */
  record OlderInstances(long instances) implements Finding {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String subject() {
      return "older instances";
    }

    @Override
    public String detail() {
      return instances
          + " instances are in the older format, and their ids look like nobody's;"
          + " 'store migrate --instances' migrates them";
    }
  }
}

package org.ponkeeper.olt;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.ResourceInstance;

/**
 * A change of one object in the store: an instance, a claim, a registration or a template.
 *
 * <p>What was stored is empty if the object was changed again since, in which case a later event
 * follows, or if it cannot be read, which {@link org.ponkeeper.Olt#audit} reports.
 */
public sealed interface ObjectChange {

  /** The technology of the object. */
  Technology technology();

  /** A change of an object of one OLT: all but templates. */
  sealed interface OfOlt extends ObjectChange {

    /** The OLT. */
    OltId olt();
  }

  /** A change of an instance. */
  sealed interface OfInstance extends OfOlt {

    /** The instance. */
    InstancePath path();

    @Override
    default Technology technology() {
      return path().technology();
    }

    @Override
    default OltId olt() {
      return path().uniPort().pon().olt();
    }
  }

  /** A change of the ids that an owner has of one type on a PON. */
  sealed interface OfClaim extends OfOlt {

    /** The PON. */
    PonId pon();

    /** The type of the ids. */
    ResourceType type();

    /** The owner, for example a serial number. */
    OwnerName owner();

    @Override
    default OltId olt() {
      return pon().olt();
    }
  }

  /**
   * An instance was created, or its stored data changed.
   *
   * @param stored its stored data
   */
  record InstanceStored(InstancePath path, Optional<ResourceInstance> stored)
      implements OfInstance {
    public InstanceStored {
      requireNonNull(path, "path");
      requireNonNull(stored, "stored");
    }
  }

  /** An instance was deleted. */
  record InstanceDeleted(InstancePath path) implements OfInstance {
    public InstanceDeleted {
      requireNonNull(path, "path");
    }
  }

  /**
   * Ids were allocated to an owner, or some of them released.
   *
   * @param ids all ids of the type that the owner has on the PON now, ascending
   */
  record ClaimStored(
      Technology technology,
      PonId pon,
      ResourceType type,
      OwnerName owner,
      Optional<Set<Integer>> ids)
      implements OfClaim {
    public ClaimStored {
      requireNonNull(technology, "technology");
      requireNonNull(pon, "pon");
      requireNonNull(type, "type");
      requireNonNull(owner, "owner");
      ids = ids.map(TreeSet::new);
    }
  }

  /** The last ids of the type that an owner had on a PON were released. */
  record ClaimDeleted(Technology technology, PonId pon, ResourceType type, OwnerName owner)
      implements OfClaim {
    public ClaimDeleted {
      requireNonNull(technology, "technology");
      requireNonNull(pon, "pon");
      requireNonNull(type, "type");
      requireNonNull(owner, "owner");
    }
  }

  /**
   * An OLT was registered, or its record changed, for example by a resize.
   *
   * @param record the record
   */
  record RegistrationStored(Technology technology, OltId olt, Optional<OltRecord> record)
      implements OfOlt {
    public RegistrationStored {
      requireNonNull(technology, "technology");
      requireNonNull(olt, "olt");
      requireNonNull(record, "record");
    }
  }

  /** The record of an OLT was removed: the OLT was deleted or unregistered. */
  record RegistrationDeleted(Technology technology, OltId olt) implements OfOlt {
    public RegistrationDeleted {
      requireNonNull(technology, "technology");
      requireNonNull(olt, "olt");
    }
  }

  /** A template was stored; {@code templates()} has its content. */
  record TemplateStored(Technology technology, TechProfileId template) implements ObjectChange {
    public TemplateStored {
      requireNonNull(technology, "technology");
      requireNonNull(template, "template");
    }
  }

  /** A template was deleted. */
  record TemplateDeleted(Technology technology, TechProfileId template) implements ObjectChange {
    public TemplateDeleted {
      requireNonNull(technology, "technology");
      requireNonNull(template, "template");
    }
  }
}

package org.ponkeeper.plan;

import java.util.List;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.PoolId;
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
}

package org.ponkeeper.olt;

import static org.ponkeeper.olt.Finding.Severity.ERROR;
import static org.ponkeeper.olt.Finding.Severity.WARNING;

import org.ponkeeper.olt.Finding.Severity;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.NumberRanges;

/**
 * The kinds of findings. {@code docs/audit.md} says what each means and what to do; tests keep both
 * consistent. The names must not change, because users and programs compare findings by them.
 */
public enum FindingKind {

  // ---- unreadable data

  /** The OLT's record cannot be read: nothing can be changed on the OLT. */
  UNREADABLE_RECORD("unreadable-record", ERROR),
  /** The reserved GEM port ids cannot be read: nothing can be created. */
  UNREADABLE_RESERVED_IDS("unreadable-reserved-ids", ERROR),
  /** A pool cannot be read: requests that need it are refused. */
  UNREADABLE_POOL("unreadable-pool", ERROR),
  /** An instance cannot be read: requests that need it are refused. */
  UNREADABLE_INSTANCE("unreadable-instance", ERROR),
  /** A claim cannot be read: requests that need it are refused. */
  UNREADABLE_CLAIM("unreadable-claim", ERROR),
  /** A per-ONU map cannot be read: nothing can be added to it or removed from it. */
  UNREADABLE_ONU_MAP("unreadable-onu-map", ERROR),
  /** The template ids that the openolt adapter keeps for a UNI port cannot be read. */
  UNREADABLE_TP_ID("unreadable-tp-id", ERROR),
  /**
   * A key is at the place of the OLT's instances, pools or claims, but is none of them. It blocks
   * nothing.
   */
  STRAY_KEY("stray-key", WARNING),

  // ---- templates and instances

  /** A stored template is unreadable or unfit: instances are created from it only on request. */
  UNUSABLE_TEMPLATE("unusable-template", ERROR),
  /** The stored template is usable, but there are warnings about it. */
  ODD_TEMPLATE("odd-template", WARNING),
  /**
   * Instances are in use whose template is not stored. If the built-in default fits all of them,
   * they were created from it, as the Go library does; otherwise some are shown without queues, and
   * the finding is an error.
   */
  MISSING_TEMPLATE(
      "missing-template",
      WARNING,
      "it is not stored; instances of it: %s; the built-in default %s"),
  /** An instance is shown with a template other than the stored one, or with none. */
  MISFIT_INSTANCE("misfit-instance", WARNING),
  /** An instance is shown with the stored template, but may have been created from another one. */
  DOUBTFUL_INSTANCE("doubtful-instance", WARNING),
  /** An instance names one id more than once: two of its queues would use one GEM port. */
  REPEATED_ID("repeated-id", ERROR, "it names GEM port ids {ids} more than once"),

  // ---- pools and the owners of their ids

  /** It is unknown which pools the PONs of an unregistered OLT use: creates there are refused. */
  AMBIGUOUS_POOLS("ambiguous-pools", ERROR),
  /** An id has more than one owner. */
  ID_OWNED_TWICE("id-owned-twice", ERROR, "id %s has %s owners: %s"),
  /**
   * Ids have an owner but are free in the pool: software that reads only the pool would allocate
   * them.
   */
  OWNED_NOT_TAKEN("owned-not-taken", ERROR, "ids {ids} have an owner, but are not taken"),
  /** Ids are taken, but have no owner in the store: they are lost until they are released. */
  TAKEN_BY_NOBODY("taken-by-nobody", WARNING, "ids {ids} are taken, but have no owner"),
  /** Ids outside the OLT's ranges are in use; they are kept, and not allocated again once free. */
  OUTSIDE_RANGE("outside-range", WARNING, "ids {ids} are in use outside the range %s"),
  /** ONUs have instances, but their ids are in none of the ONU id ranges of their PON. */
  ONU_OUTSIDE_RANGE(
      "onu-outside-range", WARNING, "ONUs {ids} have instances, but the range of ONU ids is %s"),
  /**
   * A pool's range differs from the one that the OLT is registered with: ids in both are allocated.
   */
  POOL_RANGE_DIFFERS(
      "pool-range-differs", WARNING, "its range is %s, but the OLT is registered with %s"),
  /** No PON of the OLT allocates ids from the pool. */
  UNUSED_POOL("unused-pool", WARNING, "no PON of the OLT takes ids from it; ids taken in it: %s"),
  /** Another technology of the device allocates ids from the same pools. */
  POOLS_OF_TWO_TECHNOLOGIES("pools-of-two-technologies", WARNING, "%s takes ids from %s too"),

  // ---- per-ONU maps

  /** A per-ONU map names an id that an instance on another ONU owns: two ONUs may use it. */
  MAPPED_TO_WRONG_ONU("mapped-to-wrong-onu", ERROR, "it names id %s, which an instance on %s owns"),
  /** A per-ONU map names ids that are free: they can be allocated to another ONU. */
  MAPPED_NOT_TAKEN("mapped-not-taken", WARNING, "it names ids {ids}, which are not taken"),
  /**
   * A per-ONU map names ids that no instance there owns: the openolt adapter would free them with
   * the ONU, even if they have another owner. Reported if the adapter's state is maintained, and
   * when an OLT is handed over.
   */
  MAPPED_NOT_OWNED("mapped-not-owned", WARNING, "it names ids {ids}, which no instance there owns"),
  /**
   * The openolt adapter's data of a UNI port lacks an instance, or names one that does not exist.
   */
  ADAPTER_STATE_DIFFERS("adapter-state-differs", WARNING),

  // ---- the OLT as a whole

  /**
   * A long-running operation on the OLT is unfinished: every other change on the OLT is refused.
   */
  UNFINISHED_WORK("unfinished-work", ERROR),
  /** There are keys in the pool key layout that the OLT does not use. Nothing reads them. */
  LEFT_BEHIND_KEYS("left-behind-keys", WARNING, "%s unused keys are left under them"),
  /**
   * Instances exist only in the older format: their ids have owners, but the instances are not
   * read.
   */
  OLDER_INSTANCES(
      "older-instances",
      WARNING,
      "%s instances are in the older format, so their ids seem to have no owner"),

  // ---- keys that Ponkeeper does not use

  /** Keys spell the technology differently: nothing reads them. */
  OTHER_SPELLING("other-spelling", WARNING),
  /** Keys have a form that older VOLTHA releases used: nothing reads them. */
  OLDER_LAYOUT("older-layout", WARNING),
  /** Keys are at the path of another stack, or at a template path that is not read. */
  OTHER_PATH("other-path", WARNING),
  /** Keys have an unknown form: nothing reads them. */
  UNKNOWN_KEYS("unknown-keys", WARNING),

  // ---- about findings

  /** There are more findings of a kind than are listed; has the highest severity among them. */
  MORE_FINDINGS("more-findings", WARNING, "%s more of them are not listed");

  private static final String IDS = "{ids}";

  private final String text;
  private final Severity severity;
  private final String sentence;

  /** A kind without a fixed sentence. */
  FindingKind(String text, Severity severity) {
    this(text, severity, "%s");
  }

  /** A kind with a sentence pattern: {@code %s} are details, {@value #IDS} the affected ids. */
  FindingKind(String text, Severity severity, String sentence) {
    this.text = text;
    this.severity = severity;
    this.sentence = sentence;
  }

  /** The name for people and scripts, for example {@code unreadable-pool}. */
  public String text() {
    return text;
  }

  /** The severity of its findings, unless a finding has its own. */
  public Severity severity() {
    return severity;
  }

  /**
   * Whether its findings are about several ids, of which some may disappear and others be added.
   */
  boolean isAboutSeveralIds() {
    return sentence.contains(IDS);
  }

  /** The sentence with its details, but without the ids. */
  String sentence(Object... details) {
    return sentence.formatted(details);
  }

  /** The sentence with the ids filled in, if the kind is about several ids. */
  String withIds(String filled, IdSet ids) {
    return isAboutSeveralIds() ? filled.replace(IDS, NumberRanges.shorten(ids)) : filled;
  }

  /** The same as {@link #text()}. */
  @Override
  public String toString() {
    return text;
  }
}

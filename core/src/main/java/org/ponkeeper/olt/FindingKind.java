package org.ponkeeper.olt;

import static org.ponkeeper.olt.Finding.Severity.ERROR;
import static org.ponkeeper.olt.Finding.Severity.WARNING;

import org.ponkeeper.olt.Finding.Severity;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.NumberRanges;

/**
 * The kinds of findings. {@code docs/audit.md} says of each what it means and what to do; tests
 * hold the two together. The names are kept, since findings are compared by them.
 */
public enum FindingKind {

  // ---- what cannot be read

  /** The OLT's record cannot be read: nothing can be changed on the OLT. */
  UNREADABLE_RECORD("unreadable-record", ERROR),
  /** The reserved GEM port ids cannot be read: nothing can be created. */
  UNREADABLE_RESERVED_IDS("unreadable-reserved-ids", ERROR),
  /** A pool cannot be read: what needs it is refused. */
  UNREADABLE_POOL("unreadable-pool", ERROR),
  /** An instance cannot be read: what needs it is refused. */
  UNREADABLE_INSTANCE("unreadable-instance", ERROR),
  /** A claim cannot be read: what needs it is refused. */
  UNREADABLE_CLAIM("unreadable-claim", ERROR),
  /** A per-ONU map cannot be read: nothing can be added to it or removed from it. */
  UNREADABLE_ONU_MAP("unreadable-onu-map", ERROR),
  /** The template ids that the openolt adapter keeps of a UNI port cannot be read. */
  UNREADABLE_TP_ID("unreadable-tp-id", ERROR),
  /** A key among the OLT's instances, pools or claims is none of them. It blocks nothing. */
  STRAY_KEY("stray-key", WARNING),

  // ---- templates and instances

  /** A stored template is unreadable or unfit: instances are created from it only on request. */
  UNUSABLE_TEMPLATE("unusable-template", ERROR),
  /** The stored template is usable, but there are warnings about it. */
  ODD_TEMPLATE("odd-template", WARNING),
  /**
   * Instances are in use whose template is not stored. If the built-in default fits all of them,
   * they were made from it, as the Go library does; otherwise some are shown without queues, and
   * the finding is an error.
   */
  MISSING_TEMPLATE(
      "missing-template",
      WARNING,
      "it is not stored; instances of it: %s; the built-in default %s"),
  /** An instance is listed with another template than the stored one, or with none. */
  MISFIT_INSTANCE("misfit-instance", WARNING),
  /** An instance is listed with the stored template, but may have been made from another one. */
  DOUBTFUL_INSTANCE("doubtful-instance", WARNING),
  /** An instance names one id more than once: two of its queues would use one GEM port. */
  REPEATED_ID("repeated-id", ERROR, "it names GEM port ids {ids} more than once"),

  // ---- pools and the owners of their ids

  /** It is unknown which pools the PONs of an unregistered OLT use: creates there are refused. */
  AMBIGUOUS_POOLS("ambiguous-pools", ERROR),
  /** An id has more than one owner. */
  ID_OWNED_TWICE("id-owned-twice", ERROR, "id %s has %s owners: %s"),
  /** Ids have an owner but are free in the pool: who reads only the pool would give them out. */
  OWNED_NOT_TAKEN("owned-not-taken", ERROR, "ids {ids} have an owner, but are not taken"),
  /** Ids are taken, but the store names no owner: they are lost until they are released. */
  TAKEN_BY_NOBODY("taken-by-nobody", WARNING, "ids {ids} are taken, but have no owner"),
  /** Ids are in use that the OLT does not offer; they are kept and not given out again. */
  OUTSIDE_RANGE("outside-range", WARNING, "ids {ids} are in use outside the range %s"),
  /** ONUs have instances, but their ids are in none of the ONU id ranges of their PON. */
  ONU_OUTSIDE_RANGE(
      "onu-outside-range", WARNING, "ONUs {ids} have instances, but the range of ONU ids is %s"),
  /** A pool has another range than the OLT is registered with: ids in both are given out. */
  POOL_RANGE_DIFFERS(
      "pool-range-differs", WARNING, "its range is %s, but the OLT is registered with %s"),
  /** There is a pool that no PON of the OLT takes ids from. */
  UNUSED_POOL("unused-pool", WARNING, "no PON of the OLT takes ids from it; ids taken in it: %s"),
  /** Another technology of the device takes ids from the same pools. */
  POOLS_OF_TWO_TECHNOLOGIES("pools-of-two-technologies", WARNING, "%s takes ids from %s too"),

  // ---- per-ONU maps

  /** A per-ONU map names an id that an instance on another ONU owns: two ONUs may use it. */
  MAPPED_TO_WRONG_ONU("mapped-to-wrong-onu", ERROR, "it names id %s, which an instance on %s owns"),
  /** A per-ONU map names ids that are free: they can be given to another ONU. */
  MAPPED_NOT_TAKEN("mapped-not-taken", WARNING, "it names ids {ids}, which are not taken"),
  /**
   * A per-ONU map names ids that no instance there owns: the openolt adapter would free them with
   * the ONU, whoever has them. Looked for where that adapter's state is kept, and when an OLT is
   * handed over.
   */
  MAPPED_NOT_OWNED("mapped-not-owned", WARNING, "it names ids {ids}, which no instance there owns"),
  /** What the openolt adapter keeps of a UNI port lacks an instance, or names one too many. */
  ADAPTER_STATE_DIFFERS("adapter-state-differs", WARNING),

  // ---- the OLT as a whole

  /** Work on the OLT as a whole began and did not end: every change on the OLT is refused. */
  UNFINISHED_WORK("unfinished-work", ERROR),
  /** There are keys in the pool key layout that the OLT does not use. Nothing reads them. */
  LEFT_BEHIND_KEYS("left-behind-keys", WARNING, "%s unused keys are left under them"),
  /** Instances exist in the older format only: their ids are owned, but nothing shows them. */
  OLDER_INSTANCES(
      "older-instances",
      WARNING,
      "%s instances are in the older format, so their ids seem to have no owner"),

  // ---- keys that Ponkeeper does not use

  /** Keys have the technology in another spelling: nothing reads them. */
  OTHER_SPELLING("other-spelling", WARNING),
  /** Keys have a form that VOLTHA used before: nothing reads them. */
  OLDER_LAYOUT("older-layout", WARNING),
  /** Keys are at the path of another stack, or at a template path that is not read. */
  OTHER_PATH("other-path", WARNING),
  /** Keys have an unknown form: nothing reads them. */
  UNKNOWN_KEYS("unknown-keys", WARNING),

  // ---- about findings

  /** There are more findings of a kind than are listed; as severe as the worst of them. */
  MORE_FINDINGS("more-findings", WARNING, "%s more of them are not listed");

  private static final String IDS = "{ids}";

  private final String text;
  private final Severity severity;
  private final String sentence;

  /** A kind whose findings say each time something else. */
  FindingKind(String text, Severity severity) {
    this(text, severity, "%s");
  }

  /** A kind whose findings say this, with facts and, as {@value #IDS}, with ids of their own. */
  FindingKind(String text, Severity severity, String sentence) {
    this.text = text;
    this.severity = severity;
    this.sentence = sentence;
  }

  /** The name for people and scripts: {@code unreadable-pool} and the like. */
  public String text() {
    return text;
  }

  /** How bad a finding of the kind is, unless the finding itself says otherwise. */
  public Severity severity() {
    return severity;
  }

  /** Whether it is about several ids, some of which may be corrected while others join. */
  boolean isAboutSeveralIds() {
    return sentence.contains(IDS);
  }

  /** What a finding of the kind says of the facts; the ids are still to be named. */
  String sentence(Object... facts) {
    return sentence.formatted(facts);
  }

  /** The sentence with the ids named, where the kind is about several. */
  String withIds(String ofFacts, IdSet ids) {
    return isAboutSeveralIds() ? ofFacts.replace(IDS, NumberRanges.shorten(ids)) : ofFacts;
  }

  /** The same as {@link #text()}. */
  @Override
  public String toString() {
    return text;
  }
}

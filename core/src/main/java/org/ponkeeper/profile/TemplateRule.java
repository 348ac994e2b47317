package org.ponkeeper.profile;

/**
 * The rules for templates. The names are stable: scripts match on them.
 *
 * <p>A rule that only the text can break (what is not JSON, keys that nobody knows) stands here
 * beside those about values. {@code docs/templates.md} lists them all. What a person reads about
 * each is {@code RuleText} of the module template-lint.
 */
public enum TemplateRule {
  // What cannot be read.
  DOCUMENT_EMPTY(Severity.ERROR),
  DOCUMENT_TOO_LARGE(Severity.ERROR),
  NOT_UTF8(Severity.ERROR),
  BYTE_ORDER_MARK(Severity.ERROR),
  NOT_JSON(Severity.ERROR),
  TEXT_AFTER_DOCUMENT(Severity.ERROR),
  KEY_UNKNOWN(Severity.ERROR),
  KEY_TWICE(Severity.ERROR),
  CHOICE_TWICE(Severity.ERROR),
  VALUE_KIND(Severity.ERROR),
  NUMBER_RANGE(Severity.ERROR),
  NUMBER_NOT_PLAIN(Severity.ERROR),
  ENUM_UNKNOWN(Severity.ERROR),
  TEXT_MALFORMED(Severity.ERROR),

  // What no instance can be created from.
  TOO_MANY_ENTRIES(Severity.ERROR),
  INSTANCE_CONTROL_MISSING(Severity.UNFIT),
  INSTANCE_CONTROL_ONU(Severity.UNFIT),
  INSTANCE_CONTROL_UNI(Severity.UNFIT),
  NUM_GEM_PORTS_ZERO(Severity.UNFIT),
  NUM_GEM_PORTS_TOO_GREAT(Severity.UNFIT),
  LIST_TOO_SHORT(Severity.UNFIT),
  SCHEDULER_MISSING(Severity.UNFIT),

  // What surely does something else than was meant.
  PBIT_MAP_MISSING(Severity.ERROR),
  PBIT_MAP_NOT_BINARY(Severity.ERROR),
  PBIT_MAP_LENGTH(Severity.ERROR),
  SCHEDULER_DIRECTION(Severity.ERROR),
  AES_VALUE(Severity.ERROR),
  IS_MULTICAST_VALUE(Severity.ERROR),
  MULTICAST_ID_MISSING(Severity.ERROR),
  MULTICAST_ID_RANGE(Severity.ERROR),
  ACCESS_LIST_MALFORMED(Severity.ERROR),
  ACCESS_LIST_NOT_MULTICAST(Severity.ERROR),

  // What is often a mistake.
  PBIT_TWICE(Severity.WARNING),
  PBIT_UNCOVERED(Severity.WARNING),
  PBIT_DIRECTIONS_DIFFER(Severity.WARNING),
  PRIORITY_RANGE(Severity.WARNING),
  PRIORITY_TWICE(Severity.WARNING),
  WEIGHT_ZERO(Severity.WARNING),
  WEIGHT_SUM(Severity.WARNING),
  WEIGHT_RANGE(Severity.WARNING),
  QUEUE_POLICY(Severity.WARNING),
  LIST_TOO_LONG(Severity.WARNING),
  TOO_MANY_QUEUES(Severity.WARNING),
  AES_MISSING(Severity.WARNING),
  MULTICAST_UPSTREAM(Severity.WARNING),
  MULTICAST_ID_TWICE(Severity.WARNING),
  SIZE_TEXT(Severity.WARNING),
  DISCARD_THRESHOLDS(Severity.WARNING),
  ASSIGNED_ID_GIVEN(Severity.WARNING),
  NAME_EMPTY(Severity.WARNING),
  VERSION_ZERO(Severity.WARNING),
  PROFILE_TYPE(Severity.WARNING),
  TEMPLATE_ID(Severity.WARNING);

  private final Severity severity;

  TemplateRule(Severity severity) {
    this.severity = severity;
  }

  /** The name that messages and scripts use, for example {@code PBIT_MAP_LENGTH}. */
  public String code() {
    return name();
  }

  /** How bad it is to break the rule. */
  public Severity severity() {
    return severity;
  }
}

package org.ponkeeper.profile;

/**
 * The rules for templates. The names are stable: scripts match on them.
 *
 * <p>Includes rules that only the text can break (text that is not JSON, unknown keys). {@code
 * docs/templates.md} lists them all; {@code RuleText} of the module template-lint has their texts
 * for users.
 */
public enum TemplateRule {
  // Templates that cannot be read.
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

  // Templates from which no instance can be created.
  TOO_MANY_ENTRIES(Severity.ERROR),
  INSTANCE_CONTROL_MISSING(Severity.UNFIT),
  INSTANCE_CONTROL_ONU(Severity.UNFIT),
  INSTANCE_CONTROL_UNI(Severity.UNFIT),
  NUM_GEM_PORTS_ZERO(Severity.UNFIT),
  NUM_GEM_PORTS_TOO_GREAT(Severity.UNFIT),
  LIST_TOO_SHORT(Severity.UNFIT),
  SCHEDULER_MISSING(Severity.UNFIT),

  // Templates that clearly do something else than intended.
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

  // Frequent mistakes.
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

  /** The severity of breaking the rule. */
  public Severity severity() {
    return severity;
  }
}

package org.ponkeeper.profile;

/** Receives broken rules. */
@FunctionalInterface
public interface DiagnosticConsumer {

  /**
   * Receives one broken rule.
   *
   * @param rule the rule
   * @param path the field, empty for the template as a whole
   * @param detail what is wrong, in one sentence
   * @param lookedAt the names of the other fields that the rule read; if one of them could not be
   *     read, the finding is dropped
   */
  void add(TemplateRule rule, String path, String detail, String... lookedAt);
}

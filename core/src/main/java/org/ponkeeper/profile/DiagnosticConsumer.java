package org.ponkeeper.profile;

/** Takes what the rules find. */
@FunctionalInterface
public interface DiagnosticConsumer {

  /**
   * Takes one broken rule.
   *
   * @param rule the rule
   * @param path the field, empty for the template as a whole
   * @param detail what is wrong, in one sentence
   * @param lookedAt the names of the other fields that the rule looked at: where one of them could
   *     not be read, the finding is worth nothing
   */
  void add(TemplateRule rule, String path, String detail, String... lookedAt);
}

package org.ponkeeper.profile;

/** The severity of a broken rule, most severe first. */
public enum Severity {
  /** The template can be read, but no instance can be created from it. */
  UNFIT("unfit"),
  /** The template cannot be read, or clearly does something else than intended. It is rejected. */
  ERROR("error"),
  /** Often a mistake, but intended in some templates. */
  WARNING("warning");

  private final String text;

  Severity(String text) {
    this.text = text;
  }

  /** The name for display, for example {@code error}. */
  public String text() {
    return text;
  }

  /** Whether a template that breaks such a rule is rejected. */
  public boolean refuses() {
    return this != WARNING;
  }
}

package org.ponkeeper.profile;

/** How bad it is that a template breaks a rule; the worst first. */
public enum Severity {
  /** The template can be read, but no instance can be created from it. */
  UNFIT("unfit"),
  /**
   * The template cannot be read, or surely does something else than was meant: it is not taken from
   * whoever hands it in.
   */
  ERROR("error"),
  /** Often a mistake, but some templates are meant so. */
  WARNING("warning");

  private final String text;

  Severity(String text) {
    this.text = text;
  }

  /** The name for people, for example {@code error}. */
  public String text() {
    return text;
  }

  /** Whether a template that breaks such a rule is refused. */
  public boolean refuses() {
    return this != WARNING;
  }
}

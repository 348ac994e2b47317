package org.ponkeeper.profile;

/** Where the template of an instance comes from. */
public enum TemplateSource {
  /** The store holds it. */
  STORE("store"),
  /** It is the {@linkplain BuiltInProfiles built-in default}. */
  BUILT_IN("built-in");

  private final String text;

  TemplateSource(String text) {
    this.text = text;
  }

  /** The word as it stands in JSON: {@code store} or {@code built-in}. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return text;
  }
}

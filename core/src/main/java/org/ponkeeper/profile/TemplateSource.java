package org.ponkeeper.profile;

/** The origin of an instance's template. */
public enum TemplateSource {
  /** It is in the store. */
  STORE("store"),
  /** It is the {@linkplain BuiltInProfiles built-in default}. */
  BUILT_IN("built-in");

  private final String text;

  TemplateSource(String text) {
    this.text = text;
  }

  /** The name in JSON: {@code store} or {@code built-in}. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return text;
  }
}

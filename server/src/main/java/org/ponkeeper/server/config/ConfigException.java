package org.ponkeeper.server.config;

/** The configuration is wrong; nothing was started. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String setting;
  private final String source;
  private final String reason;

  /**
   * A wrong setting.
   *
   * @param setting its key, or what stands where a key is expected
   * @param source where it was given: a file, a variable, a flag, or {@code default}
   * @param reason what is wrong, without any secret
   */
  public ConfigException(String setting, String source, String reason) {
    super(setting + " (" + source + "): " + reason);
    this.setting = setting;
    this.source = source;
    this.reason = reason;
  }

  /** The key. */
  public String setting() {
    return setting;
  }

  /** Where it was given. */
  public String source() {
    return source;
  }

  /** What is wrong. */
  public String reason() {
    return reason;
  }
}

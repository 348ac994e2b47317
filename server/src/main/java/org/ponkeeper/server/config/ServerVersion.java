package org.ponkeeper.server.config;

/** The version of the program. */
public final class ServerVersion {
  private ServerVersion() {}

  /** The name and version. */
  public static String text() {
    String version = ServerVersion.class.getPackage().getImplementationVersion();
    return "ponkeeper " + (version == null ? "(not packaged)" : version);
  }
}

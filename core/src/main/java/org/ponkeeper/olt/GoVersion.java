package org.ponkeeper.olt;

import java.util.Arrays;
import java.util.Optional;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.profile.TemplateRule;

/**
 * A version of VOLTHA's Go library, or of the openolt adapter with its own library: which keys it
 * reads, and which templates it accepts.
 */
public enum GoVersion {
  /** Library 5.0 to before 7.6. */
  LIBRARY_5_0("5.0", "Go library 5.0", PoolKeyLayout.WITH_TECHNOLOGY, false),
  /** Library 7.6, to 7.8.0. */
  LIBRARY_7_6("7.6", "Go library 7.6", PoolKeyLayout.WITH_TECHNOLOGY, false),
  /** Library 7.9, from 7.8.1 on. */
  LIBRARY_7_9("7.9", "Go library 7.9", PoolKeyLayout.WITH_TECHNOLOGY, true),
  /** The openolt adapter 4.7, from 4.7.1 on, which keeps pools itself and uses library 7.9. */
  ADAPTER_4_7("adapter-4.7", "openolt adapter 4.7", PoolKeyLayout.WITHOUT_TECHNOLOGY, true);

  private static final String GLOBAL_TEMPLATES = "service/voltha/technology_profiles";

  private final String text;
  private final String title;
  private final PoolKeyLayout layout;

  /** Whether it reads templates as newer versions do: strictly, but accepting {@code 1.0} for 1. */
  private final boolean newerReader;

  GoVersion(String text, String title, PoolKeyLayout layout, boolean newerReader) {
    this.text = text;
    this.title = title;
    this.layout = layout;
    this.newerReader = newerReader;
  }

  /** The name on the command line. */
  public String text() {
    return text;
  }

  /** The name for display. */
  public String title() {
    return title;
  }

  /** The layout in which it reads pools and per-ONU maps. */
  public PoolKeyLayout layout() {
    return layout;
  }

  /**
   * The path of the templates that it reads.
   *
   * @param basePath the stack's base path, without a slash at its end
   */
  public String templatePath(String basePath) {
    return this == ADAPTER_4_7 ? basePath + "/technology_profiles" : GLOBAL_TEMPLATES;
  }

  /**
   * Whether it rejects a template that breaks the rule; only for rules that some version does not
   * enforce.
   */
  public boolean refuses(TemplateRule rule) {
    return switch (rule) {
      case KEY_TWICE, TEXT_AFTER_DOCUMENT -> newerReader;
      case NUMBER_NOT_PLAIN -> !newerReader;
      default -> false;
    };
  }

  /** The version with that name, if there is one. */
  public static Optional<GoVersion> find(String text) {
    return Arrays.stream(values()).filter(version -> version.text.equals(text)).findFirst();
  }
}

package org.ponkeeper.cli.sandbox;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The path that a run claims has data of other programs or runs. Nothing was changed. */
public final class PathInUseException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final LinkedHashMap<String, String> facts = new LinkedHashMap<>();

  PathInUseException(String path) {
    super("the path holds data that this run did not create");
    with("path", path);
  }

  PathInUseException with(String name, Object value) {
    facts.put(name, String.valueOf(value));
    return this;
  }

  /** The path, and its data or owner, by name. */
  public Map<String, String> facts() {
    return Collections.unmodifiableMap(facts);
  }
}

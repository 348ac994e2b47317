package org.ponkeeper.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A command failed with an error of the command line, not of the library. */
final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final CommandError code;
  private final LinkedHashMap<String, String> facts = new LinkedHashMap<>();
  private String remedy;

  CommandException(CommandError code) {
    super(code.message());
    this.code = code;
    this.remedy = code.remedy();
  }

  CommandError code() {
    return code;
  }

  /** The details of this error, by name, in the order in which to show them. */
  Map<String, String> facts() {
    return Collections.unmodifiableMap(facts);
  }

  /** What a person can do about it. */
  String remedy() {
    return remedy;
  }

  /** Adds a detail and returns this error. */
  CommandException with(String name, Object value) {
    facts.put(name, String.valueOf(value));
    return this;
  }

  /** Replaces the code's remedy where it would mislead, and returns this error. */
  CommandException remedy(String better) {
    remedy = better;
    return this;
  }
}

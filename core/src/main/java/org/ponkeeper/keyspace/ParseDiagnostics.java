package org.ponkeeper.keyspace;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.profile.Diagnostic;
import org.ponkeeper.profile.Diagnostics;
import org.ponkeeper.profile.TemplateRule;
import org.ponkeeper.profile.TextPosition;
import tools.jackson.core.TokenStreamLocation;

/**
 * Collects the results of parsing a JSON text: diagnostics, positions of fields, and fields without
 * a readable value.
 */
final class ParseDiagnostics {

  private final Diagnostics diagnostics = new Diagnostics();
  private final Map<String, TextPosition> places = new HashMap<>();
  private final Set<String> unread = new HashSet<>();
  private final Set<String> unreadNames = new HashSet<>();

  /** Adds a diagnostic. */
  void complain(TemplateRule rule, TokenStreamLocation at, String path, String detail) {
    diagnostics.add(new Diagnostic(rule, path, detail, position(at)));
  }

  /** Adds a diagnostic. */
  void complain(Diagnostic diagnostic) {
    diagnostics.add(diagnostic);
  }

  /** Adds a diagnostic about a value that cannot be read and stays unset. */
  void refuse(TemplateRule rule, TokenStreamLocation at, String path, String detail) {
    complain(rule, at, path, detail);
    unread.add(path);
    String name = path.substring(path.lastIndexOf('.') + 1);
    int index = name.indexOf('[');
    unreadNames.add(index < 0 ? name : name.substring(0, index));
  }

  /** Records the position of a field. */
  void place(String path, TokenStreamLocation at) {
    position(at).ifPresent(position -> places.put(path, position));
  }

  void addAll(ParseDiagnostics others) {
    diagnostics.addAll(others.diagnostics);
    places.putAll(others.places);
    unread.addAll(others.unread);
    unreadNames.addAll(others.unreadNames);
  }

  /** The diagnostics about the text. */
  Diagnostics diagnostics() {
    return diagnostics;
  }

  /** Whether the field was present but could not be read. */
  boolean isUnread(String path) {
    return unread.contains(path);
  }

  /** Whether a field with that name, in any object, was present but could not be read. */
  boolean isUnreadSomewhere(String name) {
    return unreadNames.contains(name);
  }

  /** The position of the field, or else of the innermost object or list around it. */
  TextPosition placeOf(String path) {
    for (String at = path; !at.isEmpty(); at = parent(at)) {
      TextPosition place = places.get(at);
      if (place != null) {
        return place;
      }
    }
    return places.getOrDefault("", TextPosition.START);
  }

  /** The path of the object or list around a field. */
  static String parent(String path) {
    int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    return end < 0 ? "" : path.substring(0, end);
  }

  private static Optional<TextPosition> position(TokenStreamLocation at) {
    return at.getLineNr() > 0 && at.getColumnNr() > 0
        ? Optional.of(new TextPosition(at.getLineNr(), at.getColumnNr()))
        : Optional.empty();
  }
}

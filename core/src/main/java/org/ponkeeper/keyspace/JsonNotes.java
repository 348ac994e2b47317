package org.ponkeeper.keyspace;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.profile.Complaint;
import org.ponkeeper.profile.Complaints;
import org.ponkeeper.profile.TemplateRule;
import org.ponkeeper.profile.TextPosition;
import tools.jackson.core.TokenStreamLocation;

/** What was found in a JSON text: the complaints, where the fields stand, and what has no value. */
final class JsonNotes {

  private final Complaints complaints = new Complaints();
  private final Map<String, TextPosition> places = new HashMap<>();
  private final Set<String> unread = new HashSet<>();
  private final Set<String> unreadNames = new HashSet<>();

  /** Adds a complaint. */
  void complain(TemplateRule rule, TokenStreamLocation at, String path, String detail) {
    complaints.add(new Complaint(rule, path, detail, position(at)));
  }

  /** Adds a complaint. */
  void complain(Complaint complaint) {
    complaints.add(complaint);
  }

  /** Adds a complaint about a value that therefore stays unset. */
  void refuse(TemplateRule rule, TokenStreamLocation at, String path, String detail) {
    complain(rule, at, path, detail);
    unread.add(path);
    String name = path.substring(path.lastIndexOf('.') + 1);
    int index = name.indexOf('[');
    unreadNames.add(index < 0 ? name : name.substring(0, index));
  }

  /** Remembers where a field stands. */
  void place(String path, TokenStreamLocation at) {
    position(at).ifPresent(position -> places.put(path, position));
  }

  void addAll(JsonNotes others) {
    complaints.addAll(others.complaints);
    places.putAll(others.places);
    unread.addAll(others.unread);
    unreadNames.addAll(others.unreadNames);
  }

  /** The complaints about the text. */
  Complaints complaints() {
    return complaints;
  }

  /** Whether the field was there and could not be read. */
  boolean isUnread(String path) {
    return unread.contains(path);
  }

  /** Whether a field of that name, wherever it stands, was there and could not be read. */
  boolean isUnreadSomewhere(String name) {
    return unreadNames.contains(name);
  }

  /** Where the field stands, or else the nearest that is around it. */
  TextPosition placeOf(String path) {
    for (String at = path; !at.isEmpty(); at = parent(at)) {
      TextPosition place = places.get(at);
      if (place != null) {
        return place;
      }
    }
    return places.getOrDefault("", TextPosition.START);
  }

  /** The path of what is around a field. */
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

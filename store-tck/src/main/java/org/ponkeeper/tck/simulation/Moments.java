package org.ponkeeper.tck.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the store held at each moment of a run: which instances and claims, by name, and their ids
 * as a text. A content that is empty means that there is none.
 */
final class Moments {

  private final List<Map<String, String>> contents = new ArrayList<>();
  private int sinceRestore;
  private int restores;

  Moments() {
    contents.add(Map.of());
  }

  /** The store holds this from now on. */
  void add(Map<String, String> content) {
    contents.add(Map.copyOf(content));
  }

  /** The store was restored: the next moment is the first of its new history. */
  void restored() {
    sinceRestore = contents.size();
    restores++;
  }

  /** How often the store was restored. */
  int restores() {
    return restores;
  }

  /** The number of the present moment. */
  int now() {
    return contents.size() - 1;
  }

  /** The number of the first moment of the store's present history. */
  int sinceRestore() {
    return sinceRestore;
  }

  /** What the store holds now. */
  Map<String, String> content() {
    return contents.getLast();
  }

  /** Whether the store held just this under a name, at a moment not earlier than {@code from}. */
  boolean held(String name, String content, int from) {
    return contents.subList(from, contents.size()).stream()
        .anyMatch(moment -> moment.getOrDefault(name, "").equals(content));
  }
}

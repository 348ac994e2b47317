package org.ponkeeper.tck.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The content of the store at each moment of a run: its instances and claims by name, with their
 * ids as text. An empty text means that there is none.
 */
final class Moments {

  private final List<Map<String, String>> contents = new ArrayList<>();
  private int sinceRestore;
  private int restores;

  Moments() {
    contents.add(Map.of());
  }

  /** The store has this content from now on. */
  void add(Map<String, String> content) {
    contents.add(Map.copyOf(content));
  }

  /** The store was restored: the next moment is the first of its new history. */
  void restored() {
    sinceRestore = contents.size();
    restores++;
  }

  /** The number of restores. */
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

  /** The present content of the store. */
  Map<String, String> content() {
    return contents.getLast();
  }

  /**
   * Whether the store had exactly this content under a name, at a moment not earlier than {@code
   * from}.
   */
  boolean held(String name, String content, int from) {
    return contents.subList(from, contents.size()).stream()
        .anyMatch(moment -> moment.getOrDefault(name, "").equals(content));
  }
}

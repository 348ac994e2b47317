package org.ponkeeper.state;

/** The content of a list that the openolt adapter keeps. */
public enum AdapterListType {
  /** The Alloc-IDs, in the map {@code alloc_ids}. */
  ALLOC_IDS("alloc_ids", 0),
  /** The GEM port ids, in the map {@code gemport_ids}. */
  GEM_PORT_IDS("gemport_ids", 1),
  /** The ids of the templates of the instances, in {@code tp_id}. */
  TEMPLATE_IDS("tp_id", 2);

  private final String text;
  private final int place;

  AdapterListType(String text, int place) {
    this.text = text;
    this.place = place;
  }

  /** Its position in the order of a UNI port's lists. */
  int place() {
    return place;
  }

  /** The name in the key. */
  @Override
  public String toString() {
    return text;
  }
}

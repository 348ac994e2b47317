package org.ponkeeper.pool;

import java.util.Arrays;
import java.util.Optional;

/** The type of the ids in a per-ONU map. There is no map of ONU ids. */
public enum OnuMapType {
  /** Alloc-IDs; EPON: LLIDs. */
  ALLOC_IDS(ResourceType.ALLOC_ID),
  /** GEM port ids. */
  GEM_PORT_IDS(ResourceType.GEM_PORT_ID),
  /** Flow ids. */
  FLOW_IDS(ResourceType.FLOW_ID);

  private final ResourceType ids;

  OnuMapType(ResourceType ids) {
    this.ids = ids;
  }

  /** The type of the ids. */
  public ResourceType ids() {
    return ids;
  }

  /** The map type with that name of its ids, if there is one. */
  public static Optional<OnuMapType> find(String text) {
    return Arrays.stream(values()).filter(type -> type.ids.text().equals(text)).findFirst();
  }

  /** The name of its ids, also used on the command line. */
  @Override
  public String toString() {
    return ids.text();
  }
}

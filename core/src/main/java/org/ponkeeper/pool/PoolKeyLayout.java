package org.ponkeeper.pool;

import java.util.Arrays;
import java.util.Optional;

/** VOLTHA's two layouts of the pool keys of an OLT. */
public enum PoolKeyLayout {
  /** The key contains the technology, as in VOLTHA's openolt adapter before 4.7.1. */
  WITH_TECHNOLOGY("with-technology"),
  /** The key does not contain the technology, as in VOLTHA's openolt adapter from 4.7.1 on. */
  WITHOUT_TECHNOLOGY("without-technology");

  private final String text;

  PoolKeyLayout(String text) {
    this.text = text;
  }

  /** The name in OLT records and on the command line. */
  public String text() {
    return text;
  }

  /** The other of the two layouts. */
  public PoolKeyLayout other() {
    return this == WITH_TECHNOLOGY ? WITHOUT_TECHNOLOGY : WITH_TECHNOLOGY;
  }

  /** The layout with that name, if there is one. */
  public static Optional<PoolKeyLayout> find(String text) {
    return Arrays.stream(values()).filter(layout -> layout.text.equals(text)).findFirst();
  }
}

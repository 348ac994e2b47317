package org.ponkeeper.pool;

import java.util.Arrays;
import java.util.Optional;

/** Which of VOLTHA's two layouts of keys the pools of an OLT are on. */
public enum PoolKeyLayout {
  /** The technology stands in the key, as VOLTHA's openolt adapter had it before 4.7.1. */
  WITH_TECHNOLOGY("with-technology"),
  /** No technology in the key, as VOLTHA's openolt adapter has it from 4.7.1 on. */
  WITHOUT_TECHNOLOGY("without-technology");

  private final String text;

  PoolKeyLayout(String text) {
    this.text = text;
  }

  /** The name in OLT records and on the command line. */
  public String text() {
    return text;
  }

  /** The one of the two that this is not. */
  public PoolKeyLayout other() {
    return this == WITH_TECHNOLOGY ? WITHOUT_TECHNOLOGY : WITH_TECHNOLOGY;
  }

  /** The layout of that name, if there is one. */
  public static Optional<PoolKeyLayout> find(String text) {
    return Arrays.stream(values()).filter(layout -> layout.text.equals(text)).findFirst();
  }
}

package org.ponkeeper.state;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** A list of ids of the openolt adapter, in its order. Immutable and small. */
public final class IdList {

  private final int[] ids;

  /** A list of these. */
  public IdList(Collection<Integer> ids) {
    this.ids = ids.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The ids. */
  public List<Integer> list() {
    return Arrays.stream(ids).boxed().collect(Collectors.toUnmodifiableList());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IdList others && Arrays.equals(ids, others.ids);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ids);
  }

  @Override
  public String toString() {
    return Arrays.toString(ids);
  }
}

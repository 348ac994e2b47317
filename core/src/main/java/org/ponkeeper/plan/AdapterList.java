package org.ponkeeper.plan;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What was found under the key of a list of the openolt adapter. Immutable. */
public sealed interface AdapterList {

  /** There is no such key. */
  record Absent() implements AdapterList {}

  /** There is something that cannot be read; it is never overwritten. */
  record Unreadable(String reason) implements AdapterList {}

  /** Ids, in their order. */
  final class Ids implements AdapterList {
    private final int[] ids;

    /** A list of these. */
    public Ids(Collection<Integer> ids) {
      this.ids = ids.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The ids. */
    public List<Integer> list() {
      return Arrays.stream(ids).boxed().collect(Collectors.toUnmodifiableList());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Ids others && Arrays.equals(ids, others.ids);
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
}

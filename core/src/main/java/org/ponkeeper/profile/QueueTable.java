package org.ponkeeper.profile;

import java.util.Arrays;
import java.util.List;
import org.ponkeeper.pon.Direction;

/**
 * The queues of an instance by direction, and which of them carries a p-bit. Built once for each
 * template, so that a p-bit lookup is one array access and allocates nothing, however many
 * instances use the template.
 */
final class QueueTable {

  private static final int NONE = -1;

  private final List<Queue> upstream;
  private final List<Queue> downstream;
  private final int[] upstreamByPbit;
  private final int[] downstreamByPbit;

  private QueueTable(List<Queue> upstream, List<Queue> downstream) {
    this.upstream = upstream;
    this.downstream = downstream;
    this.upstreamByPbit = byPbit(upstream);
    this.downstreamByPbit = byPbit(downstream);
  }

  /** The table of the first {@code numGemPorts} queues of each direction. */
  static QueueTable of(long numGemPorts, List<Queue> upstream, List<Queue> downstream) {
    return new QueueTable(first(numGemPorts, upstream), first(numGemPorts, downstream));
  }

  List<Queue> queues(Direction direction) {
    return switch (direction) {
      case UPSTREAM -> upstream;
      case DOWNSTREAM -> downstream;
      case BIDIRECTIONAL -> List.of();
    };
  }

  int indexOf(Direction direction, int pbit) {
    if (pbit < 0 || pbit >= PbitMap.PBITS) {
      return NONE;
    }
    return switch (direction) {
      case UPSTREAM -> upstreamByPbit[pbit];
      case DOWNSTREAM -> downstreamByPbit[pbit];
      case BIDIRECTIONAL -> NONE;
    };
  }

  private static List<Queue> first(long count, List<Queue> queues) {
    return List.copyOf(queues.subList(0, (int) Math.min(count, queues.size())));
  }

  private static int[] byPbit(List<Queue> queues) {
    int[] index = new int[PbitMap.PBITS];
    Arrays.fill(index, NONE);
    for (int i = queues.size() - 1; i >= 0; i--) {
      PbitMap map = queues.get(i).pbitMap();
      for (int pbit = 0; pbit < PbitMap.PBITS; pbit++) {
        if (map.carries(pbit)) {
          index[pbit] = i;
        }
      }
    }
    return index;
  }
}

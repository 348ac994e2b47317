package org.ponkeeper.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A queue list of a template, with the path of each entry.
 *
 * @param path the list's field
 * @param all every entry
 * @param used the unicast entries that an instance uses, in order
 */
record QueueEntries(String path, long numGemPorts, List<Entry> all, List<Entry> used) {

  /**
   * An entry.
   *
   * @param index its index in the template's list, from 0
   */
  record Entry(String path, int index, Queue queue, boolean unicast) {

    String field(String name) {
      return path + "." + name;
    }
  }

  /** The entries of an xPON list. */
  static QueueEntries of(
      String path, long numGemPorts, List<XponQueue> queues, Predicate<XponQueue> multicast) {
    List<Entry> all = new ArrayList<>();
    for (XponQueue queue : queues) {
      all.add(entry(path, all.size(), queue.queue(), !multicast.test(queue)));
    }
    return of(path, numGemPorts, all);
  }

  /** The entries of an EPON list. */
  static QueueEntries ofEpon(String path, long numGemPorts, List<EponQueue> queues) {
    List<Entry> all = new ArrayList<>();
    for (EponQueue queue : queues) {
      all.add(entry(path, all.size(), queue.queue(), true));
    }
    return of(path, numGemPorts, all);
  }

  /** The number of unicast entries. */
  int unicast() {
    return (int) all.stream().filter(Entry::unicast).count();
  }

  private static Entry entry(String path, int index, Queue queue, boolean unicast) {
    return new Entry(path + "[" + index + "]", index, queue, unicast);
  }

  private static QueueEntries of(String path, long numGemPorts, List<Entry> all) {
    return new QueueEntries(
        path, numGemPorts, all, all.stream().filter(Entry::unicast).limit(numGemPorts).toList());
  }
}

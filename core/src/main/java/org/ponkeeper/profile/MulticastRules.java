package org.ponkeeper.profile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.pon.Technology;

/** The rules for multicast GEM ports. */
final class MulticastRules {

  private static final Set<String> NO = Set.of("", "False", "false", "FALSE");
  private static final String BYTE = "([0-9]{1,3})";
  private static final Pattern ADDRESS =
      Pattern.compile(String.join("\\.", BYTE, BYTE, BYTE, BYTE));
  private static final int GREATEST_BYTE = 255;
  private static final long FIRST_GROUP = 224L << 24;
  private static final long LAST_GROUP = (240L << 24) - 1;

  private final Technology technology;
  private final DiagnosticConsumer sink;

  MulticastRules(Technology technology, DiagnosticConsumer sink) {
    this.technology = technology;
    this.sink = sink;
  }

  void upstream(List<XponQueue> queues) {
    for (int i = 0; i < queues.size(); i++) {
      if (queues.get(i).multicast()) {
        sink.add(
            TemplateRule.MULTICAST_UPSTREAM,
            XponProfile.UPSTREAM_LIST + "[" + i + "].is_multicast",
            "is ignored upstream");
      }
    }
  }

  void downstream(List<XponQueue> queues) {
    Map<Long, Integer> owners = new HashMap<>();
    for (int i = 0; i < queues.size(); i++) {
      XponQueue queue = queues.get(i);
      String path = XponProfile.DOWNSTREAM_LIST + "[" + i + "].";
      if (!queue.multicast() && !NO.contains(queue.isMulticast())) {
        sink.add(
            TemplateRule.IS_MULTICAST_VALUE,
            path + "is_multicast",
            "must be True or False, not " + Quoted.of(queue.isMulticast()));
      }
      if (meant(queue)) {
        id(path + "multicast_gem_id", queue.multicastGemId());
        groups(path + "dynamic_access_control_list", queue.dynamicAccessControlList());
        groups(path + "static_access_control_list", queue.staticAccessControlList());
        Integer owner = owners.putIfAbsent(queue.multicastGemId(), i);
        if (owner != null && queue.multicastGemId() != 0) {
          sink.add(
              TemplateRule.MULTICAST_ID_TWICE,
              path + "multicast_gem_id",
              "%s is also the id of [%s]".formatted(queue.multicastGemId(), owner),
              "multicast_gem_id");
        }
      }
    }
  }

  /**
   * Whether the entry is multicast, or clearly meant to be: if its flag is unclear, the other
   * fields decide.
   */
  static boolean meant(XponQueue queue) {
    boolean told =
        queue.multicastGemId() != 0
            || !queue.dynamicAccessControlList().isEmpty()
            || !queue.staticAccessControlList().isEmpty();
    return queue.multicast() || (told && !NO.contains(queue.isMulticast()));
  }

  private void id(String path, long id) {
    if (id == 0) {
      sink.add(TemplateRule.MULTICAST_ID_MISSING, path, "is 0 or missing in a multicast entry");
    } else if (id < technology.firstGemPortId() || id > technology.lastGemPortId()) {
      sink.add(
          TemplateRule.MULTICAST_ID_RANGE,
          path,
          "must be %s to %s on %s, not %s"
              .formatted(technology.firstGemPortId(), technology.lastGemPortId(), technology, id));
    }
  }

  private void groups(String path, String list) {
    if (list.isEmpty()) {
      return;
    }
    String[] ends = list.split("-", -1);
    Optional<Long> first = address(ends[0]);
    Optional<Long> last = address(ends[ends.length - 1]);
    if (ends.length > 2 || first.isEmpty() || last.isEmpty() || first.get() > last.get()) {
      sink.add(
          TemplateRule.ACCESS_LIST_MALFORMED,
          path,
          "must be an IPv4 address or a range like 224.0.0.0-239.255.255.255, not "
              + Quoted.of(list));
    } else if (first.get() < FIRST_GROUP || last.get() > LAST_GROUP) {
      sink.add(
          TemplateRule.ACCESS_LIST_NOT_MULTICAST,
          path,
          "groups are 224.0.0.0 to 239.255.255.255, not " + Quoted.of(list));
    }
  }

  private static Optional<Long> address(String text) {
    Matcher matcher = ADDRESS.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long address = 0;
    for (int i = 1; i <= matcher.groupCount(); i++) {
      int part = Integer.parseInt(matcher.group(i));
      if (part > GREATEST_BYTE) {
        return Optional.empty();
      }
      address = address << 8 | part;
    }
    return Optional.of(address);
  }
}

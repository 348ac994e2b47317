package org.ponkeeper.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The rules for queues of templates of all technologies. */
final class QueueRules {

  private static final String PBIT_MAP = "pbit_map";
  private static final String POLICY = "scheduling_policy";
  private static final String PRIORITY = "priority_q";
  private static final String WEIGHT = "weight";

  private static final Pattern BINARY = Pattern.compile("0b[01]*");
  private static final Pattern SIZE = Pattern.compile("auto|[0-9]{1,10}");
  private static final Set<String> YES_OR_NO = Set.of("True", "False");
  private static final int GREATEST_WEIGHT = 255;
  private static final int ALL_WEIGHTS = 100;

  private final DiagnosticConsumer sink;

  QueueRules(DiagnosticConsumer sink) {
    this.sink = sink;
  }

  /** Checks a size for the OLT; an empty one means auto. */
  static void size(String path, String text, DiagnosticConsumer sink) {
    if (!text.isEmpty() && !SIZE.matcher(text).matches()) {
      sink.add(TemplateRule.SIZE_TEXT, path, "must be auto or a number, not " + Quoted.of(text));
    }
  }

  /** Checks the queues of one direction. */
  void check(QueueEntries entries, Optional<Scheduler> scheduler) {
    for (QueueEntries.Entry entry : entries.all()) {
      pbitMap(entry);
      aes(entry);
      numbers(entry);
      discard(entry);
    }
    length(entries);
    pbits(entries);
    scheduler.ifPresent(s -> policies(entries, s));
    priorities(entries);
    weights(entries);
  }

  private void pbitMap(QueueEntries.Entry entry) {
    String map = entry.queue().pbitMap().text();
    if (entry.queue().pbitMap().isRegular()) {
      return;
    }
    if (map.isEmpty()) {
      sink.add(TemplateRule.PBIT_MAP_MISSING, entry.field(PBIT_MAP), "is missing");
    } else if (BINARY.matcher(map).matches()) {
      sink.add(
          TemplateRule.PBIT_MAP_LENGTH,
          entry.field(PBIT_MAP),
          "must be 0b and eight binary digits, not %s, which has %s"
              .formatted(Quoted.of(map), map.length() - 2));
    } else {
      sink.add(
          TemplateRule.PBIT_MAP_NOT_BINARY,
          entry.field(PBIT_MAP),
          "must be 0b and eight binary digits, not " + Quoted.of(map));
    }
  }

  private void aes(QueueEntries.Entry entry) {
    String aes = entry.queue().aesEncryption();
    if (aes.isEmpty()) {
      if (entry.unicast()) {
        sink.add(
            TemplateRule.AES_MISSING,
            entry.field("aes_encryption"),
            "is missing, so encryption is off");
      }
    } else if (!YES_OR_NO.contains(aes)) {
      sink.add(
          TemplateRule.AES_VALUE,
          entry.field("aes_encryption"),
          "must be True or False, not " + Quoted.of(aes) + ", which turns encryption off");
    }
  }

  private void numbers(QueueEntries.Entry entry) {
    Queue queue = entry.queue();
    if (queue.priority() >= PbitMap.PBITS) {
      sink.add(
          TemplateRule.PRIORITY_RANGE,
          entry.field(PRIORITY),
          "must be 0 to 7, not " + queue.priority());
    }
    if (queue.weight() > GREATEST_WEIGHT) {
      sink.add(
          TemplateRule.WEIGHT_RANGE,
          entry.field(WEIGHT),
          "must be at most " + GREATEST_WEIGHT + ", not " + queue.weight());
    }
    if (queue.gemPortId() != 0) {
      sink.add(
          TemplateRule.ASSIGNED_ID_GIVEN,
          entry.field("gemport_id"),
          queue.gemPortId() + " is ignored");
    }
    size(entry.field("max_q_size"), queue.maxQueueSize(), sink);
  }

  private void discard(QueueEntries.Entry entry) {
    Queue queue = entry.queue();
    queue.discardConfig().ifPresent(red -> thresholds(entry.field("discard_config"), red));
    queue
        .discardConfigV2()
        .flatMap(DiscardConfig::parameters)
        .ifPresent(parameters -> thresholds(entry.field("discard_config_v2"), parameters));
  }

  private void thresholds(String path, DiscardConfig.Parameters parameters) {
    switch (parameters) {
      case DiscardConfig.TailDrop tail -> {}
      case DiscardConfig.Red red -> thresholds(path + ".red_discard_config", red.config());
      case DiscardConfig.WeightedRed red -> {
        String each = path + ".wred_discard_config";
        red.green().ifPresent(config -> thresholds(each + ".green", config));
        red.yellow().ifPresent(config -> thresholds(each + ".yellow", config));
        red.red().ifPresent(config -> thresholds(each + ".red", config));
      }
    }
  }

  private void thresholds(String path, RedDiscardConfig red) {
    if (red.minThreshold() > red.maxThreshold()) {
      sink.add(
          TemplateRule.DISCARD_THRESHOLDS,
          path + ".min_threshold",
          "%s is more than the max_threshold of %s"
              .formatted(red.minThreshold(), red.maxThreshold()),
          "max_threshold");
    }
  }

  private void length(QueueEntries entries) {
    long count = entries.numGemPorts();
    if (count > 0 && entries.unicast() > count) {
      sink.add(
          TemplateRule.LIST_TOO_LONG,
          entries.path(),
          "has %s unicast entries, of which num_gem_ports uses the first %s"
              .formatted(entries.unicast(), count),
          ProfileRules.COUNT,
          entries.path(),
          "is_multicast");
    }
  }

  /** Finds p-bits that two queues carry, or none; reports nothing if a map is unreliable. */
  private void pbits(QueueEntries entries) {
    if (entries.used().isEmpty() || !regular(entries)) {
      return;
    }
    int[] carrier = new int[PbitMap.PBITS];
    Arrays.fill(carrier, -1);
    for (QueueEntries.Entry entry : entries.used()) {
      List<Integer> twice = new ArrayList<>();
      for (int pbit = 0; pbit < PbitMap.PBITS; pbit++) {
        if (entry.queue().pbitMap().carries(pbit)) {
          if (carrier[pbit] < 0) {
            carrier[pbit] = entry.index();
          } else {
            twice.add(pbit);
          }
        }
      }
      if (!twice.isEmpty()) {
        String earlier =
            twice.stream()
                .map(pbit -> "[" + carrier[pbit] + "]")
                .distinct()
                .collect(Collectors.joining(", "));
        sink.add(
            TemplateRule.PBIT_TWICE,
            entry.field(PBIT_MAP),
            "%s already on %s, so this entry does not get %s"
                .formatted(
                    twice.size() == 1 ? pbits(twice) + " is" : pbits(twice) + " are",
                    earlier,
                    twice.size() == 1 ? "it" : "them"),
            needed(entries, PBIT_MAP));
      }
    }
    List<Integer> uncovered =
        IntStream.range(0, PbitMap.PBITS).filter(pbit -> carrier[pbit] < 0).boxed().toList();
    if (!uncovered.isEmpty()) {
      sink.add(
          TemplateRule.PBIT_UNCOVERED,
          entries.path(),
          "no queue carries " + pbits(uncovered),
          needed(entries, PBIT_MAP));
    }
  }

  /** Compares the queues that share a GEM port id. */
  void compare(QueueEntries upstream, QueueEntries downstream) {
    int both = Math.min(upstream.used().size(), downstream.used().size());
    for (int i = 0; i < both; i++) {
      PbitMap up = upstream.used().get(i).queue().pbitMap();
      QueueEntries.Entry entry = downstream.used().get(i);
      PbitMap down = entry.queue().pbitMap();
      if (up.isRegular() && down.isRegular() && !up.equals(down)) {
        sink.add(
            TemplateRule.PBIT_DIRECTIONS_DIFFER,
            entry.field(PBIT_MAP),
            "is %s, and upstream the same GEM port has %s".formatted(down, up),
            needed(downstream, PBIT_MAP, upstream.path()));
      }
    }
  }

  private void policies(QueueEntries entries, Scheduler scheduler) {
    for (QueueEntries.Entry entry : entries.used()) {
      SchedulingPolicy policy = entry.queue().schedulingPolicy();
      boolean fits =
          policy != SchedulingPolicy.HYBRID
              && (scheduler.policy() == SchedulingPolicy.HYBRID || scheduler.policy() == policy);
      if (!fits) {
        sink.add(
            TemplateRule.QUEUE_POLICY,
            entry.field(POLICY),
            "is %s under a scheduler that is %s".formatted(text(policy), text(scheduler.policy())),
            needed(entries, "q_sched_policy"));
      }
    }
  }

  private void priorities(QueueEntries entries) {
    Map<Long, Integer> owners = new HashMap<>();
    for (QueueEntries.Entry entry : entries.used()) {
      if (entry.queue().schedulingPolicy() == SchedulingPolicy.STRICT_PRIORITY) {
        Integer owner = owners.putIfAbsent(entry.queue().priority(), entry.index());
        if (owner != null) {
          sink.add(
              TemplateRule.PRIORITY_TWICE,
              entry.field(PRIORITY),
              "%s is also the priority of [%s], and both are StrictPriority"
                  .formatted(entry.queue().priority(), owner),
              needed(entries, PRIORITY, POLICY));
        }
      }
    }
  }

  /** Checks weights, which matter if several queues share by weight. */
  private void weights(QueueEntries entries) {
    List<QueueEntries.Entry> sharing =
        entries.used().stream()
            .filter(entry -> entry.queue().schedulingPolicy() == SchedulingPolicy.WRR)
            .toList();
    if (sharing.size() < 2) {
      return;
    }
    boolean zero = false;
    long sum = 0;
    for (QueueEntries.Entry entry : sharing) {
      sum += entry.queue().weight();
      if (entry.queue().weight() == 0) {
        zero = true;
        sink.add(
            TemplateRule.WEIGHT_ZERO,
            entry.field(WEIGHT),
            "is 0 or missing, and other queues share by weight",
            needed(entries, POLICY));
      }
    }
    if (!zero && sum != ALL_WEIGHTS) {
      sink.add(
          TemplateRule.WEIGHT_SUM,
          entries.path(),
          "the weights of its WRR queues add up to %s, not %s".formatted(sum, ALL_WEIGHTS),
          needed(entries, POLICY, WEIGHT));
    }
  }

  private static boolean regular(QueueEntries entries) {
    return entries.used().stream().allMatch(entry -> entry.queue().pbitMap().isRegular());
  }

  /** The fields that decide which entries are used, and these fields. */
  private static String[] needed(QueueEntries entries, String... fields) {
    List<String> needed = new ArrayList<>(List.of(fields));
    needed.addAll(List.of(ProfileRules.COUNT, "is_multicast", entries.path()));
    return needed.toArray(String[]::new);
  }

  /** For example {@code p-bit 3} or {@code p-bits 0-4, 7}. */
  private static String pbits(List<Integer> pbits) {
    StringBuilder text = new StringBuilder(pbits.size() == 1 ? "p-bit " : "p-bits ");
    for (int i = 0; i < pbits.size(); i++) {
      int end = i;
      while (end + 1 < pbits.size() && pbits.get(end + 1) == pbits.get(end) + 1) {
        end++;
      }
      text.append(i == 0 ? "" : ", ").append(pbits.get(i));
      if (end > i) {
        text.append(end == i + 1 ? ", " : "-").append(pbits.get(end));
      }
      i = end;
    }
    return text.toString();
  }

  private static String text(SchedulingPolicy policy) {
    return switch (policy) {
      case WRR -> "WRR";
      case STRICT_PRIORITY -> "StrictPriority";
      case HYBRID -> "Hybrid";
    };
  }
}

package org.ponkeeper.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.ponkeeper.pon.Direction;

/** A template for GPON, XGPON and XGS-PON. Immutable, compared by value. */
public final class XponProfile implements TechProfile {

  static final String UPSTREAM_LIST = "upstream_gem_port_attribute_list";
  static final String DOWNSTREAM_LIST = "downstream_gem_port_attribute_list";

  private final ProfileHeader header;
  private final Optional<TemplateScheduler> upstreamScheduler;
  private final Optional<TemplateScheduler> downstreamScheduler;
  private final List<XponQueue> upstreamQueues;
  private final List<XponQueue> downstreamQueues;

  private final List<XponQueue> multicastQueues;
  private final List<Integer> multicastGemPortIds;
  private final QueueTable table;
  private final List<Diagnostic> diagnostics;

  private XponProfile(
      ProfileHeader header,
      Optional<TemplateScheduler> upstreamScheduler,
      Optional<TemplateScheduler> downstreamScheduler,
      List<XponQueue> upstreamQueues,
      List<XponQueue> downstreamQueues) {
    this.header = header;
    this.upstreamScheduler = upstreamScheduler;
    this.downstreamScheduler = downstreamScheduler;
    this.upstreamQueues = List.copyOf(upstreamQueues);
    this.downstreamQueues = List.copyOf(downstreamQueues);

    this.multicastQueues = this.downstreamQueues.stream().filter(XponQueue::multicast).toList();
    this.multicastGemPortIds =
        multicastQueues.stream()
            .filter(queue -> queue.multicastGemId() <= MOST_GEM_PORTS)
            .map(queue -> (int) queue.multicastGemId())
            .distinct()
            .toList();
    List<Queue> unicast =
        this.downstreamQueues.stream()
            .filter(queue -> !queue.multicast())
            .map(XponQueue::queue)
            .toList();
    this.table = QueueTable.of(header.numGemPorts(), plain(this.upstreamQueues), unicast);
    this.diagnostics = List.copyOf(findDiagnostics());
  }

  /**
   * Creates a template, valid or not.
   *
   * @param header the fields that all templates have
   * @param upstreamScheduler if given
   * @param downstreamScheduler if given
   * @param upstreamQueues any number
   * @param downstreamQueues any number, unicast and multicast in any order
   */
  public static XponProfile of(
      ProfileHeader header,
      Optional<TemplateScheduler> upstreamScheduler,
      Optional<TemplateScheduler> downstreamScheduler,
      List<XponQueue> upstreamQueues,
      List<XponQueue> downstreamQueues) {
    return new XponProfile(
        header, upstreamScheduler, downstreamScheduler, upstreamQueues, downstreamQueues);
  }

  @Override
  public ProfileHeader header() {
    return header;
  }

  /** The upstream scheduler, if the template has one. */
  public Optional<TemplateScheduler> upstreamScheduler() {
    return upstreamScheduler;
  }

  /** The downstream scheduler, if the template has one. */
  public Optional<TemplateScheduler> downstreamScheduler() {
    return downstreamScheduler;
  }

  /** The upstream or downstream scheduler, if the template has one. */
  public Optional<Scheduler> scheduler(Direction direction) {
    return switch (direction) {
      case UPSTREAM -> upstreamScheduler.map(TemplateScheduler::scheduler);
      case DOWNSTREAM -> downstreamScheduler.map(TemplateScheduler::scheduler);
      case BIDIRECTIONAL -> Optional.empty();
    };
  }

  /** Every entry of the upstream list. */
  public List<XponQueue> upstreamQueues() {
    return upstreamQueues;
  }

  /** Every entry of the downstream list, unicast and multicast. */
  public List<XponQueue> downstreamQueues() {
    return downstreamQueues;
  }

  /** The multicast entries of the downstream list, in its order. */
  public List<XponQueue> multicastQueues() {
    return multicastQueues;
  }

  @Override
  public List<Queue> queues(Direction direction) {
    return table.queues(direction);
  }

  @Override
  public int queueForPbit(Direction direction, int pbit) {
    return table.indexOf(direction, pbit);
  }

  @Override
  public List<Integer> multicastGemPortIds() {
    return multicastGemPortIds;
  }

  @Override
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof XponProfile profile
        && header.equals(profile.header)
        && upstreamScheduler.equals(profile.upstreamScheduler)
        && downstreamScheduler.equals(profile.downstreamScheduler)
        && upstreamQueues.equals(profile.upstreamQueues)
        && downstreamQueues.equals(profile.downstreamQueues);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        header, upstreamScheduler, downstreamScheduler, upstreamQueues, downstreamQueues);
  }

  /** The name and the number of GEM ports, for logs. */
  @Override
  public String toString() {
    return "xPON template " + Quoted.of(name()) + " of " + numGemPorts() + " GEM ports";
  }

  private List<Diagnostic> findDiagnostics() {
    List<Diagnostic> found = new ArrayList<>();
    fitness((rule, path, detail, lookedAt) -> found.add(Diagnostic.of(rule, path, detail)));
    return found;
  }

  /** Reports why no instance can be created from this template, if so. */
  void fitness(DiagnosticConsumer sink) {
    ProfileRules.fitness(header, sink);
    if (upstreamScheduler.isEmpty()) {
      sink.add(TemplateRule.SCHEDULER_MISSING, "us_scheduler", "is missing");
    }
    if (downstreamScheduler.isEmpty()) {
      sink.add(TemplateRule.SCHEDULER_MISSING, "ds_scheduler", "is missing");
    }
    long count = header.numGemPorts();
    int unicast = downstreamQueues.size() - multicastQueues.size();
    ProfileRules.length(UPSTREAM_LIST, "entries", upstreamQueues.size(), count, false, sink);
    ProfileRules.length(DOWNSTREAM_LIST, "unicast entries", unicast, count, true, sink);
  }

  private static List<Queue> plain(List<XponQueue> queues) {
    return queues.stream().map(XponQueue::queue).toList();
  }
}

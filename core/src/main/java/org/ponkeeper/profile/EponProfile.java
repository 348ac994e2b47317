package org.ponkeeper.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ponkeeper.pon.Direction;

/** A template for EPON: no schedulers, no multicast. Immutable, compared by value. */
public final class EponProfile implements TechProfile {

  static final String UPSTREAM_LIST = "upstream_queue_attribute_list";
  static final String DOWNSTREAM_LIST = "downstream_queue_attribute_list";

  private final ProfileHeader header;
  private final String packageType;
  private final List<EponQueue> upstreamQueues;
  private final List<EponQueue> downstreamQueues;

  private final QueueTable table;
  private final List<Diagnostic> diagnostics;

  private EponProfile(
      ProfileHeader header,
      String packageType,
      List<EponQueue> upstreamQueues,
      List<EponQueue> downstreamQueues) {
    this.header = header;
    this.packageType = packageType;
    this.upstreamQueues = List.copyOf(upstreamQueues);
    this.downstreamQueues = List.copyOf(downstreamQueues);
    this.table =
        QueueTable.of(
            header.numGemPorts(), plain(this.upstreamQueues), plain(this.downstreamQueues));
    this.diagnostics = List.copyOf(findDiagnostics());
  }

  /**
   * Creates a template, valid or not.
   *
   * @param header the fields that all templates have
   * @param packageType for example {@code B}
   * @param upstreamQueues any number
   * @param downstreamQueues any number
   */
  public static EponProfile of(
      ProfileHeader header,
      String packageType,
      List<EponQueue> upstreamQueues,
      List<EponQueue> downstreamQueues) {
    return new EponProfile(header, packageType, upstreamQueues, downstreamQueues);
  }

  @Override
  public ProfileHeader header() {
    return header;
  }

  /** The DPoE package type, for example {@code B}. */
  public String packageType() {
    return packageType;
  }

  /** Every entry of the upstream list. */
  public List<EponQueue> upstreamQueues() {
    return upstreamQueues;
  }

  /** Every entry of the downstream list. */
  public List<EponQueue> downstreamQueues() {
    return downstreamQueues;
  }

  @Override
  public List<Queue> queues(Direction direction) {
    return table.queues(direction);
  }

  @Override
  public int queueForPbit(Direction direction, int pbit) {
    return table.indexOf(direction, pbit);
  }

  /** Always empty: EPON templates have no multicast. */
  @Override
  public List<Integer> multicastGemPortIds() {
    return List.of();
  }

  @Override
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EponProfile profile
        && header.equals(profile.header)
        && packageType.equals(profile.packageType)
        && upstreamQueues.equals(profile.upstreamQueues)
        && downstreamQueues.equals(profile.downstreamQueues);
  }

  @Override
  public int hashCode() {
    return Objects.hash(header, packageType, upstreamQueues, downstreamQueues);
  }

  /** The name and the number of GEM ports, for logs. */
  @Override
  public String toString() {
    return "EPON template " + Quoted.of(name()) + " of " + numGemPorts() + " GEM ports";
  }

  private List<Diagnostic> findDiagnostics() {
    List<Diagnostic> found = new ArrayList<>();
    fitness((rule, path, detail, lookedAt) -> found.add(Diagnostic.of(rule, path, detail)));
    return found;
  }

  /** Reports why no instance can be created from this template, if so. */
  void fitness(DiagnosticConsumer sink) {
    ProfileRules.fitness(header, sink);
    long count = header.numGemPorts();
    ProfileRules.length(UPSTREAM_LIST, "entries", upstreamQueues.size(), count, false, sink);
    ProfileRules.length(DOWNSTREAM_LIST, "entries", downstreamQueues.size(), count, true, sink);
  }

  private static List<Queue> plain(List<EponQueue> queues) {
    return queues.stream().map(EponQueue::queue).toList();
  }
}

package org.ponkeeper.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.Technology;

/**
 * A template with assigned ids. Everything else about a service is derived here.
 *
 * <p>Immutable, thread-safe, compared by value. Small, because a process keeps one for each service
 * of each subscriber: the ids, and references to the path and to a shared template.
 */
public final class TechProfileInstance implements Instance {

  private static final int LAST_ID = 65535;

  private final InstancePath path;
  private final TechProfile template;
  private final TemplateSource source;
  private final int allocId;
  private final int[] gemPortIds;

  private TechProfileInstance(
      InstancePath path,
      TechProfile template,
      TemplateSource source,
      int allocId,
      int[] gemPortIds) {
    this.path = path;
    this.template = template;
    this.source = source;
    this.allocId = allocId;
    this.gemPortIds = gemPortIds;
  }

  /**
   * Creates an instance of a template with these ids.
   *
   * @param path its path
   * @param template a template of the path's technology, from which instances can be created
   * @param source where the template comes from
   * @param allocId the assigned Alloc-ID
   * @param gemPortIds the assigned GEM port ids, one for each queue of the template, each 0 to
   *     65535, both inclusive; copied
   * @throws IllegalArgumentException if the template is of another technology, no instance can be
   *     created from it, or its number of GEM ports is different, or if an id is not in 0 to 65535
   */
  public static TechProfileInstance of(
      InstancePath path,
      TechProfile template,
      TemplateSource source,
      AllocId allocId,
      int[] gemPortIds) {
    if (template instanceof EponProfile != (path.technology() == Technology.EPON)) {
      throw new IllegalArgumentException(template + " is not for " + path);
    }
    if (!template.isFit()) {
      throw new IllegalArgumentException(
          template + " is not fit for " + path + ": " + template.diagnostics().getFirst());
    }
    if (template.numGemPorts() != gemPortIds.length) {
      throw new IllegalArgumentException(
          "%s has %s GEM port ids, not those of the %s"
              .formatted(path, gemPortIds.length, template));
    }
    int[] ids = gemPortIds.clone();
    for (int id : ids) {
      if (id < 0 || id > LAST_ID) {
        throw new IllegalArgumentException("no GEM port has the id " + id);
      }
    }
    return new TechProfileInstance(path, template, source, allocId.value(), ids);
  }

  @Override
  public InstancePath path() {
    return path;
  }

  @Override
  public boolean isResolved() {
    return true;
  }

  @Override
  public TechProfile template() {
    return template;
  }

  @Override
  public TemplateSource source() {
    return source;
  }

  @Override
  public AllocId allocId() {
    return new AllocId(allocId);
  }

  @Override
  public List<GemPortId> gemPortIds() {
    return IntStream.of(gemPortIds).mapToObj(GemPortId::new).toList();
  }

  @Override
  public int gemPortCount() {
    return gemPortIds.length;
  }

  @Override
  public int gemPortIdAt(int index) {
    return gemPortIds[index];
  }

  @Override
  public int gemPortId(Direction direction, int pbit) {
    int queue = template.queueForPbit(direction, pbit);
    return queue < 0 ? -1 : gemPortIds[queue];
  }

  @Override
  public Optional<GemPortId> gemPortForPbit(Direction direction, int pbit) {
    int id = gemPortId(direction, pbit);
    return id < 0 ? Optional.empty() : Optional.of(new GemPortId(id));
  }

  @Override
  public Optional<Scheduler> scheduler(Direction direction) {
    return template instanceof XponProfile xpon ? xpon.scheduler(direction) : Optional.empty();
  }

  @Override
  public Optional<TrafficScheduler> trafficScheduler(Direction direction, TrafficShaping shaping) {
    return scheduler(direction)
        .map(scheduler -> new TrafficScheduler(allocId(), scheduler, shaping));
  }

  @Override
  public List<TrafficQueue> trafficQueues(Direction direction) {
    if (!(template instanceof XponProfile xpon)) {
      return List.of();
    }
    List<Queue> queues = xpon.queues(direction);
    List<TrafficQueue> found = new ArrayList<>(queues.size());
    for (int i = 0; i < queues.size(); i++) {
      found.add(new TrafficQueue(direction, gemPortIds[i], queues.get(i)));
    }
    return List.copyOf(found);
  }

  @Override
  public List<TrafficQueue> multicastTrafficQueues() {
    if (!(template instanceof XponProfile xpon)) {
      return List.of();
    }
    return xpon.multicastQueues().stream()
        .map(queue -> new TrafficQueue(Direction.DOWNSTREAM, queue.multicastGemId(), queue.queue()))
        .toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TechProfileInstance instance
        && allocId == instance.allocId
        && source == instance.source
        && path.equals(instance.path)
        && Arrays.equals(gemPortIds, instance.gemPortIds)
        && template.equals(instance.template);
  }

  /** Hashes only path and ids, which identify an instance; the template is large. */
  @Override
  public int hashCode() {
    return (path.hashCode() * 31 + allocId) * 31 + Arrays.hashCode(gemPortIds);
  }

  /** The path and the ids, for logs. */
  @Override
  public String toString() {
    return path + " Alloc-ID " + allocId + " GEM ports " + Arrays.toString(gemPortIds);
  }
}

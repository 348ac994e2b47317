package org.ponkeeper.profile;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;

/**
 * An instance without a matching template: its ids are known and remain taken, its queues are not
 * known.
 *
 * @param path its path
 * @param allocId the assigned Alloc-ID
 * @param gemPortIds the assigned GEM port ids
 * @param problem why no template matches, one sentence
 */
public record UnresolvedInstance(
    InstancePath path, AllocId allocId, List<GemPortId> gemPortIds, String problem)
    implements Instance {

  public UnresolvedInstance {
    gemPortIds = List.copyOf(gemPortIds);
  }

  @Override
  public int gemPortCount() {
    return gemPortIds.size();
  }

  @Override
  public int gemPortIdAt(int index) {
    return gemPortIds.get(index).value();
  }

  @Override
  public boolean isResolved() {
    return false;
  }

  @Override
  public TechProfile template() {
    throw unknown();
  }

  @Override
  public TemplateSource source() {
    throw unknown();
  }

  @Override
  public int gemPortId(Direction direction, int pbit) {
    throw unknown();
  }

  @Override
  public Optional<GemPortId> gemPortForPbit(Direction direction, int pbit) {
    throw unknown();
  }

  @Override
  public Optional<Scheduler> scheduler(Direction direction) {
    throw unknown();
  }

  @Override
  public Optional<TrafficScheduler> trafficScheduler(Direction direction, TrafficShaping shaping) {
    throw unknown();
  }

  @Override
  public List<TrafficQueue> trafficQueues(Direction direction) {
    throw unknown();
  }

  @Override
  public List<TrafficQueue> multicastTrafficQueues() {
    throw unknown();
  }

  private CorruptDataException unknown() {
    return CorruptDataException.of("what instance " + path + " is made of", problem);
  }
}

package org.ponkeeper.profile;

import java.util.List;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;

/**
 * An instance that no template fits: its ids are known and owned, its queues are not known.
 *
 * @param path where it lives
 * @param allocId the assigned Alloc-ID
 * @param gemPortIds the assigned GEM port ids
 * @param problem why no template fits, one sentence
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
}

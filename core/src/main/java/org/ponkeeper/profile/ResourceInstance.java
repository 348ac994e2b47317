package org.ponkeeper.profile;

import java.util.List;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;

/**
 * What is stored of an instance: the template's id and the ids that were assigned. All else is
 * derived from the template.
 *
 * @param template the template's id
 * @param profileType the template's profile type when the instance was made; VOLTHA's Go library
 *     writes the technology here if it took its default
 * @param uniPort the subscriber's port
 * @param allocId the assigned Alloc-ID
 * @param gemPortIds the assigned GEM port ids, the first queue's first
 */
public record ResourceInstance(
    TechProfileId template,
    String profileType,
    UniPort uniPort,
    AllocId allocId,
    List<GemPortId> gemPortIds) {

  public ResourceInstance {
    gemPortIds = List.copyOf(gemPortIds);
  }
}

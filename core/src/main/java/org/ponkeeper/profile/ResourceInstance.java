package org.ponkeeper.profile;

import java.util.List;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;

/**
 * The stored data of an instance: the template's id and the assigned ids. Everything else is
 * derived from the template.
 *
 * @param template the template's id
 * @param profileType the template's profile type when the instance was created; VOLTHA's Go library
 *     writes the technology if it used its default template
 * @param uniPort the subscriber's port
 * @param allocId the assigned Alloc-ID
 * @param gemPortIds the assigned GEM port ids, in the order of the queues
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

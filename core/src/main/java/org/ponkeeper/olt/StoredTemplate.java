package org.ponkeeper.olt;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.store.Bytes;

/**
 * A template as it is stored.
 *
 * @param technology the technology
 * @param id the template's id
 * @param document the stored bytes
 * @param condition whether instances can be created from it
 * @param profile the template; empty if it is unreadable
 * @param remarks warnings for a usable template, otherwise why it is not usable
 * @param etag the etag of the stored document
 */
public record StoredTemplate(
    Technology technology,
    TechProfileId id,
    Bytes document,
    Condition condition,
    Optional<TechProfile> profile,
    List<String> remarks,
    Etag etag) {

  /** Whether instances can be created from a template. */
  public enum Condition {
    /** Instances can be created. */
    USABLE,
    /** It can be read, but no instance can be created from it. */
    UNFIT,
    /** It cannot be read. */
    UNREADABLE
  }
}

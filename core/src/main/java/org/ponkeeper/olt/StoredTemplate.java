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
 * @param document the bytes that are stored
 * @param condition whether instances can be created from it
 * @param profile what was read; empty if it is unreadable
 * @param remarks for a usable template warnings, else why it is not
 */
public record StoredTemplate(
    Technology technology,
    TechProfileId id,
    Bytes document,
    Condition condition,
    Optional<TechProfile> profile,
    List<String> remarks) {

  /** Whether instances can be created from a template. */
  public enum Condition {
    /** They can. */
    USABLE,
    /** It can be read, but nothing can be created from it. */
    UNFIT,
    /** It cannot be read. */
    UNREADABLE
  }
}

package org.ponkeeper.olt;

import java.util.List;

/**
 * Something that the store holds, and that VOLTHA's Go library does not look at.
 *
 * @param kind what it is
 * @param subject where it is
 * @param ids the ids concerned, ascending; none where it is not about ids
 */
public record GoIncompatibility(Kind kind, String subject, List<Integer> ids) {

  public GoIncompatibility {
    ids = List.copyOf(ids);
  }

  /** What the Go library does not know, and what comes of it. */
  public enum Kind {
    /** The OLT's record. */
    OLT_RECORD("olt-record", "keep it: it has the ranges and shared pools for moving back"),
    /** Ids that an owner was given by name. */
    CLAIMS("claims", "the Go library may release them; then the claims are outdated"),
    /** Ids of ONUs that have services, free in the pool. */
    FREE_ONU_IDS("free-onu-ids", "ONUs with services use them, but they are free in the pool"),
    /** Ids that are in use past the end of the range. */
    IDS_PAST_THE_END("ids-past-the-end", "in use; the Go library may give out more of them"),
    /** Ids that are marked as taken so that they are never handed out. */
    RESERVED_IDS("reserved-ids", "taken in the pool, so that they stay reserved"),
    /** GEM port ids that multicast entries of templates name, free in the pool. */
    MULTICAST_IDS("multicast-ids", "only Ponkeeper keeps them free; the Go library may use them");

    private final String text;
    private final String meaning;

    Kind(String text, String meaning) {
      this.text = text;
      this.meaning = meaning;
    }

    /** The name for scripts. */
    public String text() {
      return text;
    }

    /** What comes of it, for people. */
    public String meaning() {
      return meaning;
    }
  }
}

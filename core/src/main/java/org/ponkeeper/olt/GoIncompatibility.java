package org.ponkeeper.olt;

import java.util.List;

/**
 * Stored data that VOLTHA's Go library ignores.
 *
 * @param kind what it is
 * @param subject where it is
 * @param ids the ids concerned, ascending; empty if it does not concern ids
 */
public record GoIncompatibility(Kind kind, String subject, List<Integer> ids) {

  public GoIncompatibility {
    ids = List.copyOf(ids);
  }

  /** What the Go library ignores, and the consequence. */
  public enum Kind {
    /** The OLT's record. */
    OLT_RECORD("olt-record", "keep it: it has the ranges and shared pools for moving back"),
    /** Ids that were allocated to a named owner. */
    CLAIMS("claims", "the Go library may release them; then the claims are outdated"),
    /** Ids of ONUs with services that are free in the pool. */
    FREE_ONU_IDS("free-onu-ids", "ONUs with services use them, but they are free in the pool"),
    /** Ids in use past the end of the range. */
    IDS_PAST_THE_END("ids-past-the-end", "in use; the Go library may give out more of them"),
    /** Ids marked as taken so that they are never allocated. */
    RESERVED_IDS("reserved-ids", "taken in the pool, so that they stay reserved"),
    /** GEM port ids of multicast entries of templates that are free in the pool. */
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

    /** The consequence, for display. */
    public String meaning() {
      return meaning;
    }
  }
}

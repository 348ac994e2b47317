package org.ponkeeper.tck.simulation;

/** A condition that must be true of a store after every step, with any faults. */
public enum Invariant {
  NO_ID_HAS_TWO_OWNERS("no id has two owners"),
  EVERY_OWNED_ID_IS_TAKEN("every owned id is taken"),
  EVERY_TAKEN_ID_IS_OWNED("every Alloc-ID and GEM port id taken is owned, claimed or reserved"),
  WHAT_WAS_ACKNOWLEDGED_IS_THERE(
      "what was acknowledged is there, but for what a restore from an earlier backup took back"),
  LOADING_AGAIN_GIVES_THE_SAME_STATE("loading again gives the same state"),
  ADAPTER_DATA_BELONG_TO_AN_INSTANCE(
      "the data that an adapter wrote with a create are there exactly when its instance is"),
  NO_TAKEN_ID_IS_HANDED_OUT(
      "Ponkeeper hands out no id that was taken or owned in the state it committed against"),
  EVERY_COLLISION_IS_NAMED(
      "the audit names every id with two owners and every owned id that is not taken, and no "
          + "other"),
  MADE_BY_WHAT_IS_STORED(
      "an instance has the GEM ports of its template, and ids of the OLT's ranges, as the store"
          + " holds both when it is committed"),
  AN_ONU_CHANGES_AS_A_WHOLE(
      "an ONU that is deleted, replaced or moved is so as a whole or not at all, after every commit"),
  ONLY_WHAT_WAS_READ_IS_DELETED(
      "a delete with an etag deletes only the instance that had it when it was read"),
  ANSWERS_WERE_TRUE(
      "what was acknowledged was true of the store at a moment of the call; so a call that began"
          + " after a restore is answered with what is in the restored store"),
  READS_ARE_OF_THE_STORES_HISTORY(
      "what is read from memory was in the store at a moment since it was last restored"),
  NOTHING_IS_STALE_FOR_EVER(
      "what a Ponkeeper that watches answers from memory equals the store, once all is quiet");

  private final String sentence;

  Invariant(String sentence) {
    this.sentence = sentence;
  }

  /** The invariant as a sentence. */
  public String sentence() {
    return sentence;
  }
}

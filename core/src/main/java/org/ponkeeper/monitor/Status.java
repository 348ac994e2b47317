package org.ponkeeper.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/**
 * Whether a Ponkeeper can work, according to its latest contacts with the store. Immutable.
 *
 * <p><b>Contacts.</b> Each call of the store that ends is a contact. Each attempt of a watch to
 * reach the store again is one too. Nothing else asks the store: while there are no calls and no
 * watch loses the store, the status is the last known one, and {@link #lastContact} says how old
 * that knowledge is; {@code Ponkeeper.checkStore()} asks the store. Calls that are still in
 * progress do not count, so an outage is reported after the store's own deadline and its retries.
 *
 * <p>Not a contact: a call whose thread was interrupted, or that was given less than 20 ms because
 * its caller's time was nearly over.
 *
 * @param reason why the state is what it is
 * @param code the error that shows it; empty for {@link Reason#ANSWERS} and {@link
 *     Reason#NOT_WATCHED}
 * @param since when the state began; at first, when the Ponkeeper was opened
 * @param lastContact when the store last answered; empty before the first time
 * @param olts the OLTs with data in memory, in order
 */
public record Status(
    Reason reason,
    Optional<ErrorCode> code,
    Instant since,
    Optional<Instant> lastContact,
    List<LoadedOlt> olts) {

  public Status {
    olts = List.copyOf(olts);
  }

  /** The state that follows from the {@link #reason}. */
  public State state() {
    return reason.state();
  }

  /** The greatest age of the {@link #olts}; empty if there are none. */
  public Optional<Duration> oldest() {
    return olts.stream().map(LoadedOlt::age).max(Comparator.naturalOrder());
  }

  /** Whether a Ponkeeper can work, from best to worst. */
  public enum State {
    /** No problem is known. */
    UP,
    /** The store answers, but not everything works. */
    DEGRADED,
    /** The store does not answer, or refuses everything. */
    DOWN
  }

  /** Why a state is what it is. If several apply, the one that is declared last is reported. */
  public enum Reason {
    /** No problem is known: the last contact was an answer, or there was none yet. */
    ANSWERS(State.UP, "no problem is known"),

    /**
     * A watch has not started, or has lost the store. Results stay correct; until it runs again,
     * changes by other processes may be noticed late, by a conflict or {@code Olt.refresh()}.
     */
    NOT_WATCHED(
        State.DEGRADED, "a watch does not run, so other processes' changes may be noticed late"),

    /**
     * The last transaction with changes was refused, for example with {@code STORE_FULL}; reads
     * work. Until a transaction with changes succeeds.
     */
    CHANGES_REFUSED(State.DEGRADED, "the store answers reads, but refuses changes"),

    /** The reply to a transaction was lost. Until the next answer. */
    REPLY_LOST(State.DEGRADED, "the store's reply to a transaction was lost"),

    /**
     * The last call failed with {@code STORE_REPLACED}: the store was restored or replaced, or its
     * file is gone. Until the next answer, which may come at once.
     */
    REPLACED(State.DOWN, "the store was restored, replaced or removed"),

    /** The last read was refused: {@code STORE_DENIED}. Until the next answer. */
    ACCESS_DENIED(State.DOWN, "the store denies access"),

    /**
     * The last call failed with {@code STORE_UNAVAILABLE}. Or: a watch lost the store, could not
     * reach it again, and no call succeeded since. Until the next answer.
     */
    NO_ANSWER(State.DOWN, "the store does not answer");

    private final State state;
    private final String text;

    Reason(State state, String text) {
      this.state = state;
      this.text = text;
    }

    /** The state that follows from it. */
    public State state() {
      return state;
    }

    /** The reason in plain English, without a full stop. */
    public String text() {
      return text;
    }
  }

  /**
   * An OLT with data in memory.
   *
   * @param technology the technology of the OLT
   * @param olt the OLT
   * @param confirmedAt when the store last confirmed the PON whose data is oldest, as {@code
   *     Olt.confirmedAt()}: by a read, or by a transaction that relied on it
   * @param age the time since then, not negative. A running watch reports changes whatever the age:
   *     an OLT on which nothing happens has old data that is still true
   */
  public record LoadedOlt(Technology technology, OltId olt, Instant confirmedAt, Duration age) {

    /** By device, then technology. */
    public static final Comparator<LoadedOlt> ORDER =
        Comparator.comparing((LoadedOlt loaded) -> loaded.olt().device())
            .thenComparing(LoadedOlt::technology);
  }

  @Override
  public String toString() {
    return "%s since %s: %s%s"
        .formatted(state(), since, reason.text(), code.map(c -> " (" + c + ")").orElse(""));
  }
}

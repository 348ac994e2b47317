package org.ponkeeper.olt;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.store.Mutation;

/** A request to move an ONU, with its options. Immutable. */
public final class OnuMoveRequest {

  private final OnuId onu;
  private final PonId pon;
  private final OptionalInt number;
  private final Optional<Etag> ifMatch;
  private final Function<OnuMove, List<Mutation>> adapterData;

  private OnuMoveRequest(
      OnuId onu,
      PonId pon,
      OptionalInt number,
      Optional<Etag> ifMatch,
      Function<OnuMove, List<Mutation>> adapterData) {
    this.onu = requireNonNull(onu, "onu");
    this.pon = requireNonNull(pon, "pon");
    this.number = requireNonNull(number, "number");
    this.ifMatch = ifMatch;
    this.adapterData = requireNonNull(adapterData, "adapterData");
  }

  /**
   * A move to an ONU id.
   *
   * @param onu the ONU
   * @param to where it is afterwards; on the same PON or another one of the OLT
   */
  public static OnuMoveRequest to(OnuId onu, OnuId to) {
    requireNonNull(to, "to");
    return new OnuMoveRequest(
        onu, to.pon(), OptionalInt.of(to.number()), Optional.empty(), move -> List.of());
  }

  /**
   * A move to a PON. The ONU keeps its number if it comes from a PON with the same pool of ONU ids
   * and the number is free on the new PON; otherwise it gets the lowest free number.
   *
   * @param onu the ONU
   * @param pon the number of the PON where it is afterwards, 0 to 255; also that of its own PON
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public static OnuMoveRequest toPon(OnuId onu, int pon) {
    PonId there = new PonId(requireNonNull(onu, "onu").pon().olt(), pon);
    return new OnuMoveRequest(onu, there, OptionalInt.empty(), Optional.empty(), move -> List.of());
  }

  /**
   * A copy that also writes the adapter's own data about the move, in the same transaction: both
   * are written or neither is. The data replaces any values under the adapter's keys.
   *
   * @param adapterData returns the mutations for the move passed to it: keys below the adapter path
   *     of the options, each once, at most 100 and 512 KiB. Runs on another thread, once for each
   *     attempt, and delays all changes of the OLT meanwhile: it must be fast, and must not call
   *     the same {@code Ponkeeper}
   */
  public OnuMoveRequest withAdapterData(Function<OnuMove, List<Mutation>> adapterData) {
    return new OnuMoveRequest(onu, pon, number, ifMatch, adapterData);
  }

  /**
   * A copy that moves the ONU only if it is the one that was read. Another one, or one that was
   * changed, is refused with {@code ETAG_MISMATCH}.
   *
   * @param etag from {@link OnuContents#etag}
   */
  public OnuMoveRequest ifMatch(Etag etag) {
    requireNonNull(etag, "etag");
    return new OnuMoveRequest(onu, pon, number, Optional.of(etag), adapterData);
  }

  /** The etag of the only ONU to move; empty to move any. */
  public Optional<Etag> ifMatch() {
    return ifMatch;
  }

  /** The ONU. */
  public OnuId onu() {
    return onu;
  }

  /** The PON where it is afterwards. */
  public PonId pon() {
    return pon;
  }

  /** The number that it gets; empty if any. */
  public OptionalInt number() {
    return number;
  }

  /** Returns the adapter's mutations for a move. */
  public Function<OnuMove, List<Mutation>> adapterData() {
    return adapterData;
  }

  @Override
  public String toString() {
    return "move of "
        + onu
        + " to "
        + (number.isPresent() ? new OnuId(pon, number.getAsInt()) : pon);
  }
}

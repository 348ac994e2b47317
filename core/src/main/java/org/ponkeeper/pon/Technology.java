package org.ponkeeper.pon;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/** The kinds of PON that VOLTHA's keys tell apart. */
public enum Technology {
  /** ITU-T G.984. */
  GPON("GPON", 253),
  /** ITU-T G.987. */
  XGPON("XGPON", 1022),
  /** ITU-T G.9807.1. */
  XGS_PON("XGS-PON", 1020),
  /** IEEE 802.3ah; its Alloc-IDs are LLIDs. */
  EPON("EPON", 255);

  private final String text;
  private final int lastOnuId;

  Technology(String text, int lastOnuId) {
    this.text = text;
    this.lastOnuId = lastOnuId;
  }

  /** The name as it stands in keys and paths, for example {@code XGS-PON}. */
  public String text() {
    return text;
  }

  /** The greatest ONU id that the standard allows, included (EPON: what VOLTHA allows). */
  public int lastOnuId() {
    return lastOnuId;
  }

  /**
   * The technology of that name.
   *
   * @throws InvalidRequestException {@code TECHNOLOGY_UNKNOWN}
   */
  public static Technology of(String text) {
    return find(text)
        .orElseThrow(() ->
            new InvalidRequestException(ErrorCode.TECHNOLOGY_UNKNOWN)
                .with("technology", text)
                .with(
                    "known",
                    Arrays.stream(values())
                        .map(Technology::text)
                        .collect(Collectors.joining(", "))));
  }

  /** The technology of that name, if there is one. */
  public static Optional<Technology> find(String text) {
    return Arrays.stream(values()).filter(t -> t.text.equals(text)).findFirst();
  }

  @Override
  public String toString() {
    return text;
  }
}

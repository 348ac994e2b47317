package org.ponkeeper.pon;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/** The PON technologies that VOLTHA's keys distinguish. */
public enum Technology {
  /** ITU-T G.984. */
  GPON("GPON", 253, 254, 4095),
  /** ITU-T G.987. */
  XGPON("XGPON", 1022, 1023, 65534),
  /** ITU-T G.9807.1. */
  XGS_PON("XGS-PON", 1020, 1021, 65534),
  /** IEEE 802.3ah; its Alloc-IDs are LLIDs. */
  EPON("EPON", 255, 1, 65535);

  private final String text;
  private final int lastOnuId;
  private final int firstGemPortId;
  private final int lastGemPortId;

  Technology(String text, int lastOnuId, int firstGemPortId, int lastGemPortId) {
    this.text = text;
    this.lastOnuId = lastOnuId;
    this.firstGemPortId = firstGemPortId;
    this.lastGemPortId = lastGemPortId;
  }

  /** The name in keys and paths, for example {@code XGS-PON}. */
  public String text() {
    return text;
  }

  /**
   * The greatest ONU id that the standard allows, inclusive (EPON: the greatest that VOLTHA
   * allows).
   */
  public int lastOnuId() {
    return lastOnuId;
  }

  /**
   * The lowest GEM port id of a service, inclusive: lower ids are kept for OMCI and similar uses.
   * Source: ITU-T G.984.3, G.987.3 and G.9807.1; EPON has no such standard.
   */
  public int firstGemPortId() {
    return firstGemPortId;
  }

  /** The greatest GEM port id of a service, inclusive. */
  public int lastGemPortId() {
    return lastGemPortId;
  }

  /**
   * The technology with that name.
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

  /** The technology with that name, if there is one. */
  public static Optional<Technology> find(String text) {
    return Arrays.stream(values()).filter(t -> t.text.equals(text)).findFirst();
  }

  @Override
  public String toString() {
    return text;
  }
}

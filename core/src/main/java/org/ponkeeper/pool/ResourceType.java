package org.ponkeeper.pool;

import java.util.Arrays;
import java.util.Optional;
import org.ponkeeper.pon.Technology;

/** The four types of ids that pools hold. */
public enum ResourceType {
  /** ONU ids. */
  ONU_ID("onu"),
  /** Alloc-IDs; EPON: LLIDs. */
  ALLOC_ID("alloc"),
  /** GEM port ids. */
  GEM_PORT_ID("gem-port"),
  /** Flow ids. */
  FLOW_ID("flow");

  private static final int LAST_16_BIT = 65535;

  private final String text;

  ResourceType(String text) {
    this.text = text;
  }

  /** The name on the command line and in OLT records. */
  public String text() {
    return text;
  }

  /** The type with that name, if there is one. */
  public static Optional<ResourceType> find(String text) {
    return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
  }

  /**
   * The ids that the technology's standard allows to be allocated.
   *
   * <p>GPON: ITU-T G.984.3 (GEM port ids below 254 are kept for OMCI and similar uses); XGPON:
   * G.987.3; XGS-PON: G.9807.1, in the narrower form of BBF TR-385. For EPON and for flow ids there
   * is no such standard: 1 to 65535.
   */
  public IdRange legalSpace(Technology technology) {
    return switch (technology) {
      case GPON ->
          switch (this) {
            case ONU_ID -> new IdRange(0, technology.lastOnuId());
            case ALLOC_ID -> new IdRange(256, 4095);
            case GEM_PORT_ID -> gemPortIds(technology);
            case FLOW_ID -> new IdRange(1, LAST_16_BIT);
          };
      case XGPON ->
          switch (this) {
            case ONU_ID -> new IdRange(0, technology.lastOnuId());
            case ALLOC_ID -> new IdRange(1024, 16383);
            case GEM_PORT_ID -> gemPortIds(technology);
            case FLOW_ID -> new IdRange(1, LAST_16_BIT);
          };
      case XGS_PON ->
          switch (this) {
            case ONU_ID -> new IdRange(0, technology.lastOnuId());
            case ALLOC_ID -> new IdRange(1024, 16383);
            case GEM_PORT_ID -> gemPortIds(technology);
            case FLOW_ID -> new IdRange(1, LAST_16_BIT);
          };
      case EPON -> new IdRange(1, LAST_16_BIT);
    };
  }

  private static IdRange gemPortIds(Technology technology) {
    return new IdRange(technology.firstGemPortId(), technology.lastGemPortId());
  }

  @Override
  public String toString() {
    return text;
  }
}

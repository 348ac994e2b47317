package org.ponkeeper.keyspace;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.FlowInfoId;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/**
 * The keys of an adapter's data about the ONUs of an OLT: {@code {<pon>,<onu>[,<uni>]}/alloc_ids}
 * and the other maps, and {@code flow_id_info/{<pon>,<onu>[,<uni>]}/{<flow>}}. Braces are literal.
 * Immutable.
 */
public final class OnuMapKeys {

  private static final String FLOW_INFO = "flow_id_info/";

  private static final Pattern MAP =
      Pattern.compile("\\{([0-9]{1,9}),([0-9]{1,9})(?:,([0-9]{1,9}))?}/([a-z_]+)");

  private static final Pattern FLOW = Pattern.compile("\\{(0|[1-9][0-9]{0,18})}");

  private static final Pattern FLOW_OF_ONU =
      Pattern.compile("\\{([0-9]{1,9}),([0-9]{1,9})(?:,([0-9]{1,9}))?}/\\{(0|[1-9][0-9]{0,18})}");

  private final OltId olt;
  private final String prefix;

  /** The keys of one OLT in a layout. */
  public OnuMapKeys(KeySpace keys, PoolKeyLayout layout, Technology technology, OltId olt) {
    this.olt = olt;
    this.prefix = keys.resourcesPrefix(layout, technology, olt);
  }

  /** The key of a map. */
  public Key map(OnuMapId id) {
    return new Key(prefix + braced(id.of()) + "/" + name(id.type()));
  }

  /** The range of all maps of the OLT. */
  public KeyRange maps() {
    return KeyRange.prefix(prefix + "{");
  }

  /** The range of the maps of a PON. */
  public KeyRange maps(PonId pon) {
    return KeyRange.prefix(prefix + "{" + pon.number() + ",");
  }

  /** The ranges of the maps of an ONU and its UNI ports, or of one UNI port. */
  public List<KeyRange> maps(OnuOrUni of) {
    return below(prefix, of);
  }

  /** The map's id; empty if it is not the key of a map. */
  public Optional<OnuMapId> parseMap(Key key) {
    Optional<Matcher> found = KeySpace.rest(key, prefix).map(MAP::matcher).filter(Matcher::matches);
    return found.flatMap(
        m -> type(m.group(4)).flatMap(type -> of(m).map(of -> new OnuMapId(of, type))));
  }

  /** Whether it is the key of a map or a flow info, of any ONU. */
  public boolean isKnown(Key key) {
    return parseMap(key).isPresent() || parseFlowInfo(key).isPresent();
  }

  /** The flow info's id; empty if it is not the key of a flow info. */
  public Optional<FlowInfoId> parseFlowInfo(Key key) {
    Optional<Matcher> found =
        KeySpace.rest(key, prefix + FLOW_INFO).map(FLOW_OF_ONU::matcher).filter(Matcher::matches);
    return found.flatMap(
        m -> flowId(m.group(4)).flatMap(flow -> of(m).map(of -> new FlowInfoId(of, flow))));
  }

  /** The key of a flow info. */
  public Key flowInfo(OnuOrUni of, long flowId) {
    return new Key(flowInfosPrefix(of) + "{" + flowId + "}");
  }

  /** The range of the flow infos of only this ONU or UNI port. */
  public KeyRange flowInfos(OnuOrUni of) {
    return KeyRange.prefix(flowInfosPrefix(of));
  }

  /** The flow's id in a key of that range; empty if it is not the key of a flow info. */
  public Optional<Long> parseFlowId(OnuOrUni of, Key key) {
    return KeySpace.rest(key, flowInfosPrefix(of))
        .map(FLOW::matcher)
        .filter(Matcher::matches)
        .flatMap(m -> flowId(m.group(1)));
  }

  /** The ranges of the flow infos of an ONU and its UNI ports, or of one UNI port. */
  public List<KeyRange> allFlowInfos(OnuOrUni of) {
    return below(prefix + FLOW_INFO, of);
  }

  /** The range of the flow infos of a PON. */
  public KeyRange flowInfos(PonId pon) {
    return KeyRange.prefix(prefix + FLOW_INFO + "{" + pon.number() + ",");
  }

  private static List<KeyRange> below(String prefix, OnuOrUni of) {
    String braced = braced(of);
    KeyRange own = KeyRange.prefix(prefix + braced + "/");
    return switch (of) {
      case UniPort uni -> List.of(own);
      case OnuId onu ->
          // "{0,1," sorts before "{0,1}".
          List.of(KeyRange.prefix(prefix + braced.substring(0, braced.length() - 1) + ","), own);
    };
  }

  private String flowInfosPrefix(OnuOrUni of) {
    return prefix + FLOW_INFO + braced(of) + "/";
  }

  private static String braced(OnuOrUni of) {
    OnuId onu = of.onu();
    String numbers = onu.pon().number() + "," + onu.number();
    return "{" + (of instanceof UniPort uni ? numbers + "," + uni.number() : numbers) + "}";
  }

  private Optional<OnuOrUni> of(Matcher m) {
    try {
      OnuId onu = new OnuId(new PonId(olt, number(m.group(1))), number(m.group(2)));
      return Optional.of(m.group(3) == null ? onu : new UniPort(onu, number(m.group(3))));
    } catch (InvalidRequestException outside) {
      return Optional.empty();
    }
  }

  /**
   * Parses a number in VOLTHA's form; returns a number that is no valid id if it has leading zeros.
   */
  private static int number(String digits) {
    return KeySpace.number(digits).orElse(-1);
  }

  private static Optional<Long> flowId(String digits) {
    try {
      return Optional.of(Long.parseLong(digits));
    } catch (NumberFormatException outside) {
      return Optional.empty();
    }
  }

  private static String name(OnuMapType type) {
    return switch (type) {
      case ALLOC_IDS -> "alloc_ids";
      case GEM_PORT_IDS -> "gemport_ids";
      case FLOW_IDS -> "flow_ids";
    };
  }

  private static Optional<OnuMapType> type(String name) {
    for (OnuMapType type : OnuMapType.values()) {
      if (name(type).equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}

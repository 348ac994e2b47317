package org.ponkeeper.keyspace;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/**
 * The keys of what VOLTHA's openolt adapter keeps of an OLT in its own place: {@code
 * <basePath>/openolt/{<device>}/{<pon>,<onu>,<uni>}/tp_id} and {@code
 * .../onu_gem_info/{<pon>}/{<onu>}}. Braces are literal. Immutable.
 */
public final class OpenOltKeys {

  private static final Pattern TP_ID =
      Pattern.compile("\\{([0-9]{1,9}),([0-9]{1,9}),([0-9]{1,9})}/tp_id");

  private static final Pattern ONU_GEM_INFO = Pattern.compile("\\{([0-9]{1,9})}/\\{([0-9]{1,9})}");

  private final OltId olt;
  private final String prefix;

  /** The keys of that OLT. */
  public OpenOltKeys(KeySpace keys, OltId olt) {
    this.olt = olt;
    this.prefix = keys.openOlt() + "{" + olt + "}/";
  }

  /** The key of the template ids of a UNI port. */
  public Key tpId(UniPort port) {
    return new Key(
        "%s{%s,%s,%s}/tp_id"
            .formatted(prefix, port.pon().number(), port.onu().number(), port.number()));
  }

  /** Where the template ids of all UNI ports lie, among other keys of theirs. */
  public KeyRange tpIds() {
    return KeyRange.prefix(prefix + "{");
  }

  /** Where those of a PON lie. */
  public KeyRange tpIds(int pon) {
    return KeyRange.prefix(prefix + "{" + pon + ",");
  }

  /** The UNI port whose template ids a key has, if it is the key of some. */
  public Optional<UniPort> parseTpId(Key key) {
    return KeySpace.rest(key, prefix)
        .map(TP_ID::matcher)
        .filter(Matcher::matches)
        .flatMap(m -> onu(m).flatMap(onu -> port(onu, m.group(3))));
  }

  /** The key of what the adapter knows of an ONU. */
  public Key onuGemInfo(OnuId onu) {
    return new Key(infosPrefix() + "{" + onu.pon().number() + "}/{" + onu.number() + "}");
  }

  /** Where that lies of all ONUs. */
  public KeyRange onuGemInfos() {
    return KeyRange.prefix(infosPrefix());
  }

  /** Where it lies of the ONUs of a PON. */
  public KeyRange onuGemInfos(int pon) {
    return KeyRange.prefix(infosPrefix() + "{" + pon + "}/");
  }

  /** The ONU that a key of that range is of, if it is of one. */
  public Optional<OnuId> parseOnuGemInfo(Key key) {
    return KeySpace.rest(key, infosPrefix())
        .map(ONU_GEM_INFO::matcher)
        .filter(Matcher::matches)
        .flatMap(this::onu);
  }

  private String infosPrefix() {
    return prefix + "onu_gem_info/";
  }

  private Optional<OnuId> onu(Matcher m) {
    try {
      return Optional.of(new OnuId(new PonId(olt, number(m.group(1))), number(m.group(2))));
    } catch (InvalidRequestException outside) {
      return Optional.empty();
    }
  }

  private static Optional<UniPort> port(OnuId onu, String digits) {
    try {
      return Optional.of(new UniPort(onu, number(digits)));
    } catch (InvalidRequestException outside) {
      return Optional.empty();
    }
  }

  /** A number as VOLTHA writes it; one with leading zeros is none, which no id can be. */
  private static int number(String digits) {
    return KeySpace.number(digits).orElse(-1);
  }
}

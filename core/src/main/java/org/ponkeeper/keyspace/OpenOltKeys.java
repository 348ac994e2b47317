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
 * The openolt adapter's own keys of an OLT: {@code
 * <basePath>/openolt/{<device>}/{<pon>,<onu>,<uni>}/tp_id}, {@code
 * .../{<template>}/meter_id/{<direction>}} beside it, and {@code .../onu_gem_info/{<pon>}/{<onu>}}.
 * Braces are literal. Immutable.
 */
public final class OpenOltKeys {

  private static final Pattern TP_ID =
      Pattern.compile("\\{([0-9]{1,9}),([0-9]{1,9}),([0-9]{1,9})}/tp_id");

  private static final Pattern METER =
      Pattern.compile("\\{[0-9]+,[0-9]+,[0-9]+}/\\{[0-9]+}/meter_id/.+");

  private static final Pattern ONU_GEM_INFO = Pattern.compile("\\{([0-9]{1,9})}/\\{([0-9]{1,9})}");

  private final OltId olt;
  private final String prefix;

  /** The keys of one OLT. */
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

  /** The range of the template ids of all UNI ports; contains other keys of the ports too. */
  public KeyRange tpIds() {
    return KeyRange.prefix(prefix + "{");
  }

  /** The range of the template ids of a PON's UNI ports; contains other keys too. */
  public KeyRange tpIds(int pon) {
    return KeyRange.prefix(prefix + "{" + pon + ",");
  }

  /** The UNI port; empty if it is not the key of a port's template ids. */
  public Optional<UniPort> parseTpId(Key key) {
    return KeySpace.rest(key, prefix)
        .map(TP_ID::matcher)
        .filter(Matcher::matches)
        .flatMap(m -> onu(m).flatMap(onu -> port(onu, m.group(3))));
  }

  /** The key of the adapter's info about an ONU. */
  public Key onuGemInfo(OnuId onu) {
    return new Key(infosPrefix() + "{" + onu.pon().number() + "}/{" + onu.number() + "}");
  }

  /** The range of what the adapter keeps of an ONU's UNI ports: template ids, meters and others. */
  public KeyRange uniPorts(OnuId onu) {
    return KeyRange.prefix(prefix + "{" + onu.pon().number() + "," + onu.number() + ",");
  }

  /** Whether it is the key of a meter of a UNI port. */
  public boolean isMeter(Key key) {
    return KeySpace.rest(key, prefix).filter(rest -> METER.matcher(rest).matches()).isPresent();
  }

  /** The range of the infos about all ONUs. */
  public KeyRange onuGemInfos() {
    return KeyRange.prefix(infosPrefix());
  }

  /** The range of the infos about the ONUs of a PON. */
  public KeyRange onuGemInfos(int pon) {
    return KeyRange.prefix(infosPrefix() + "{" + pon + "}/");
  }

  /** The ONU of a key of that range; empty if it is not the key of an info. */
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

  /**
   * Parses a number in VOLTHA's form; returns a number that is no valid id if it has leading zeros.
   */
  private static int number(String digits) {
    return KeySpace.number(digits).orElse(-1);
  }
}

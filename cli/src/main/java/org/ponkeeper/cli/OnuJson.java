package org.ponkeeper.cli;

import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.UniPort;
import tools.jackson.core.JsonGenerator;

/** Formats ONUs and UNI ports for tables and JSON. */
final class OnuJson {
  private OnuJson() {}

  /**
   * Writes the properties {@code pon}, {@code onu} and {@code uni}; {@code null} for a whole ONU.
   */
  static void write(JsonGenerator json, OnuOrUni of) {
    json.writeNumberProperty("pon", of.onu().pon().number());
    json.writeNumberProperty("onu", of.onu().number());
    if (of instanceof UniPort uni) {
      json.writeNumberProperty("uni", uni.number());
    } else {
      json.writeNullProperty("uni");
    }
  }

  /** The UNI port's number; {@code -} for a whole ONU. */
  static String uni(OnuOrUni of) {
    return of instanceof UniPort uni ? Integer.toString(uni.number()) : "-";
  }
}

package org.ponkeeper.keyspace;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Key;

/**
 * Parses the paths of one OLT's instances from their keys. The paths share objects for ports, ONUs
 * and PONs, because a process keeps a path for each service of each subscriber. For one thread.
 */
public final class InstancePaths {

  private static final int LAST_TEMPLATE = 65535;

  private final String prefix;
  private final String oltSegment;
  private final Technology technology;
  private final OltId olt;
  private final Map<Integer, TechProfileId> templates = new HashMap<>();

  /** The part before the PON's number, which is the same for all keys of a template. */
  private String head = "";

  private @Nullable TechProfileId templateOfHead;
  private final Map<Integer, PonId> pons = new HashMap<>();
  private final Map<Integer, UniPort> ports = new HashMap<>();

  InstancePaths(String prefix, Technology technology, OltId olt) {
    this.prefix = prefix;
    this.oltSegment = "/olt-{" + olt + "}/pon-{";
    this.technology = technology;
    this.olt = olt;
  }

  /** The instance's path; empty if it is not the key of an instance on this OLT. */
  public Optional<InstancePath> parse(Key key) {
    Text text = new Text(key.text());
    boolean asBefore = templateOfHead != null && text.skip(head);
    TechProfileId template = asBefore ? templateOfHead : template(text);
    if (template == null) {
      return Optional.empty();
    }
    int pon = text.number(PonId.LAST);
    int onu = pon >= 0 && text.skip("}/onu-{") ? text.number(OnuId.LAST) : -1;
    int uni = onu >= 0 && text.skip("}/uni-{") ? text.number(UniPort.LAST) : -1;
    if (uni < 0 || !text.skip("}") || !text.isAtEnd()) {
      return Optional.empty();
    }
    return Optional.of(new InstancePath(technology, template, port(pon, onu, uni)));
  }

  /** Reads up to the PON's number; null if it is not the key of an instance on this OLT. */
  private @Nullable TechProfileId template(Text text) {
    int number = text.skip(prefix) ? text.number(LAST_TEMPLATE) : -1;
    if (number < 0 || !text.skip(oltSegment)) {
      return null;
    }
    head = prefix + number + oltSegment;
    templateOfHead = templates.computeIfAbsent(number, TechProfileId::new);
    return templateOfHead;
  }

  /** The name of the UNI port in the key of an instance on this OLT. */
  public String portName(Key key) {
    return key.text().substring(key.text().indexOf('/', prefix.length()) + 1);
  }

  private UniPort port(int pon, int onu, int uni) {
    int number = (pon * (OnuId.LAST + 1) + onu) * (UniPort.LAST + 1);
    UniPort known = ports.get(number + uni);
    if (known == null) {
      // Ports of the same ONU share its object.
      @Nullable UniPort first = ports.get(number);
      OnuId its = first == null ? new OnuId(pon(pon), onu) : first.onu();
      known = new UniPort(its, uni);
      ports.put(number + uni, known);
    }
    return known;
  }

  private PonId pon(int number) {
    return pons.computeIfAbsent(number, n -> new PonId(olt, n));
  }

  /** A text that is parsed from left to right. */
  private static final class Text {
    private final String text;
    private int at;

    Text(String text) {
      this.text = text;
    }

    boolean skip(String literal) {
      boolean stands = text.startsWith(literal, at);
      if (stands) {
        at += literal.length();
      }
      return stands;
    }

    /**
     * Parses a decimal number without sign and leading zeros from 0 to {@code last}; -1 if there is
     * none.
     */
    int number(int last) {
      int begin = at;
      int value = 0;
      while (at < text.length()) {
        int digit = text.charAt(at) - '0';
        if (digit < 0 || digit > 9) {
          break;
        }
        value = value * 10 + digit;
        at++;
        if (value > last) {
          return -1;
        }
      }
      boolean leadingZero = at - begin > 1 && text.charAt(begin) == '0';
      return at == begin || leadingZero ? -1 : value;
    }

    boolean isAtEnd() {
      return at == text.length();
    }
  }
}

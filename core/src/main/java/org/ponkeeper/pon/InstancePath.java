package org.ponkeeper.pon;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * Where an instance lives: {@code <TECH>/<template id>/<UNI port name>}. The text is a contract
 * with ONU adapters.
 *
 * @param technology the technology
 * @param template the template's id
 * @param uniPort the subscriber's port
 */
public record InstancePath(Technology technology, TechProfileId template, UniPort uniPort)
    implements Comparable<InstancePath> {

  public InstancePath {
    requireNonNull(technology, "technology");
    requireNonNull(template, "template");
    requireNonNull(uniPort, "uniPort");
  }

  private static final Comparator<InstancePath> ORDER =
      Comparator.comparing(InstancePath::technology)
          .thenComparing(InstancePath::template)
          .thenComparing(InstancePath::uniPort);

  /** The orders of technologies, template ids and ports, in this order; ids sort as numbers. */
  @Override
  public int compareTo(InstancePath other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return technology + "/" + template + "/" + uniPort;
  }
}

package org.ponkeeper.pon;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * The path of an instance: {@code <TECH>/<template id>/<UNI port name>}. ONU adapters depend on
 * this text.
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

  /** Compares by technology, template id and port, in this order; ids compare as numbers. */
  @Override
  public int compareTo(InstancePath other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return technology + "/" + template + "/" + uniPort;
  }
}

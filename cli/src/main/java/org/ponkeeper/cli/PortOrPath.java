package org.ponkeeper.cli;

import java.util.Optional;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;

/**
 * The name of a UNI port, or the path of an instance on it, as commands print it.
 *
 * @param port the port
 * @param path the path, if it is one
 */
record PortOrPath(UniPort port, Optional<InstancePath> path) {

  /** Parses a word; a path begins with its technology. */
  static PortOrPath parse(String text) {
    String first = text.substring(0, Math.max(0, text.indexOf('/')));
    if (Technology.find(first).isEmpty()) {
      return new PortOrPath(UniPort.parse(text), Optional.empty());
    }
    InstancePath path = InstancePath.parse(text);
    return new PortOrPath(path.uniPort(), Optional.of(path));
  }

  Optional<Technology> technology() {
    return path.map(InstancePath::technology);
  }

  Optional<TechProfileId> template() {
    return path.map(InstancePath::template);
  }
}

package org.ponkeeper.profile;

import java.util.Optional;

/**
 * What every template says of itself, whatever the technology.
 *
 * @param name for people
 * @param version 0 to 2^32-1, both included
 * @param profileType free text, often {@code XPON}; not the technology
 * @param numGemPorts how many GEM ports an instance has, 0 to 2^32-1, both included; what no
 *     instance can have, {@link TechProfile#diagnostics()} says
 * @param instanceControl what is shared, if given
 */
public record ProfileHeader(
    String name,
    long version,
    String profileType,
    long numGemPorts,
    Optional<InstanceControl> instanceControl) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one does not fit unsigned 32 bits
   */
  public ProfileHeader {
    Uint32.check("version", version);
    Uint32.check("num_gem_ports", numGemPorts);
  }
}

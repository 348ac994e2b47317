package org.ponkeeper.profile;

import java.util.Optional;

/**
 * The fields that templates of all technologies have.
 *
 * @param name for display
 * @param version 0 to 2^32-1, both inclusive
 * @param profileType free text, often {@code XPON}; not the technology
 * @param numGemPorts the number of GEM ports of an instance, 0 to 2^32-1, both inclusive; {@link
 *     TechProfile#diagnostics()} reports numbers that no instance can have
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

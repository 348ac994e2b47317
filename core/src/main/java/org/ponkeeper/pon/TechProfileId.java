package org.ponkeeper.pon;

/**
 * The id of a technology profile, which is the id of a template; 64 to 255 by convention.
 *
 * @param value 0 to 65535, both inclusive
 */
public record TechProfileId(int value) implements Comparable<TechProfileId> {

  /** The greatest id, inclusive. */
  public static final int LAST = 65535;

  /**
   * VOLTHA's default id, 64. If no template is stored for it, instances are created from the
   * {@linkplain org.ponkeeper.profile.BuiltInProfiles built-in default}.
   */
  public static final TechProfileId DEFAULT = new TechProfileId(64);

  /**
   * Checks the number.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public TechProfileId {
    LegalSpace.check("template id", value, 0, LAST);
  }

  @Override
  public int compareTo(TechProfileId other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}

package org.ponkeeper.profile;

/**
 * Whether services share assigned ids. The texts are kept as they were written; {@link
 * TechProfile#diagnostics()} says whether an instance can be created with them.
 *
 * @param onu {@value #SINGLE_INSTANCE}: all UNIs of an ONU share the template's Alloc-ID; {@value
 *     #MULTI_INSTANCE}: each UNI has its own
 * @param uni only {@value #SINGLE_INSTANCE} is supported
 * @param maxGemPayloadSize for the OLT, usually {@code auto}
 */
public record InstanceControl(String onu, String uni, String maxGemPayloadSize) {

  /** One instance for all. */
  public static final String SINGLE_INSTANCE = "single-instance";

  /** A separate instance for each. */
  public static final String MULTI_INSTANCE = "multi-instance";

  /** Whether the UNIs of an ONU share the template's Alloc-ID. */
  public boolean sharesAllocId() {
    return onu.equals(SINGLE_INSTANCE);
  }
}

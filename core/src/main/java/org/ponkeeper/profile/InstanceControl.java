package org.ponkeeper.profile;

/**
 * Whether services share what they are assigned. The texts are kept as they were written; which of
 * them an instance can be created from, {@link TechProfile#diagnostics()} says.
 *
 * @param onu {@value #SINGLE_INSTANCE}: all UNIs of an ONU share the template's Alloc-ID; {@value
 *     #MULTI_INSTANCE}: each UNI has its own
 * @param uni {@value #SINGLE_INSTANCE}; nothing else can be created
 * @param maxGemPayloadSize for the OLT, usually {@code auto}
 */
public record InstanceControl(String onu, String uni, String maxGemPayloadSize) {

  /** One for all. */
  public static final String SINGLE_INSTANCE = "single-instance";

  /** One for each. */
  public static final String MULTI_INSTANCE = "multi-instance";

  /** Whether the UNIs of an ONU share the template's Alloc-ID. */
  public boolean sharesAllocId() {
    return onu.equals(SINGLE_INSTANCE);
  }
}

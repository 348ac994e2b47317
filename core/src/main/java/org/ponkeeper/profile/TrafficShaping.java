package org.ponkeeper.profile;

/**
 * The shaping of a traffic scheduler. The numbers are passed on unchanged; VOLTHA's callers give
 * rates in kbit/s and bursts in kilobytes. Each is 0 to 2^32-1, both inclusive.
 *
 * @param committedRate the committed information rate (CIR)
 * @param committedBurst the committed burst size (CBS)
 * @param peakRate the peak information rate (PIR)
 * @param peakBurst the peak burst size (PBS)
 * @param guaranteedRate the guaranteed information rate (GIR)
 * @param additionalBandwidth the additional bandwidth that was inferred
 */
public record TrafficShaping(
    long committedRate,
    long committedBurst,
    long peakRate,
    long peakBurst,
    long guaranteedRate,
    InferredAdditionalBandwidth additionalBandwidth) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one does not fit unsigned 32 bits
   */
  public TrafficShaping {
    Uint32.check("cir", committedRate);
    Uint32.check("cbs", committedBurst);
    Uint32.check("pir", peakRate);
    Uint32.check("pbs", peakBurst);
    Uint32.check("gir", guaranteedRate);
  }

  /** Committed and peak rate and burst, without guaranteed rate and inferred bandwidth. */
  public static TrafficShaping of(
      long committedRate, long committedBurst, long peakRate, long peakBurst) {
    return new TrafficShaping(
        committedRate, committedBurst, peakRate, peakBurst, 0, InferredAdditionalBandwidth.NONE);
  }
}

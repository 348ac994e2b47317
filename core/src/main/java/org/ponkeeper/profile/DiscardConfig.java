package org.ponkeeper.profile;

import java.util.Optional;

/**
 * The discard configuration of a queue.
 *
 * @param policy the named policy, which may differ from that of the parameters
 * @param parameters the parameters of one policy, or none
 */
public record DiscardConfig(DiscardPolicy policy, Optional<Parameters> parameters) {

  /** The parameters of one policy. */
  public sealed interface Parameters permits TailDrop, Red, WeightedRed {}

  /**
   * Discards packets that arrive at a full queue.
   *
   * @param queueSize 0 to 2^32-1, both inclusive
   */
  public record TailDrop(long queueSize) implements Parameters {

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it does not fit unsigned 32 bits
     */
    public TailDrop {
      Uint32.check("queue_size", queueSize);
    }
  }

  /**
   * Random early detection.
   *
   * @param config the thresholds
   */
  public record Red(RedDiscardConfig config) implements Parameters {}

  /**
   * Random early detection by colour.
   *
   * @param green the thresholds of green traffic, if given
   * @param yellow the thresholds of yellow traffic, if given
   * @param red the thresholds of red traffic, if given
   */
  public record WeightedRed(
      Optional<RedDiscardConfig> green,
      Optional<RedDiscardConfig> yellow,
      Optional<RedDiscardConfig> red)
      implements Parameters {}

  /** Random early detection with these thresholds. */
  public static DiscardConfig red(RedDiscardConfig config) {
    return new DiscardConfig(DiscardPolicy.RED, Optional.of(new Red(config)));
  }

  /** Random early detection with the same thresholds for all three colours. */
  public static DiscardConfig weightedRed(RedDiscardConfig config) {
    Optional<RedDiscardConfig> each = Optional.of(config);
    return new DiscardConfig(DiscardPolicy.W_RED, Optional.of(new WeightedRed(each, each, each)));
  }
}

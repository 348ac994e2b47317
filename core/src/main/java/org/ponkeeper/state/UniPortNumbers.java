package org.ponkeeper.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.UniPort;

/**
 * How the openolt adapter of an OLT numbers UNI ports: by PON, ONU and UNI, with 4 bits for the UNI
 * in older versions and 8 in newer ones. Only the numbers that the adapter has stored show which of
 * the two it uses.
 *
 * @param uniBits the bits for the UNI
 */
public record UniPortNumbers(int uniBits) {

  private static final int ONU_BITS = 8;

  private static final List<UniPortNumbers> ALL =
      List.of(new UniPortNumbers(4), new UniPortNumbers(8));

  /**
   * The numbering that all stored numbers follow, if they follow exactly one.
   *
   * @param stored the numbers that the adapter has stored for each ONU
   */
  public static Optional<UniPortNumbers> of(Map<OnuId, ? extends Collection<Long>> stored) {
    List<UniPortNumbers> fitting = new ArrayList<>(ALL);
    stored.forEach((onu, numbers) ->
        numbers.forEach(number -> fitting.removeIf(one -> !one.isOf(onu, number))));
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }

  private boolean isOf(OnuId onu, long number) {
    return number >>> uniBits == onuPart(onu);
  }

  private static long onuPart(OnuId onu) {
    return ((long) onu.pon().number() << ONU_BITS) | onu.number();
  }

  /** The number of a port; empty if the numbering has too few bits for it. */
  public Optional<Long> number(UniPort port) {
    boolean fits = port.number() < 1 << uniBits && port.onu().number() < 1 << ONU_BITS;
    return fits ? Optional.of(onuPart(port.onu()) << uniBits | port.number()) : Optional.empty();
  }
}

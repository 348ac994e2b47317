package org.ponkeeper.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.UniPort;

/** Port numbers of UNI ports are derived from those that the adapter has stored, or are unknown. */
class UniPortNumbersTest {

  private static final OnuId FIRST = UniPort.of("olt-1", 0, 1, 0).onu();
  private static final OnuId SECOND = UniPort.of("olt-1", 3, 2, 0).onu();

  @Test
  void theNumberingThatAllFollowIsTaken() {
    UniPort port = UniPort.of("olt-1", 3, 2, 1);

    UniPortNumbers older = UniPortNumbers.of(Map.of(FIRST, List.of(16L, 17L))).orElseThrow();
    UniPortNumbers newer = UniPortNumbers.of(Map.of(FIRST, List.of(256L))).orElseThrow();

    assertThat(older.number(port)).contains((3L << 12) | (2 << 4) | 1);
    assertThat(newer.number(port)).contains((3L << 16) | (2 << 8) | 1);
    assertThat(older.number(UniPort.of("olt-1", 3, 2, 16))).isEmpty();
    assertThat(newer.number(UniPort.of("olt-1", 3, 256, 0))).isEmpty();
  }

  @Test
  void portNumbersThatFitNoSchemeOrBothAreNotUsed() {
    OnuId zero = UniPort.of("olt-1", 0, 0, 0).onu();

    assertThat(UniPortNumbers.of(Map.of())).isEmpty();
    assertThat(UniPortNumbers.of(Map.of(FIRST, List.of()))).isEmpty();
    assertThat(UniPortNumbers.of(Map.of(FIRST, List.of(16L, 256L)))).isEmpty();
    assertThat(UniPortNumbers.of(Map.of(FIRST, List.of(256L), SECOND, List.of(5L)))).isEmpty();
    assertThat(UniPortNumbers.of(Map.of(zero, List.of(0L)))).as("fits both").isEmpty();
  }
}

package org.ponkeeper.cli.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimesTest {

  @Test
  void theMedianAndTheNinetyNinthOfAHundredAreTimesThatWereMeasured() {
    Times times =
        new Times(1_000_000_000, LongStream.rangeClosed(1, 200).map(n -> 201 - n).toArray());

    assertThat(times.count()).isEqualTo(200);
    assertThat(times.rate()).isEqualTo(200);
    assertThat(times.median()).isEqualTo(100);
    assertThat(times.p99()).isEqualTo(198);
  }

  @Test
  void oneTimeIsAllOfThem() {
    Times times = new Times(7, new long[] {7});

    assertThat(times.median()).isEqualTo(7);
    assertThat(times.p99()).isEqualTo(7);
  }

  @Test
  void noTimesAreZeros() {
    Times times = new Times(7, new long[0]);

    assertThat(times.rate()).isZero();
    assertThat(times.median()).isZero();
  }
}

package org.ponkeeper.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

class IdRangesTest {

  @Test
  void severalRangesLeaveGapsBetweenThem() {
    IdRanges ranges = IdRanges.parse("1024-1300,1303-1310");

    assertThat(ranges.whole()).isEqualTo(new IdRange(1024, 1310));
    assertThat(Stream.of(1023, 1024, 1300, 1301, 1302, 1303, 1310, 1311).filter(ranges::contains))
        .containsExactly(1024, 1300, 1303, 1310);
    assertThat(Stream.of(1023, 1024, 1300, 1301, 1302, 1303, 1310, 1311).filter(ranges::isGap))
        .containsExactly(1301, 1302);
    assertThat(ranges).hasToString("1024-1300,1303-1310");
  }

  @Test
  void rangesAreSortedAndAdjacentOnesJoined() {
    assertThat(IdRanges.parse("20-29,1-9,10-19")).isEqualTo(IdRanges.of(1, 29));
    assertThat(IdRanges.parse("20-29,1-9")).isEqualTo(IdRanges.parse("1-9,20-29"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "1-9,",
        ",1-9",
        "1",
        "9-1",
        "1-9,9-20",
        "1-9,1-9",
        "1-9,3-4",
        "1-9 20-29",
        "1-9;2",
        "-1-9",
        "1-x"
      })
  void invalidRangesAreRejected(String text) {
    assertThatThrownBy(() -> IdRanges.parse(text))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RANGE_INVALID));
  }

  @Test
  void rangesAreAtLeastOneAndNotTooMany() {
    assertThatThrownBy(() -> new IdRanges(List.of())).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(
            () -> new IdRanges(Collections.nCopies(IdRanges.MAX_PARTS + 1, new IdRange(1, 2))))
        .isInstanceOf(InvalidRequestException.class);
  }
}

package org.ponkeeper.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PbitMapTest {

  @Test
  void theRightmostDigitIsPbitZero() {
    assertThat(carried("0b10000101")).containsExactly(0, 2, 7);
  }

  @ParameterizedTest
  @CsvSource({"0b0001000, 3", "0b000000100, 2"})
  void mapsOfOtherLengthsAreReadFromTheRight(String text, int pbit) {
    assertThat(carried(text)).containsExactly(pbit);
  }

  @Test
  void theFirstTwoCharactersNeverCount() {
    assertThat(carried("111")).containsExactly(0);
    assertThat(carried("11")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0b", "0x", "nonsense"})
  void textWithoutDigitsCarriesNothing(String text) {
    assertThat(carried(text)).isEmpty();
  }

  @Test
  void bytesAreCountedAsTheGoLibraryDoes() {
    // é is two bytes of UTF-8, so the 1 before it is digit 3 from the right.
    assertThat(carried("0b1é0")).containsExactly(3);
  }

  @Test
  void numbersThatAreNoPbitAreNotCarried() {
    PbitMap map = new PbitMap("0b11111111");

    assertThat(map.carries(-1)).isFalse();
    assertThat(map.carries(8)).isFalse();
    assertThat(map.carries(Integer.MAX_VALUE)).isFalse();
  }

  @Test
  void onlyEightBinaryDigitsAreRegular() {
    assertThat(new PbitMap("0b00000101").isRegular()).isTrue();
    for (String odd : List.of("", "0b0000010", "0b000000101", "0b00000102", "00000101")) {
      assertThat(new PbitMap(odd).isRegular()).as(odd).isFalse();
    }
  }

  private static List<Integer> carried(String text) {
    PbitMap map = new PbitMap(text);
    return IntStream.range(-1, 12).filter(map::carries).boxed().toList();
  }
}

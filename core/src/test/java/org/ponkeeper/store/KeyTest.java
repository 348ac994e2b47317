package org.ponkeeper.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "a/{b}", "\0", "é", "\u0800", "\uffff", "😀", "a😀b"})
  void theLengthCountsBytesOfUtf8(String text) {
    assertThat(new Key(text).length()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void aKeyHasOneTo4096Bytes() {
    assertThat(new Key("é".repeat(2048)).length()).isEqualTo(4096);
    assertThatIllegalArgumentException().isThrownBy(() -> new Key(""));
    assertThatIllegalArgumentException().isThrownBy(() -> new Key("a".repeat(4097)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Key("é".repeat(2048) + "a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "\ude00", "a\ud83d", "\ud83da", "\ude00\ud83d", "😀\ud83d"})
  void halfOfASurrogatePairIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Key(text));
  }

  @Test
  void keysAreOrderedByTheirBytes() {
    List<String> parts =
        List.of("a", "b", "A", "\0", "é", "\ud7ff", "\ue000", "\uffff", "😀", "𐀀", "\udbff\udfff");
    List<Key> keys = new ArrayList<>();
    for (String first : parts) {
      keys.add(new Key(first));
      parts.forEach(second -> keys.add(new Key(first + second)));
    }
    for (Key a : keys) {
      for (Key b : keys) {
        int expected =
            Arrays.compareUnsigned(
                a.text().getBytes(StandardCharsets.UTF_8),
                b.text().getBytes(StandardCharsets.UTF_8));
        assertThat(Integer.signum(a.compareTo(b)))
            .as("%s and %s", a, b)
            .isEqualTo(Integer.signum(expected));
      }
    }
  }
}

package org.ponkeeper.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyRangeTest {

  @Test
  void aRangeHoldsItsStartAndNotItsEnd() {
    KeyRange range = new KeyRange("b", Optional.of("d"));

    assertThat(range.contains(new Key("a\uffff"))).isFalse();
    assertThat(range.contains(new Key("b"))).isTrue();
    assertThat(range.contains(new Key("c😀"))).isTrue();
    assertThat(range.contains(new Key("d"))).isFalse();
  }

  @Test
  void everyKeyIsInTheRangeOfAll() {
    assertThat(KeyRange.all().contains(new Key("\0"))).isTrue();
    assertThat(KeyRange.all().contains(new Key("\udbff\udfff"))).isTrue();
  }

  @Test
  void aPrefixHoldsJustTheKeysThatBeginWithIt() {
    KeyRange range = KeyRange.prefix("a/");

    assertThat(range.contains(new Key("a/"))).isTrue();
    assertThat(range.contains(new Key("a/\udbff\udfff\udbff\udfff"))).isTrue();
    assertThat(range.contains(new Key("a0"))).isFalse();
    assertThat(range.contains(new Key("a"))).isFalse();
  }

  @Test
  void theTextAfterAPrefixIsTheLeastThatIsGreaterThanAllOfIt() {
    assertThat(KeyRange.afterPrefix("")).isEmpty();
    assertThat(KeyRange.afterPrefix("a/")).contains("a0");
    assertThat(KeyRange.afterPrefix("a\uffff")).contains("a𐀀");
    assertThat(KeyRange.afterPrefix("a\ud7ff")).contains("a\ue000");
    assertThat(KeyRange.afterPrefix("😀")).contains("😁");
    assertThat(KeyRange.afterPrefix("a\udbff\udfff")).contains("b");
    assertThat(KeyRange.afterPrefix("\udbff\udfff")).isEmpty();
  }

  @Test
  void aRangeFromInsideAnotherEndsWhereThatEnds() {
    assertThat(KeyRange.from("a/5", KeyRange.prefix("a/")))
        .isEqualTo(new KeyRange("a/5", Optional.of("a0")));
  }

  @Test
  void anEndThatIsHalfOfASurrogatePairIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> KeyRange.prefix("a\ud83d"));
    assertThatIllegalArgumentException().isThrownBy(() -> new KeyRange("a", Optional.of("\ude00")));
  }

  @Test
  void withoutReturnsTheGapsBetweenOtherRanges() {
    KeyRange letters = new KeyRange("b", Optional.of("x"));

    assertThat(letters.without(List.of())).containsExactly(letters);
    assertThat(letters.without(List.of(range("p", "q"), range("d", "f"))))
        .containsExactly(range("b", "d"), range("f", "p"), range("q", "x"));
    assertThat(letters.without(List.of(range("d", "p"), range("e", "f"), range("o", "q"))))
        .as("that overlap")
        .containsExactly(range("b", "d"), range("q", "x"));
    assertThat(letters.without(List.of(range("d", "f"), range("f", "h"))))
        .as("side by side")
        .containsExactly(range("b", "d"), range("h", "x"));
    assertThat(letters.without(List.of(range("a", "c"), range("w", "z"))))
        .as("that reach beyond it")
        .containsExactly(range("c", "w"));
    assertThat(letters.without(List.of(range("a", "b"), range("x", "z"))))
        .as("outside of it")
        .containsExactly(letters);
    assertThat(letters.without(List.of(letters))).isEmpty();
    assertThat(letters.without(List.of(KeyRange.all()))).isEmpty();
    assertThat(KeyRange.all().without(List.of(range("b", "c"), range("k", "g"))))
        .as("without an end, and one that holds no key")
        .containsExactly(range("", "b"), new KeyRange("c", Optional.empty()));
    assertThat(KeyRange.all().without(List.of(new KeyRange("c", Optional.empty()))))
        .containsExactly(range("", "c"));
  }

  @Test
  void intersectionIsARange() {
    KeyRange letters = range("b", "x");

    assertThat(letters.intersection(range("d", "f"))).contains(range("d", "f"));
    assertThat(range("d", "f").intersection(letters)).contains(range("d", "f"));
    assertThat(letters.intersection(range("a", "c"))).contains(range("b", "c"));
    assertThat(letters.intersection(range("w", "z"))).contains(range("w", "x"));
    assertThat(letters.intersection(letters)).contains(letters);
    assertThat(letters.intersection(KeyRange.all())).contains(letters);
    assertThat(KeyRange.all().intersection(letters)).contains(letters);
    KeyRange open = new KeyRange("c", Optional.empty());
    assertThat(open.intersection(letters)).contains(range("c", "x"));
    assertThat(open.intersection(KeyRange.all())).contains(open);
    assertThat(letters.intersection(range("x", "z"))).as("side by side").isEmpty();
    assertThat(letters.intersection(range("a", "b"))).isEmpty();
    assertThat(KeyRange.sorted(List.of(range("p", "q"), letters, open)))
        .containsExactly(letters, open, range("p", "q"));
  }

  private static KeyRange range(String start, String end) {
    return new KeyRange(start, Optional.of(end));
  }
}

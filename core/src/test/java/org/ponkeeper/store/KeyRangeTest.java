package org.ponkeeper.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
}

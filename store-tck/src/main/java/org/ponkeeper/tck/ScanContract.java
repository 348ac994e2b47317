package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanHint;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Version;

/** Reads of several keys: ranges and their ends, order, limits. */
interface ScanContract extends StoreUnderTest {

  @Test
  default void anEmptyStoreHasNoKeys() {
    assertThat(keys(KeyRange.all())).isEmpty();
  }

  @Test
  default void aScanGivesKeysWithTheirValuesAndVersions() {
    Version a = put("a", "1");
    Version b = put("b", "2");

    assertThat(store().list(List.of(KeyRange.all()), ScanOptions.ALL))
        .containsExactly(
            new KeyValue(new Key("a"), Bytes.utf8("1"), a),
            new KeyValue(new Key("b"), Bytes.utf8("2"), b));
  }

  @Test
  default void aHintNeverLosesAKeyThatItMatches() {
    for (String text : List.of("a/x", "a/😀x", "a/y", "x", "b/x", "b/xx/", "b/")) {
      put(text, "value of " + text + "\0\u007f" + text);
    }
    List<ScanHint> hints =
        List.of(
            new ScanHint.KeyEndsWith("x"),
            new ScanHint.KeyEndsWith("/😀x"),
            new ScanHint.KeyEndsWith("a longer text than the key"),
            new ScanHint.KeyEndsWith("%"),
            new ScanHint.ValueContains(Bytes.utf8("\0\u007fb/x")),
            new ScanHint.ValueContains(Bytes.utf8("a/😀")),
            new ScanHint.ValueContains(Bytes.empty()));

    for (ScanHint hint : hints) {
      for (KeyRange range : List.of(KeyRange.all(), KeyRange.prefix("b/"))) {
        List<KeyValue> all = store().list(List.of(range), ScanOptions.ALL);
        List<KeyValue> found = store().list(List.of(range), ScanOptions.ALL.hint(hint));
        assertThat(found).as("%s", hint).containsAll(all.stream().filter(hint::matches).toList());
        assertThat(all).as("%s", hint).containsAll(found);
      }
    }
    assertThat(
            store()
                .list(
                    List.of(KeyRange.all()),
                    ScanOptions.KEYS_ONLY.hint(new ScanHint.KeyEndsWith("/x"))))
        .extracting(found -> found.key().text())
        .contains("a/x", "b/x");
  }

  @Test
  default void aRangeHoldsItsStartAndNotItsEnd() {
    putAll("a", "b", "b0", "c", "d");

    assertThat(keys(new KeyRange("b", Optional.of("d")))).containsExactly("b", "b0", "c");
  }

  @Test
  default void aRangeWithoutAnEndGoesOnToTheLastKey() {
    putAll("a", "b", "c\u007f", "\uffff");

    assertThat(keys(new KeyRange("b", Optional.empty()))).containsExactly("b", "c\u007f", "\uffff");
  }

  @Test
  default void aRangeWhoseEndIsNotGreaterThanItsStartIsEmpty() {
    putAll("a", "b", "c");

    assertThat(keys(new KeyRange("b", Optional.of("b")))).isEmpty();
    assertThat(keys(new KeyRange("c", Optional.of("a")))).isEmpty();
    assertThat(keys(new KeyRange("a", Optional.of("")))).isEmpty();
  }

  @Test
  default void theEndsOfARangeMayBeLongerThanAnyKey() {
    String longest = "k".repeat(Key.MAX_BYTES);
    putAll(longest, "z");

    assertThat(keys(new KeyRange(longest + "\0", Optional.empty()))).containsExactly("z");
    assertThat(keys(new KeyRange("", Optional.of(longest + "\0")))).containsExactly(longest);
  }

  @Test
  default void aPrefixHoldsJustTheKeysThatBeginWithIt() {
    putAll("a", "a/", "a/1", "a/\uffff", "a/\ud83d\ude00", "a0", "b");

    assertThat(keys(KeyRange.prefix("a/"))).containsExactly("a/", "a/1", "a/\uffff", "a/😀");
    assertThat(keys(KeyRange.prefix("a"))).hasSize(6);
    assertThat(keys(KeyRange.prefix(""))).hasSize(7);
    assertThat(keys(KeyRange.prefix("x"))).isEmpty();
  }

  @Test
  default void aScanGoesOnFromInsideARange() {
    putAll("a/1", "a/2", "a/3", "b");

    assertThat(keys(KeyRange.from("a/2", KeyRange.prefix("a/")))).containsExactly("a/2", "a/3");
    assertThat(keys(KeyRange.from("a/2\0", KeyRange.prefix("a/")))).containsExactly("a/3");
  }

  @Test
  default void severalRangesComeInTheOrderInWhichTheyWereGiven() {
    putAll("a/1", "a/2", "b/1", "c/1", "c/2");

    assertThat(keys(KeyRange.prefix("c/"), KeyRange.prefix("x/"), KeyRange.prefix("a/")))
        .containsExactly("c/1", "c/2", "a/1", "a/2");
  }

  @Test
  default void rangesThatOverlapGiveAKeyOnceEach() {
    putAll("a", "b", "c");

    assertThat(keys(KeyRange.all(), new KeyRange("b", Optional.of("c"))))
        .containsExactly("a", "b", "c", "b");
  }

  @Test
  default void noRangesGiveNoKeys() {
    putAll("a");

    assertThat(keys()).isEmpty();
  }

  @Test
  default void keysAreOrderedByTheirBytesOfUtf8() {
    // U+FFFF is greater than a surrogate as a char, but less than any emoji as bytes.
    putAll("😀", "\uffff", "\ue000", "é", "z", "a\0", "a", "A", "{", "\u0800", "𐀀", "a\u0001");

    assertThat(keys(KeyRange.all()))
        .containsExactly(
            "A", "a", "a\0", "a\u0001", "z", "{", "é", "\u0800", "\ue000", "\uffff", "𐀀", "😀");
    assertThat(keys(new KeyRange("\uffff", Optional.of("😀")))).containsExactly("\uffff", "𐀀");
  }

  @Test
  default void randomKeysAreOrderedByTheirBytesAndReadAsTheyWere() {
    // given
    long seed = 7;
    Random random = new Random(seed);
    int[] alphabet = {0, 1, '/', '0', 'a', '{', 0x7f, 0x80, 0x7ff, 0xd7ff, 0xe000, 0x10ffff};
    List<String> keys =
        random
            .ints(100, 1, 6)
            .mapToObj(length -> {
              StringBuilder key = new StringBuilder();
              random
                  .ints(length, 0, alphabet.length)
                  .forEach(i -> key.appendCodePoint(alphabet[i]));
              return key.toString();
            })
            .distinct()
            .toList();

    // when
    putAll(keys.toArray(String[]::new));

    // then
    List<String> sorted = new ArrayList<>(keys);
    sorted.sort((a, b) ->
        Arrays.compareUnsigned(
            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
    assertThat(keys(KeyRange.all())).as("seed %s", seed).isEqualTo(sorted);
    assertThat(keys).allSatisfy(key -> assertThat(value(key)).contains("v:" + key));
  }

  @Test
  default void aLimitCountsOverAllRanges() {
    putAll("a/1", "a/2", "b/1", "b/2");
    List<KeyRange> ranges = List.of(KeyRange.prefix("b/"), KeyRange.prefix("a/"));

    assertThat(texts(store().list(ranges, ScanOptions.ALL.limit(1)))).containsExactly("b/1");
    assertThat(texts(store().list(ranges, ScanOptions.ALL.limit(2)))).containsExactly("b/1", "b/2");
    assertThat(texts(store().list(ranges, ScanOptions.ALL.limit(3))))
        .containsExactly("b/1", "b/2", "a/1");
    assertThat(store().list(ranges, ScanOptions.ALL.limit(5))).hasSize(4);
  }

  @Test
  default void keysOnlyLeavesTheValuesOut() {
    Version a = put("a", "1");

    assertThat(store().list(List.of(KeyRange.all()), ScanOptions.KEYS_ONLY))
        .containsExactly(new KeyValue(new Key("a"), Bytes.empty(), a));
    assertThat(store().list(List.of(KeyRange.all()), ScanOptions.KEYS_ONLY.limit(1))).hasSize(1);
  }

  @Test
  default void aLongScanGivesEveryKeyOnce() {
    // given more keys than fit one transaction or one page of any store
    List<String> keys = new ArrayList<>();
    for (int chunk = 0; chunk < 50; chunk++) {
      List<String> some = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        some.add(String.format(Locale.ROOT, "key/%02d/%03d", chunk, i));
      }
      putAll(some.toArray(String[]::new));
      keys.addAll(some);
    }

    assertThat(keys(KeyRange.prefix("key/"))).isEqualTo(keys);
  }

  @Test
  default void aScanAnswersHasNextAsOftenAsAskedAndEndsWithNoSuchElement() {
    putAll("a");
    try (Snapshot snapshot = store().snapshot();
        Scan scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL)) {
      assertThat(scan.hasNext()).isTrue();
      assertThat(scan.hasNext()).isTrue();
      assertThat(scan.next().key()).isEqualTo(new Key("a"));
      assertThat(scan.hasNext()).isFalse();
      assertThat(scan.hasNext()).isFalse();
      assertThatThrownBy(scan::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  default void aScanLeftHalfReadMayBeFollowedByOthers() {
    putAll("a", "b", "c");
    for (int i = 0; i < 100; i++) {
      try (Snapshot snapshot = store().snapshot()) {
        try (Scan scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL)) {
          assertThat(scan.next().key()).isEqualTo(new Key("a"));
        }
        assertThat(snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL).next().key())
            .isEqualTo(new Key("a"));
      }
    }
    assertThat(keys(KeyRange.all())).containsExactly("a", "b", "c");
  }
}

package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;

/** Writes: values, versions, conditions, atomicity. */
interface CommitContract extends StoreUnderTest {

  @Test
  default void aKeyThatWasNeverWrittenIsAbsent() {
    assertThat(store().get(new Key("a"))).isEmpty();
  }

  @Test
  default void aWrittenKeyIsReadWithItsValueAndTheVersionOfItsCommit() {
    Version version = put("a", "1");

    assertThat(store().get(new Key("a")))
        .contains(new KeyValue(new Key("a"), Bytes.utf8("1"), version));
  }

  @Test
  default void aKeyWrittenAgainHasTheNewValueAndANewVersion() {
    Version first = put("a", "1");
    Version second = put("a", "2");

    assertThat(value("a")).contains("2");
    assertThat(second).isNotEqualTo(first);
    assertThat(version("a")).isEqualTo(second);
  }

  @Test
  default void theSameValueWrittenAgainHasANewVersion() {
    Version first = put("a", "1");

    assertThat(put("a", "1")).isNotEqualTo(first);
  }

  @Test
  default void aDeletedKeyIsAbsent() {
    put("a", "1");
    delete("a");

    assertThat(value("a")).isEmpty();
    assertThat(keys(KeyRange.all())).isEmpty();
  }

  @Test
  default void deletingAnAbsentKeyIsNoFault() {
    put("b", "1");
    delete("a");

    assertThat(keys(KeyRange.all())).containsExactly("b");
  }

  @Test
  default void aViewWithLessTimeAnswersLikeTheStore() {
    Txn ifAbsent = new Txn(List.of(new Condition.Absent(new Key("a"))), List.of(putting("a", "1")));
    for (Duration time : List.of(Duration.ofSeconds(20), Duration.ofDays(1_000))) {
      KeyValueStore view = store().within(time);
      Version version = committed(view.commit(ifAbsent));
      assertThat(version("a")).isEqualTo(version);
      assertThat(view.get(new Key("a"))).isEqualTo(store().get(new Key("a")));
      assertThat(view.list(List.of(KeyRange.all()), ScanOptions.ALL)).hasSize(1);
      assertThat(view.commit(ifAbsent)).isInstanceOf(TxnResult.Conflict.class);
      assertThat(view.history()).isSameAs(store().history());
      delete("a");
    }
  }

  @Test
  default void aConditionMayCompareTheValueToo() {
    Version version = put("a", "1");
    Condition same = new Condition.AtVersion(new Key("a"), version, Optional.of(Bytes.utf8("1")));
    Condition other = new Condition.AtVersion(new Key("a"), version, Optional.of(Bytes.utf8("2")));

    assertThat(store().commit(new Txn(List.of(other), List.of(putting("b", "1")))))
        .isEqualTo(conflict("a"));
    assertThat(value("b")).isEmpty();
    committed(store().commit(new Txn(List.of(same), List.of(putting("b", "1")))));
    assertThat(value("b")).contains("1");
  }

  @Test
  default void theMostConditionsAreTakenWithTheirValuesToo() {
    // given the maximum number of conditions
    List<Mutation> puts = new ArrayList<>();
    for (int i = 0; i < Txn.MAX_CONDITIONS; i++) {
      puts.add(putting(String.format(Locale.ROOT, "key/%03d", i), "v".repeat(1_000)));
    }
    committed(store().commit(new Txn(List.of(), puts)));
    List<Condition> unchanged =
        store().list(List.of(KeyRange.prefix("key/")), ScanOptions.ALL).stream()
            .map(Condition::unchanged)
            .toList();
    Txn txn = new Txn(unchanged, List.of(putting("key/000", "new")));

    // then they hold, and once one has changed they do not
    committed(store().commit(txn));
    assertThat(store().commit(txn)).isEqualTo(conflict("key/000"));
  }

  @Test
  default void aKeyDeletedAndWrittenAgainNeverHasAVersionThatItHadBefore() {
    Set<Version> seen = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      assertThat(seen.add(put("a", "same"))).as("a new version in round %s", i).isTrue();
      delete("a");
    }
  }

  @Test
  default void everyKeyOfOneCommitHasItsVersionAndOthersKeepTheirs() {
    Version before = put("a", "1");
    Version both =
        committed(
            store().commit(new Txn(List.of(), List.of(putting("b", "2"), putting("c", "3")))));

    assertThat(version("a")).isEqualTo(before);
    assertThat(version("b")).isEqualTo(both);
    assertThat(version("c")).isEqualTo(both);
  }

  @Test
  default void absentHoldsOnlyWhileTheKeyIsAbsent() {
    Txn create = new Txn(List.of(absent("a")), List.of(putting("a", "1")));

    committed(store().commit(create));
    assertThat(store().commit(create)).isEqualTo(conflict("a"));
    delete("a");
    committed(store().commit(create));
  }

  @Test
  default void atVersionHoldsOnlyAtJustThatVersion() {
    Version first = put("a", "1");
    Txn replace = new Txn(List.of(at("a", first)), List.of(putting("a", "2")));

    committed(store().commit(replace));
    assertThat(store().commit(replace)).isEqualTo(conflict("a"));
    assertThat(value("a")).contains("2");
  }

  @Test
  default void atVersionDoesNotHoldForAnAbsentKey() {
    Version gone = put("a", "1");
    delete("a");

    assertThat(store().commit(new Txn(List.of(at("a", gone)), List.of(putting("a", "2")))))
        .isEqualTo(conflict("a"));
    assertThat(value("a")).isEmpty();
  }

  @Test
  default void atVersionOfAnotherKeyDoesNotHold() {
    put("a", "1");
    Version other = put("b", "1");

    assertThat(store().commit(new Txn(List.of(at("a", other)), List.of(putting("a", "2")))))
        .isEqualTo(conflict("a"));
  }

  @Test
  default void aGuardedDeleteIsMadeOnlyAtItsVersion() {
    Version old = put("a", "1");
    Version now = put("a", "2");
    Mutation delete = new Mutation.Delete(new Key("a"));

    assertThat(store().commit(new Txn(List.of(at("a", old)), List.of(delete))))
        .isEqualTo(conflict("a"));
    assertThat(value("a")).contains("2");
    committed(store().commit(new Txn(List.of(at("a", now)), List.of(delete))));
    assertThat(value("a")).isEmpty();
  }

  @Test
  default void inAConflictNothingIsWritten() {
    // given
    Version a = put("a", "1");
    Version b = put("b", "1");
    put("b", "2");

    // when one of three conditions does not hold
    TxnResult result =
        store()
            .commit(
                new Txn(
                    List.of(at("a", a), at("b", b), absent("c")),
                    List.of(
                        putting("a", "x"),
                        new Mutation.Delete(new Key("b")),
                        putting("c", "x"),
                        putting("d", "x"))));

    // then
    assertThat(result).isEqualTo(conflict("b"));
    assertThat(value("a")).contains("1");
    assertThat(version("a")).isEqualTo(a);
    assertThat(value("b")).contains("2");
    assertThat(keys(KeyRange.all())).containsExactly("a", "b");
  }

  @Test
  default void aConflictNamesEveryKeyWhoseConditionDidNotHold() {
    Version a = put("a", "1");
    put("b", "1");
    put("a", "2");

    assertThat(
            store()
                .commit(
                    new Txn(
                        List.of(at("a", a), absent("b"), absent("c"), at("d", a)),
                        List.of(putting("e", "1")))))
        .isEqualTo(conflict("a", "b", "d"));
  }

  @Test
  default void conditionsMayBeOnOtherKeysThanTheMutations() {
    Version guard = put("guard", "1");
    Txn txn = new Txn(List.of(at("guard", guard)), List.of(putting("a", "1")));

    committed(store().commit(txn));
    assertThat(version("guard")).isEqualTo(guard);
    put("guard", "2");
    assertThat(store().commit(txn)).isEqualTo(conflict("guard"));
  }

  @Test
  default void conditionsAloneAreAnsweredAndChangeNothing() {
    Version a = put("a", "1");

    committed(store().commit(new Txn(List.of(at("a", a), absent("b")), List.of())));
    assertThat(store().commit(new Txn(List.of(absent("a"), at("b", a)), List.of())))
        .isEqualTo(conflict("a", "b"));
    assertThat(version("a")).isEqualTo(a);
    assertThat(keys(KeyRange.all())).containsExactly("a");
  }

  @Test
  default void anEmptyTransactionIsCommitted() {
    committed(store().commit(new Txn(List.of(), List.of())));
    put("a", "1");
    committed(store().commit(new Txn(List.of(), List.of())));
  }

  @Test
  default void aValueMayBeEmpty() {
    put("a", "");

    assertThat(value("a")).contains("");
    assertThat(keys(KeyRange.all())).containsExactly("a");
  }

  @Test
  default void everyByteOfAValueIsKept() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    Key key = new Key("a");
    committed(store().commit(Txn.put(key, Bytes.copyOf(bytes))));

    assertThat(store().get(key).orElseThrow().value()).isEqualTo(Bytes.copyOf(bytes));
  }

  @Test
  default void aValueMayFillAWholeTransaction() {
    Key key = new Key("a");
    byte[] bytes = new byte[Txn.MAX_BYTES - key.length()];
    bytes[bytes.length - 1] = 7;
    committed(store().commit(Txn.put(key, Bytes.copyOf(bytes))));

    assertThat(store().get(key).orElseThrow().value()).isEqualTo(Bytes.copyOf(bytes));
  }

  @Test
  default void oneTransactionMayHoldAsManyConditionsAndMutationsAsAllowed() {
    // given
    List<Condition> absent = new ArrayList<>();
    List<Mutation> puts = new ArrayList<>();
    for (int i = 0; i < Txn.MAX_MUTATIONS; i++) {
      absent.add(absent(String.format(Locale.ROOT, "key/%03d", i)));
      puts.add(putting(String.format(Locale.ROOT, "key/%03d", i), "v" + i));
    }
    Txn txn = new Txn(absent, puts);

    // when
    Version version = committed(store().commit(txn));

    // then
    assertThat(keys(KeyRange.prefix("key/"))).hasSize(Txn.MAX_MUTATIONS);
    assertThat(version("key/127")).isEqualTo(version);
    assertThat(store().commit(txn))
        .isInstanceOfSatisfying(
            TxnResult.Conflict.class, c -> assertThat(c.keys()).hasSize(Txn.MAX_CONDITIONS));
  }

  @Test
  default void theLongestKeyIsAKey() {
    String longest = "k".repeat(Key.MAX_BYTES);
    put(longest, "1");

    assertThat(value(longest)).contains("1");
    assertThat(keys(KeyRange.prefix("k"))).containsExactly(longest);
  }

  private static Condition absent(String key) {
    return new Condition.Absent(new Key(key));
  }

  private static Condition at(String key, Version version) {
    return new Condition.AtVersion(new Key(key), version);
  }

  private static TxnResult conflict(String... keys) {
    Set<Key> all = new HashSet<>();
    for (String key : keys) {
      all.add(new Key(key));
    }
    return new TxnResult.Conflict(all);
  }
}

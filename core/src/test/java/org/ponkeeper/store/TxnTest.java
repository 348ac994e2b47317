package org.ponkeeper.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TxnTest {

  private static final History HISTORY = new History("test");
  private static final Key A = new Key("a");

  @Test
  void aTransactionHasAtMost128ConditionsAnd128Mutations() {
    new Txn(absent(128), deletes(128));

    assertThatIllegalArgumentException().isThrownBy(() -> new Txn(absent(129), List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new Txn(List.of(), deletes(129)));
  }

  @Test
  void aKeyHasOneConditionAndOneMutation() {
    Condition absent = new Condition.Absent(A);
    Condition at = new Condition.AtVersion(A, new Version(HISTORY, 1));
    Mutation delete = new Mutation.Delete(A);
    Mutation put = new Mutation.Put(A, Bytes.empty());

    new Txn(List.of(absent), List.of(put));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Txn(List.of(absent, at), List.of()))
        .withMessageContaining("a");
    assertThatIllegalArgumentException().isThrownBy(() -> new Txn(List.of(), List.of(delete, put)));
  }

  @Test
  void aTransactionHasAtMostOneMebibyteOfKeysAndValues() {
    Txn.put(A, Bytes.wrap(new byte[Txn.MAX_BYTES - 1]));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Txn.put(A, Bytes.wrap(new byte[Txn.MAX_BYTES])));
  }

  @Test
  void aTransactionDoesNotChangeWithTheListsItWasMadeOf() {
    List<Mutation> mutations = new ArrayList<>(deletes(1));
    Txn txn = new Txn(List.of(), mutations);
    mutations.clear();

    assertThat(txn.mutations()).hasSize(1);
  }

  @Test
  void conditionsHoldIfTheKeyMatches() {
    KeyValue one = new KeyValue(A, Bytes.utf8("1"), new Version(HISTORY, 1));
    KeyValue two = new KeyValue(A, Bytes.utf8("1"), new Version(HISTORY, 2));
    KeyValue otherValue = new KeyValue(A, Bytes.utf8("2"), one.version());
    KeyValue otherHistory =
        new KeyValue(A, one.value(), new Version(new History("restored"), one.version().token()));
    Condition atOne = new Condition.AtVersion(A, one.version());

    assertThat(new Condition.Absent(A).holds(Optional.empty())).isTrue();
    assertThat(new Condition.Absent(A).holds(Optional.of(one))).isFalse();
    assertThat(atOne.holds(Optional.of(one))).isTrue();
    assertThat(atOne.holds(Optional.of(two))).isFalse();
    assertThat(atOne.holds(Optional.empty())).isFalse();
    assertThat(atOne.holds(Optional.of(otherValue))).isTrue();
    assertThat(atOne.holds(Optional.of(otherHistory))).isFalse();
    assertThat(Condition.unchanged(one).holds(Optional.of(one))).isTrue();
    assertThat(Condition.unchanged(one).holds(Optional.of(otherValue))).isFalse();
    assertThat(Condition.unchanged(one).holds(Optional.of(otherHistory))).isFalse();
  }

  @Test
  void aVersionIsGreaterThanZero() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Version(HISTORY, 0));
  }

  private static List<Condition> absent(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> (Condition) new Condition.Absent(new Key("k" + i)))
        .toList();
  }

  private static List<Mutation> deletes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> (Mutation) new Mutation.Delete(new Key("k" + i)))
        .toList();
  }
}

package org.ponkeeper.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TxnTest {

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
    Condition at = new Condition.AtVersion(A, new Version(1));
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
  void conditionsHoldAsTheySay() {
    Version one = new Version(1);
    Version two = new Version(2);

    assertThat(new Condition.Absent(A).holds(Optional.empty())).isTrue();
    assertThat(new Condition.Absent(A).holds(Optional.of(one))).isFalse();
    assertThat(new Condition.AtVersion(A, one).holds(Optional.of(one))).isTrue();
    assertThat(new Condition.AtVersion(A, one).holds(Optional.of(two))).isFalse();
    assertThat(new Condition.AtVersion(A, one).holds(Optional.empty())).isFalse();
  }

  @Test
  void aVersionIsGreaterThanZero() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Version(0));
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

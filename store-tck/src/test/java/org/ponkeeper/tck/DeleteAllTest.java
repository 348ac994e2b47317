package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.error.StoreFailedException.Outcome;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.testing.Fault;
import org.ponkeeper.store.testing.FaultPlan;
import org.ponkeeper.store.testing.FaultyStore;
import org.ponkeeper.store.testing.StoreCall;

/** A delete by prefix that is interrupted, and one that others write against. */
@Timeout(30)
class DeleteAllTest {

  private static final KeyRange PREFIX = KeyRange.prefix("p/");
  private static final int COUNT = 3 * Txn.MAX_MUTATIONS;

  private final MemoryStore memory = new MemoryStore();

  DeleteAllTest() {
    for (int i = 0; i < COUNT; i++) {
      memory.put(key(i), Bytes.empty());
    }
  }

  private static Key key(int i) {
    return new Key("p/%04d".formatted(i));
  }

  @Test
  void callingAgainAfterALostReplyCompletesTheDelete() {
    KeyValueStore store =
        new FaultyStore(memory, FaultPlan.on(StoreCall.COMMIT, Fault.NONE, Fault.LOST_AFTER));

    assertThatExceptionOfType(StoreFailedException.class)
        .isThrownBy(() -> store.deleteAll(PREFIX))
        .matches(e -> e.outcome() == Outcome.UNKNOWN);
    assertThat(memory.keys(PREFIX)).hasSize(Txn.MAX_MUTATIONS);

    assertThat(store.deleteAll(PREFIX)).isEqualTo(Txn.MAX_MUTATIONS);
    assertThat(memory.keys(PREFIX)).isEmpty();
  }

  @Test
  void passingFailuresAreRepeatedByTheRetryRule() {
    KeyValueStore store =
        RetryingStore.of(
            new FaultyStore(memory, FaultPlan.on(StoreCall.COMMIT, Fault.NONE, Fault.FAIL_BEFORE)));

    assertThat(store.deleteAll(PREFIX)).isEqualTo(COUNT);
    assertThat(memory.keys(PREFIX)).isEmpty();
  }

  @Test
  void itEndsThoughOthersWriteAllTheTime() {
    KeyValueStore store =
        new FaultyStore(memory, FaultPlan.none(), () -> memory.put(key(0), Bytes.empty()));

    assertThat(store.deleteAll(PREFIX)).isEqualTo(COUNT);
    assertThat(memory.keys(PREFIX)).containsExactly(key(0));
  }
}

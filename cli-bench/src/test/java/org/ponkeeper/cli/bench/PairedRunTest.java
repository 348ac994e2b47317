package org.ponkeeper.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ponkeeper.cli.sandbox.LoadDriver;
import org.ponkeeper.cli.sandbox.Progress;
import org.ponkeeper.cli.sandbox.StoppedException;
import org.ponkeeper.store.MemoryStore;

class PairedRunTest {

  private final List<String> calls = new ArrayList<>();

  private PairedRun pairedRun(BooleanSupplier stopped) {
    return new PairedRun(
        new LoadDriver(1, stopped), new StoreSize(new MemoryStore()), Progress.NONE);
  }

  @Test
  void bothAreCalledForEachNumberAndTakeTurnsInBeingFirst() {
    Figures figures =
        pairedRun(() -> false)
            .run(Work.CHURN, 32, n -> calls.add("work " + n), n -> calls.add("bare " + n), false);

    assertThat(figures.count()).isEqualTo(32);
    assertThat(calls)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 64)
                .mapToObj(n -> (n % 2 == 0 ? "work " : "bare ") + n / 2)
                .toList());
    assertThat(calls.indexOf("bare 0")).isLessThan(calls.indexOf("work 0"));
    assertThat(calls.indexOf("work 8")).isLessThan(calls.indexOf("bare 8"));
    assertThat(calls.indexOf("work 8")).isGreaterThan(calls.indexOf("work 7"));
    assertThat(figures.storeGrowthBytes()).isEmpty();
  }

  @Test
  void whatACallThrowsEndsIt() {
    assertThatThrownBy(() ->
            pairedRun(() -> false)
                .run(
                    Work.CHURN,
                    32,
                    n -> {
                      if (n == 5) {
                        throw new IllegalArgumentException("five");
                      }
                      calls.add("work " + n);
                    },
                    n -> {},
                    false))
        .hasMessage("five");
    assertThat(calls).hasSize(5);
  }

  @Test
  void aStoppedCallSaysSo() {
    AtomicBoolean stopped = new AtomicBoolean();

    assertThatThrownBy(() ->
            pairedRun(stopped::get)
                .run(Work.CHURN, 32, n -> stopped.set(true), n -> calls.add("bare"), false))
        .isInstanceOf(StoppedException.class);
    assertThat(calls).hasSize(8);
  }
}

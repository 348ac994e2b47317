package org.ponkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;

class ParallelReadsTest {

  private final Lifecycle lifecycle = new Lifecycle();

  @Test
  void anExecutorThatIsLateFullOrRunsTheWorkAtOnceChangesNoResult() {
    List<Supplier<Integer>> parts =
        IntStream.range(0, 100).<Supplier<Integer>>mapToObj(n -> () -> n).toList();
    List<Integer> expected = IntStream.range(0, 100).boxed().toList();

    assertThat(read(parts, work -> {})).isEqualTo(expected);
    assertThat(read(parts, Runnable::run)).isEqualTo(expected);
    assertThat(read(parts, Thread::startVirtualThread)).isEqualTo(expected);
    assertThat(
            read(
                parts,
                work -> {
                  throw new RejectedExecutionException("full");
                }))
        .isEqualTo(expected);
  }

  @Test
  void theOtherThreadReadsBesideTheCaller() {
    CountDownLatch both = new CountDownLatch(2);
    Supplier<Boolean> meets =
        () -> {
          both.countDown();
          return awaits(both);
        };

    assertThat(read(List.of(meets, meets), Thread::startVirtualThread)).containsOnly(true);
  }

  @Test
  void aFailureOfEitherThreadFailsTheCall() {
    CountDownLatch begun = new CountDownLatch(1);
    Supplier<Boolean> waits = () -> awaits(begun);
    Supplier<Boolean> fails =
        () -> {
          begun.countDown();
          throw new IllegalStateException("broken");
        };

    assertThatThrownBy(() -> read(List.of(waits, fails), Thread::startVirtualThread))
        .hasMessage("broken");
    assertThatThrownBy(() -> read(List.of(fails, fails), work -> {})).hasMessage("broken");
  }

  @Test
  void anInterruptedCallerDoesNotWaitForTheOtherThread() {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch taken = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    Supplier<Boolean> part =
        () -> {
          if (Thread.currentThread().equals(caller)) {
            return awaits(taken);
          }
          taken.countDown();
          caller.interrupt();
          return awaits(never);
        };

    assertThatThrownBy(() -> read(List.of(part, part), Thread::startVirtualThread))
        .isInstanceOfSatisfying(
            StoreFailedException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
    assertThat(Thread.interrupted()).isTrue();
    never.countDown();
  }

  private <T> List<T> read(List<Supplier<T>> parts, Executor executor) {
    EngineOptions options =
        new EngineOptions(Duration.ofSeconds(10), 64, false, Environment.of(executor));
    return ParallelReads.all(parts, options, lifecycle, CallDeadline.of(options));
  }

  private static boolean awaits(CountDownLatch latch) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          latch.await();
          return true;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

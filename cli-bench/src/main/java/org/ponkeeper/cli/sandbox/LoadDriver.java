package org.ponkeeper.cli.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Makes numbered concurrent calls: each virtual thread repeatedly takes the next number, calls, and
 * waits for the result.
 *
 * @param concurrency the number of concurrent calls, 1 or more
 * @param stopped returns whether the user wants to stop
 */
public record LoadDriver(int concurrency, BooleanSupplier stopped) {

  /**
   * Makes the calls {@code from} to {@code to - 1}.
   *
   * @param each receives the nanoseconds of each call, by its number
   * @param steps called after each call
   * @return nanoseconds that all of them took
   * @throws StoppedException if the user stopped it
   * @throws RuntimeException the exception of the first failed call; no further calls were started
   */
  public long run(int from, int to, long[] each, Progress.Steps steps, IntConsumer call) {
    AtomicInteger next = new AtomicInteger(from);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Runnable caller =
        () -> {
          while (failure.get() == null && !stopped.getAsBoolean()) {
            int number = next.getAndIncrement();
            if (number >= to) {
              return;
            }
            try {
              long begin = System.nanoTime();
              call.accept(number);
              each[number] = System.nanoTime() - begin;
              steps.step();
            } catch (RuntimeException | Error e) {
              failure.compareAndSet(null, e);
            }
          }
        };
    long begin = System.nanoTime();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < Math.min(concurrency, to - from); i++) {
      callers.add(Thread.ofVirtual().name("caller-" + i).start(caller));
    }
    callers.forEach(LoadDriver::join);
    long nanos = System.nanoTime() - begin;
    if (stopped.getAsBoolean()) {
      throw new StoppedException();
    }
    Optional.ofNullable(failure.get()).ifPresent(LoadDriver::rethrow);
    return nanos;
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

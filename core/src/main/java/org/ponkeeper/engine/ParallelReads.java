package org.ponkeeper.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Reads several independent parts for one call: on the caller's thread, and beside it on one of the
 * executor. The caller waits only for a part that the other thread has begun, so an executor that
 * is late, full or gone makes a call slower, and nothing else.
 */
public final class ParallelReads<T> {

  private final List<Supplier<T>> parts;
  private final List<CompletableFuture<T>> results = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();

  private ParallelReads(List<Supplier<T>> parts) {
    this.parts = parts;
    parts.forEach(part -> results.add(new CompletableFuture<>()));
  }

  /**
   * Reads all parts. If one fails, the others that have not begun are not read.
   *
   * @param parts each ends at the deadline by itself
   * @return the results, in the order of the parts
   */
  public static <T> List<T> all(
      List<Supplier<T>> parts, EngineOptions options, Lifecycle lifecycle, CallDeadline deadline) {
    ParallelReads<T> reads = new ParallelReads<>(parts);
    if (parts.size() > 1) {
      reads.askForHelp(options, lifecycle);
    }
    try {
      reads.readWhatIsLeft();
      return reads.await(deadline.nanos() - options.nanoClock().getAsLong());
    } finally {
      reads.next.set(parts.size());
    }
  }

  private void askForHelp(EngineOptions options, Lifecycle lifecycle) {
    try {
      options
          .executor()
          .execute(() ->
              lifecycle.work(() -> {
                readWhatIsLeft();
                return true;
              }));
    } catch (RejectedExecutionException e) {
      // The caller's thread reads everything.
      return;
    }
  }

  private void readWhatIsLeft() {
    int part;
    while ((part = next.getAndIncrement()) < parts.size()) {
      try {
        results.get(part).complete(parts.get(part).get());
      } catch (RuntimeException | Error e) {
        next.set(parts.size());
        results.get(part).completeExceptionally(e);
        results.forEach(result -> result.completeExceptionally(e));
      }
    }
  }

  private List<T> await(long nanosLeft) {
    List<T> all = new ArrayList<>();
    long end = System.nanoTime() + Math.max(0, nanosLeft) + Lifecycle.STALL.toNanos();
    try {
      for (CompletableFuture<T> result : results) {
        all.add(result.get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreErrors.unavailable("the caller was interrupted", e);
    } catch (TimeoutException e) {
      throw StoreErrors.unavailable("a read did not end within the time-out", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}

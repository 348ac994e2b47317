package org.ponkeeper.cli.simulate;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.pon.OltId;

/**
 * The adapter of an OLT, which restarts occasionally: a new life loads the stored data while calls
 * of the old one are still in progress, like when a process is replaced. Thread-safe.
 */
final class Adapter implements AutoCloseable {

  private final Supplier<Ponkeeper> begin;
  private final OltId id;
  private final ReentrantLock starting = new ReentrantLock();
  private volatile Life life;

  /** The time from one start to the next. */
  private static final class Life {
    private final Ponkeeper ponkeeper;

    /** Shared by calls in progress, exclusive for the end. */
    private final ReadWriteLock calls = new ReentrantReadWriteLock();

    Life(Ponkeeper ponkeeper) {
      this.ponkeeper = ponkeeper;
    }

    Olt olt(OltId id) {
      return ponkeeper.olt(Network.TECHNOLOGY, id);
    }

    void end() {
      calls.writeLock().lock();
      try {
        ponkeeper.close();
      } finally {
        calls.writeLock().unlock();
      }
    }
  }

  Adapter(Supplier<Ponkeeper> begin, OltId id) {
    this.begin = begin;
    this.id = id;
    this.life = new Life(begin.get());
  }

  OltId olt() {
    return id;
  }

  /** Calls the newest life. */
  <T> T call(Function<Olt, T> call) {
    while (true) {
      Life now = life;
      now.calls.readLock().lock();
      try {
        if (now == life) {
          return call.apply(now.olt(id));
        }
      } finally {
        now.calls.readLock().unlock();
      }
    }
  }

  /**
   * Starts a new life, loads everything, and ends the old one.
   *
   * @return the nanoseconds of loading
   */
  long restart() {
    starting.lock();
    Life next = new Life(begin.get());
    boolean loaded = false;
    try {
      long start = System.nanoTime();
      next.olt(id).load();
      long nanos = System.nanoTime() - start;
      loaded = true;
      Life old = life;
      life = next;
      old.end();
      return nanos;
    } finally {
      if (!loaded) {
        next.end();
      }
      starting.unlock();
    }
  }

  @Override
  public void close() {
    life.end();
  }
}

package org.ponkeeper.store.etcd;

import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One channel to each member of the cluster; selects the member for each request. Thread-safe.
 *
 * <p>Members are used in turn. A member that is not connected, or has recently not answered in
 * time, is skipped if there are others.
 *
 * <p>gRPC's pauses between connection attempts grow up to two minutes. To use a recovered etcd
 * sooner, each request ends these pauses; and if no member is connected, it waits {@value
 * #WAKE_MILLIS} ms for a connection before it selects a member without one.
 */
final class EtcdMembers implements AutoCloseable {

  /** How long a request waits for a connection before it uses a member without one. */
  private static final long WAKE_MILLIS = 250;

  /** The minimum time between two forced connection attempts. */
  private static final long WAKE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How long a member that did not answer in time is skipped. */
  private static final long AVOID_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How long closing waits for all channels together. */
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final List<Member> members = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** A member and its state. */
  final class Member {
    private final ManagedChannel channel;
    private volatile long avoidUntil = System.nanoTime();
    private volatile long wokenAt = System.nanoTime() - WAKE_PAUSE_NANOS;

    private Member(ManagedChannel channel) {
      this.channel = channel;
    }

    /** The channel; gRPC connects when needed. */
    ManagedChannel channel() {
      return channel;
    }

    /** A request to it was not answered in time. */
    void avoid() {
      avoidUntil = System.nanoTime() + AVOID_NANOS;
    }

    /** The state; reading it also makes an idle channel connect. */
    private ConnectivityState state() {
      return channel.getState(true);
    }

    private boolean isAvoided() {
      return avoidUntil - System.nanoTime() > 0;
    }

    /** Ends the pause before the next attempt to connect. */
    private void wake() {
      long now = System.nanoTime();
      if (now - wokenAt >= WAKE_PAUSE_NANOS) {
        wokenAt = now;
        channel.resetConnectBackoff();
      }
    }

    /**
     * Notifies waiting threads of every change, with one callback at a time, because gRPC keeps
     * callbacks until a change.
     */
    private void follow(ConnectivityState state) {
      if (state != ConnectivityState.SHUTDOWN) {
        channel.notifyWhenStateChanged(
            state,
            () -> {
              follow(channel.getState(false));
              tellChange();
            });
      }
    }
  }

  EtcdMembers(List<ManagedChannel> channels) {
    for (ManagedChannel channel : channels) {
      Member member = new Member(channel);
      member.follow(channel.getState(false));
      members.add(member);
    }
  }

  /** The number of members. */
  int count() {
    return members.size();
  }

  /**
   * The next member in turn, preferably a connected one.
   *
   * @param tried members to avoid; not all of them
   * @throws RpcFailedException if the thread was interrupted while it waited; its interrupt status
   *     stays set
   */
  Member next(Deadline deadline, Set<Member> tried) throws RpcFailedException {
    int first = turn.getAndIncrement();
    Member best = best(first, tried);
    if (isReady(best)) {
      return best;
    }
    awaitReady(deadline, tried);
    return best(first, tried);
  }

  /** Prefers connected members to connecting ones, and among those the ones that answer. */
  private Member best(int first, Set<Member> tried) {
    List<Member> inTurn = new ArrayList<>(members);
    Collections.rotate(inTurn, -Math.floorMod(first, members.size()));
    inTurn.removeAll(tried);
    Member best = inTurn.getFirst();
    int bestRank = -1;
    for (Member member : inTurn) {
      int rank = rank(member);
      if (rank > bestRank) {
        best = member;
        bestRank = rank;
      }
    }
    return best;
  }

  /** The rank of the member, lower is better; reading it also makes an idle channel connect. */
  private static int rank(Member member) {
    return switch (member.state()) {
      case READY -> member.isAvoided() ? 1 : 3;
      case IDLE, CONNECTING -> member.isAvoided() ? 1 : 2;
      case TRANSIENT_FAILURE -> {
        member.wake();
        yield 0;
      }
      case SHUTDOWN -> 0;
    };
  }

  private void awaitReady(Deadline deadline, Set<Member> tried) throws RpcFailedException {
    long nanos =
        Math.min(
            TimeUnit.MILLISECONDS.toNanos(WAKE_MILLIS),
            deadline.timeRemaining(TimeUnit.NANOSECONDS));
    lock.lock();
    try {
      while (nanos > 0 && members.stream().noneMatch(m -> !tried.contains(m) && isReady(m))) {
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      throw RpcFailedException.interrupted(e);
    } finally {
      lock.unlock();
    }
  }

  private static boolean isReady(Member member) {
    return switch (member.channel.getState(false)) {
      // Closing ends the wait too.
      case READY, SHUTDOWN -> true;
      case IDLE, CONNECTING, TRANSIENT_FAILURE -> false;
    };
  }

  private void tellChange() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all requests and connections, and waits for that, at most 2 s. */
  @Override
  public void close() {
    members.forEach(member -> member.channel.shutdownNow());
    long end = System.nanoTime() + CLOSE_NANOS;
    try {
      for (Member member : members) {
        long left = Math.max(end - System.nanoTime(), 0);
        member.channel.awaitTermination(left, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

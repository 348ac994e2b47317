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
 * One connection to each member of the cluster, and whose turn it is. Thread-safe.
 *
 * <p>Members take turns. One that is not connected, or did not answer in time a while ago, is
 * passed over as long as there are others.
 *
 * <p>gRPC waits longer and longer, up to two minutes, before it connects again. So that a recovered
 * etcd need not wait for that, whoever wants a member wakes those that wait; and where none is
 * connected, he gives them {@value #WAKE_MILLIS} ms before his request goes to one without.
 */
final class EtcdMembers implements AutoCloseable {

  /** How long a request waits for a connection before it is made to a member without one. */
  private static final long WAKE_MILLIS = 250;

  /** How often a connection is woken up at most. */
  private static final long WAKE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How long a member that did not answer in time is passed over. */
  private static final long AVOID_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How long closing waits for the connections to be gone, all together. */
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final List<Member> members = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** A member and what is known of it. */
  final class Member {
    private final ManagedChannel channel;
    private volatile long avoidUntil = System.nanoTime();
    private volatile long wokenAt = System.nanoTime() - WAKE_PAUSE_NANOS;

    private Member(ManagedChannel channel) {
      this.channel = channel;
    }

    /** The connection; gRPC makes it when it is needed. */
    ManagedChannel channel() {
      return channel;
    }

    /** A request to it was not answered in time. */
    void avoid() {
      avoidUntil = System.nanoTime() + AVOID_NANOS;
    }

    /** The state; asking also makes an idle connection connect. */
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

    /** Tells who waits about every change, once for each: gRPC keeps callbacks until then. */
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

  /** How many there are. */
  int count() {
    return members.size();
  }

  /**
   * The member whose turn it is, connected if any is.
   *
   * @param tried those that are not wanted; not all of them
   * @throws RpcFailedException if the thread was interrupted while it waited; it stays interrupted
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

  /** A connected one before one that is about to be, and among those one that answers. */
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

  /** How good a choice the member is; asking also makes it connect. */
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

  /** Ends all requests and connections, and waits until they are gone, at most 2 s. */
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

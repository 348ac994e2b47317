package org.ponkeeper.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP proxy on the loopback interface that simulates a bad network, for tests.
 *
 * <p>A fault applies to present and new connections until {@link #heal}. Data held back by a stall
 * is not lost: it is sent once the proxy is healed, like TCP retransmits data that a network
 * dropped.
 *
 * <p>Thread-safe. No method blocks. The caller closes it.
 */
public final class FaultyProxy implements AutoCloseable {

  /** The direction of bytes. */
  public enum Direction {
    TO_SERVER,
    TO_CLIENT
  }

  /** A fault of a network. */
  public enum Fault {
    /** Nothing is transmitted; connections stay open. */
    BLACK_HOLE,
    /** Nothing from the client is transmitted. */
    NOTHING_TO_SERVER,
    /** Nothing from the server is transmitted. */
    NOTHING_TO_CLIENT,
    /** Only packets of at most {@value #SMALL_PACKET} bytes are transmitted. */
    LARGE_PACKETS_LOST,
    /** Each connection is reset in the middle of an answer. */
    RESET_IN_THE_MIDDLE;

    private static final long MIDDLE = 200;

    /** Starts the fault on a proxy. */
    public void begin(FaultyProxy proxy) {
      switch (this) {
        case BLACK_HOLE -> proxy.blackHole();
        case NOTHING_TO_SERVER -> proxy.stall(Direction.TO_SERVER);
        case NOTHING_TO_CLIENT -> proxy.stall(Direction.TO_CLIENT);
        case LARGE_PACKETS_LOST -> proxy.dropLargePackets();
        case RESET_IN_THE_MIDDLE -> proxy.cutAfter(Direction.TO_CLIENT, MIDDLE);
      }
    }
  }

  /** The largest packet on a path whose routers drop larger ones: 1,400 bytes. */
  public static final int SMALL_PACKET = 1_400;

  private static final int BUFFER = 64 << 10;

  private final ServerSocket listener;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final Map<Direction, Failing> faults = new EnumMap<>(Direction.class);
  private int target;

  /** The faults of one direction. */
  private static final class Failing {
    private Duration latency = Duration.ZERO;
    private boolean stalled;
    private boolean dropsLarge;
    private long bytesLeft = Long.MAX_VALUE;
  }

  private FaultyProxy(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
    clearFaults();
  }

  /** Opens a proxy on a free port for a port of the loopback interface. */
  public static FaultyProxy to(int port) throws IOException {
    ServerSocket listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    FaultyProxy proxy = new FaultyProxy(listener, port);
    Thread.ofVirtual().name("faulty-proxy").start(proxy::acceptAll);
    return proxy;
  }

  /** The port for clients, on 127.0.0.1. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Connects new connections to another port; present ones are not changed. */
  public void redirect(int port) {
    change(() -> target = port);
  }

  /** Delays everything, in each direction by this time. */
  public void latency(Duration latency) {
    change(() -> faults.values().forEach(fault -> fault.latency = latency));
  }

  /** Stops one direction; the other one works. */
  public void stall(Direction direction) {
    change(() -> fault(direction).stalled = true);
  }

  /** Stops both directions; connecting still works. */
  public void blackHole() {
    change(() -> faults.values().forEach(fault -> fault.stalled = true));
  }

  /**
   * Drops packets of more than {@value #SMALL_PACKET} bytes: a direction of a connection stalls
   * when more than that is sent at once.
   */
  public void dropLargePackets() {
    change(() -> faults.values().forEach(fault -> fault.dropsLarge = true));
  }

  /**
   * Resets the connection that transmits the first byte after this many more bytes in a direction.
   */
  public void cutAfter(Direction direction, long bytes) {
    change(() -> fault(direction).bytesLeft = bytes);
  }

  /** Resets all present connections; new ones work. */
  public void reset() {
    links.forEach(Link::reset);
  }

  /** Ends all faults; data that was held back is sent. */
  public void heal() {
    change(this::clearFaults);
  }

  /** The number of connections. */
  public int connections() {
    return links.size();
  }

  private void clearFaults() {
    for (Direction direction : Direction.values()) {
      faults.put(direction, new Failing());
    }
  }

  private Failing fault(Direction direction) {
    return faults.getOrDefault(direction, new Failing());
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        // The listener was closed, or this one connection failed.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket server = new Socket();
    Link link = new Link(client, server);
    links.add(link);
    try {
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), currentTarget()));
    } catch (IOException e) {
      link.reset();
      throw e;
    }
    if (listener.isClosed()) {
      link.reset();
    }
    link.start();
  }

  private int currentTarget() {
    lock.lock();
    try {
      return target;
    } finally {
      lock.unlock();
    }
  }

  /** One connection, with a thread for each direction. */
  private final class Link {
    private final Socket client;
    private final Socket server;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void start() throws IOException {
      for (Socket socket : List.of(client, server)) {
        socket.setTcpNoDelay(true);
      }
      Thread.ofVirtual().start(() -> copy(client, server, Direction.TO_SERVER));
      Thread.ofVirtual().start(() -> copy(server, client, Direction.TO_CLIENT));
    }

    private void copy(Socket from, Socket to, Direction direction) {
      byte[] buffer = new byte[BUFFER];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          pass(Arrays.copyOf(buffer, count), out, direction);
        }
        to.shutdownOutput();
      } catch (IOException e) {
        reset();
      } catch (InterruptedException e) {
        reset();
        Thread.currentThread().interrupt();
      }
      if (client.isOutputShutdown() && server.isOutputShutdown()) {
        reset();
      }
    }

    private void pass(byte[] bytes, OutputStream out, Direction direction)
        throws IOException, InterruptedException {
      int allowed = admit(bytes.length, direction);
      out.write(bytes, 0, allowed);
      if (allowed < bytes.length) {
        reset();
      }
    }

    /** Waits until bytes may be sent; returns how many may be sent before the connection is cut. */
    private int admit(int count, Direction direction) throws InterruptedException, IOException {
      lock.lock();
      try {
        Duration latency = fault(direction).latency;
        if (latency.isPositive()) {
          long end = System.nanoTime() + latency.toNanos();
          for (long left = latency.toNanos(); left > 0; left = end - System.nanoTime()) {
            changed.awaitNanos(left);
          }
        }
        while (isHeldBack(count, direction)) {
          if (client.isClosed()) {
            throw new IOException("the connection was reset");
          }
          changed.await();
        }
        Failing fault = fault(direction);
        int allowed = (int) Math.min(count, fault.bytesLeft);
        fault.bytesLeft = count > allowed ? Long.MAX_VALUE : fault.bytesLeft - allowed;
        return allowed;
      } finally {
        lock.unlock();
      }
    }

    private boolean isHeldBack(int count, Direction direction) {
      Failing fault = fault(direction);
      return fault.stalled || (fault.dropsLarge && count > SMALL_PACKET);
    }

    /** Ends the connection, so that both sides see a reset. */
    void reset() {
      links.remove(this);
      for (Socket socket : List.of(client, server)) {
        try {
          socket.setSoLinger(true, 0);
          socket.close();
        } catch (IOException e) {
          // It is closed already.
        }
      }
      change(() -> {}); // wakes the threads that hold something back
    }
  }

  /** Resets all connections and accepts no new ones. May be called twice. */
  @Override
  public void close() throws IOException {
    listener.close();
    reset();
  }
}

package org.ponkeeper.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.ponkeeper.bench.ServerProcess.Usage;
import org.ponkeeper.pon.InstancePath;

/**
 * Deletes and creates instances through a server at a steady rate, and looks every minute at what
 * the server uses: memory, threads and descriptors must not grow. A client connects anew each
 * second.
 */
final class ServerChurn {

  private static final String BASE_PATH = "bench/churned";
  private static final int CLIENTS = 64;

  /** Instances that are deleted and created anew in a second. */
  private static final int RATE = 100;

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final ServerProcess server;
  private final GrpcCaller clients;
  private final List<InstancePath> paths = ServerLoad.NETWORK.growth();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private ServerChurn(ServerProcess server, GrpcCaller clients) {
    this.server = server;
    this.clients = clients;
  }

  /** Churns, and writes the results. */
  static void run(Results results, int minutes) {
    StringBuilder page = new StringBuilder("# Churn through the server\n\n");
    page.append(Machine.describe("bench/run server --runs 0 --minutes " + minutes)).append('\n');
    page.append(
        Results.head(
            List.of(
                "after",
                "instances churned",
                "resident MB",
                "heap after collection MB",
                "threads",
                "descriptors")));
    Commands.onNewEtcd(
            url -> {
              try (LibraryCaller library = new LibraryCaller(url, BASE_PATH)) {
                ServerLoad.NETWORK.register(library.ponkeeper());
              }
              try (ServerProcess server = ServerProcess.start(url, BASE_PATH);
                  GrpcCaller clients = new GrpcCaller(server.port(), CLIENTS, 1)) {
                return new ServerChurn(server, clients).rows(minutes);
              }
            },
            // Without it, etcd keeps every change.
            "--auto-compaction-mode=periodic",
            "--auto-compaction-retention=1m")
        .forEach(page::append);
    page.append(
        """

        %s instances a second are deleted and created anew by gRPC, out of %s on one OLT, by %s clients
        with a connection each; every second one of them is closed and another one is opened. etcd is
        compacted every minute. See docs/bench.md.
        """
            .formatted(RATE, Results.whole(ServerLoad.NETWORK.services()), CLIENTS));
    results.write("server-churn.md", page.toString());
  }

  private List<String> rows(int minutes) {
    List<String> rows = new ArrayList<>();
    try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
      paths.forEach(path -> calls.execute(() -> attempt(() -> clients.create(path))));
    }
    // The first look starts a thread in the server that stays.
    server.usage();
    rows.add(row(0));
    for (int minute = 1; minute <= minutes; minute++) {
      churn();
      rows.add(row(minute));
    }
    return rows;
  }

  /** Works for a minute. Each instance is used by one call at most: they are taken in turn. */
  private void churn() {
    try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
      long begin = System.nanoTime();
      for (int number = 0; number < 60 * RATE; number++) {
        long due = begin + number * SECOND / RATE;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        if (number % RATE == 0) {
          clients.reconnect();
        }
        InstancePath path = paths.get(done.get() % paths.size());
        calls.execute(() ->
            attempt(() -> {
              clients.delete(path);
              clients.create(path);
            }));
        done.incrementAndGet();
      }
    }
  }

  private void attempt(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private String row(int minute) {
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
    Usage usage = server.usage();
    String row =
        Results.row(
            List.of(
                minute + " min",
                Results.whole(done.get()),
                Results.whole((double) usage.residentBytes() / 1e6),
                Results.precise((double) usage.heapBytes() / 1e6),
                Results.whole((double) usage.threads()),
                Results.whole((double) usage.descriptors())));
    System.err.print(row);
    return row;
  }
}

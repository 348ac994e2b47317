package org.ponkeeper.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.server.PonkeeperServer;
import org.ponkeeper.server.api.Engine;
import org.ponkeeper.server.config.ConfigException;
import org.ponkeeper.server.config.Configuration;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.server.http.ServerMetrics;
import org.ponkeeper.store.KeyValueStore;
import org.slf4j.LoggerFactory;

/** Serves a {@link DemoNetwork} on loopback, in which something changes every second. */
final class ConsoleDemo {

  private static final Duration BETWEEN_CHANGES = Duration.ofSeconds(1);
  private static final Duration STOP = Duration.ofSeconds(1);
  private static final int FIRST_PORT = Integer.parseInt(Setting.LISTEN_PORT.usual());
  private static final int PORTS = 20;
  private static final long SEED = 18;

  private final StoreUrl url;
  private final Duration timeout;
  private final Consumer<String> narrate;

  ConsoleDemo(StoreUrl url, Duration timeout, Consumer<String> narrate) {
    this.url = url;
    this.timeout = timeout;
    this.narrate = narrate;
  }

  /**
   * Serves until it is interrupted, or until the time is over.
   *
   * @param port the port; empty for the usual one, or the next that is free
   * @param time how long; empty for ever
   */
  void run(Optional<Integer> port, Optional<Duration> time, Interruption interruption) {
    // Threads that begin to log while the log is set up would make it complain.
    LoggerFactory.getILoggerFactory();
    PonkeeperServer.prepare();
    ServerMetrics metrics = new ServerMetrics();
    PonkeeperOptions options =
        PonkeeperOptions.DEFAULTS.withCallTimeout(timeout).withListener(metrics.engine());
    try (KeyValueStore store = url.open(timeout);
        Ponkeeper ponkeeper = Ponkeeper.on(store, options)) {
      DemoNetwork network =
          new DemoNetwork(
              ponkeeper, store, new KeySpace(options.basePath(), options.templatePath()), SEED);
      network.fill();
      try (PonkeeperServer server = start(new Engine(ponkeeper, store, options), metrics, port)) {
        narrate.accept("serving a demo network on " + server.urls().getFirst() + "/");
        narrate.accept("It is on this machine only, and removed at the end: press Ctrl-C.");
        network.olts().forEach(olt -> audit(server.urls().getFirst(), olt));
        live(network, time, interruption);
      }
    }
  }

  private PonkeeperServer start(Engine engine, ServerMetrics metrics, Optional<Integer> port) {
    if (port.isPresent()) {
      return ServeCommand.checked(() -> PonkeeperServer.start(engine, config(port.get()), metrics));
    }
    for (int next = FIRST_PORT; next < FIRST_PORT + PORTS; next++) {
      try {
        if (isFree(next)) {
          return PonkeeperServer.start(engine, config(next), metrics);
        }
      } catch (ConfigException e) {
        // Another program has taken the port in between.
      }
    }
    return ServeCommand.checked(() -> PonkeeperServer.start(engine, config(0), metrics));
  }

  /** A server that starts in vain logs a warning, so it is not tried on a port that is taken. */
  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static ServerConfig config(int port) {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    settings.put(Setting.LISTEN_PORT, Integer.toString(port));
    settings.put(Setting.HISTORY_INTERVAL, "2s");
    settings.put(Setting.STOP_GRACE, STOP.toSeconds() + "s");
    return ServerConfig.of(Configuration.read(Optional.empty(), Map.of(), settings));
  }

  /** Asks the server as an operator does, so it knows what there is to find. */
  private static void audit(String server, Olt olt) {
    URI uri =
        URI.create(
            server
                + "/v1/technologies/"
                + olt.technology().text()
                + "/olts/"
                + olt.id()
                + ":audit");
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      // The overview then shows no audit.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void live(
      DemoNetwork network, Optional<Duration> time, Interruption interruption) {
    long begin = System.nanoTime();
    while (!interruption.isAskedWithin(BETWEEN_CHANGES)
        && time.filter(limit -> System.nanoTime() - begin >= limit.toNanos()).isEmpty()) {
      try {
        network.change();
      } catch (PonkeeperException e) {
        // Somebody uses the console: what was to change is gone, or the pool is full.
      }
    }
  }
}

package org.ponkeeper.server;

import com.linecorp.armeria.server.grpc.GrpcService;
import java.util.List;
import org.ponkeeper.server.api.ApiServices;
import org.ponkeeper.server.api.Engine;
import org.ponkeeper.server.api.Observations;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.http.Frontend;
import org.ponkeeper.server.http.ServerMetrics;

/** The server: the services of the contract on one engine. */
public final class PonkeeperServer implements AutoCloseable {

  private final Frontend frontend;
  private final Observations observations;

  private PonkeeperServer(Frontend frontend, Observations observations) {
    this.frontend = frontend;
    this.observations = observations;
  }

  /**
   * Begins to load what a start needs, in a thread of its own, while the caller opens the store.
   * Not necessary: {@link #start} is only faster after it.
   */
  public static void prepare() {
    Thread.ofPlatform().daemon().name("ponkeeper-prepare").start(GrpcService::builder);
  }

  /**
   * Starts a server.
   *
   * @param engine what it serves; it stays with the caller, who closes it after the server
   * @param metrics its numbers; its {@code engine()} is to listen to the engine's Ponkeeper
   * @throws org.ponkeeper.server.config.ConfigException if a file of the configuration cannot be
   *     used, or it cannot listen
   */
  public static PonkeeperServer start(Engine engine, ServerConfig config, ServerMetrics metrics) {
    Observations observations = Observations.start(engine.ponkeeper(), config.historyInterval());
    try {
      return new PonkeeperServer(
          Frontend.start(ApiServices.of(engine, observations), engine.ponkeeper(), config, metrics),
          observations);
    } catch (RuntimeException | Error e) {
      observations.close();
      throw e;
    }
  }

  /** The port that it listens on. */
  public int port() {
    return frontend.port();
  }

  /** The URLs that it listens on. */
  public List<String> urls() {
    return frontend.urls();
  }

  /** Who may do what, in a sentence. */
  public String accessSummary() {
    return frontend.accessSummary();
  }

  /** Stops gracefully; blocks, at most for {@code stop.delay}, {@code stop.grace} and a moment. */
  @Override
  public void close() {
    frontend.close();
    observations.close();
  }
}

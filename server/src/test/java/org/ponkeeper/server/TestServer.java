package org.ponkeeper.server;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.server.api.ApiServices;
import org.ponkeeper.server.api.Engine;
import org.ponkeeper.server.api.Observations;
import org.ponkeeper.server.config.Configuration;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.server.http.ServerMetrics;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;

/** A server on a real socket of loopback, with a client for gRPC and one for JSON. */
final class TestServer implements AutoCloseable {

  private final Ponkeeper ponkeeper;
  private final Engine engine;
  private final PonkeeperServer server;
  private final ManagedChannel channel;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TestServer() {
    this(new MemoryStore());
  }

  TestServer(KeyValueStore store) {
    this(store, Map.of());
  }

  /** A server with these settings in addition to a free port. */
  TestServer(KeyValueStore store, Map<Setting, String> settings) {
    this(store, settings, PonkeeperOptions.DEFAULTS);
  }

  /** The same, with these options of the library. */
  TestServer(KeyValueStore store, Map<Setting, String> settings, PonkeeperOptions options) {
    ponkeeper = Ponkeeper.on(store, options);
    engine = new Engine(ponkeeper, store, options);
    Map<Setting, String> all = new EnumMap<>(Map.of(Setting.LISTEN_PORT, "0"));
    all.putAll(settings);
    server =
        PonkeeperServer.start(
            engine,
            ServerConfig.of(Configuration.read(Optional.empty(), Map.of(), all)),
            new ServerMetrics());
    channel =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))
            .usePlaintext()
            .build();
  }

  /** The library behind the server, to prepare what is there. */
  Ponkeeper ponkeeper() {
    return ponkeeper;
  }

  /** The names of the services. */
  Set<String> services() {
    try (Observations observations = Observations.start(ponkeeper, Duration.ofHours(1))) {
      return ApiServices.of(engine, observations).stream()
          .map(service -> service.bindService().getServiceDescriptor().getName())
          .collect(Collectors.toSet());
    }
  }

  ManagedChannel channel() {
    return channel;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  HttpResponse<String> post(String path, String json) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    http.shutdownNow();
    server.close();
    ponkeeper.close();
  }
}

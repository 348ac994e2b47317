package org.ponkeeper.tck.etcd;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** HTTP requests to an etcd: its JSON gateway, its health and its metrics. */
final class EtcdHttp {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Shared by all servers: creating a client reads all certificates that the JDK trusts. */
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private EtcdHttp() {}

  /**
   * Calls the JSON gateway.
   *
   * @param path the part after {@code /v3/}
   * @param token the token of a user who has logged in
   * @return the response
   * @throws IllegalStateException if etcd rejects the request
   */
  static String post(EtcdServer server, String path, String json, Optional<String> token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(server, "/v3/" + path).POST(HttpRequest.BodyPublishers.ofString(json));
    token.ifPresent(text -> request.header("Authorization", text));
    HttpResponse<String> response = send(request);
    if (response.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + response.body());
    }
    return response.body();
  }

  /** Sends a GET request to a path. */
  static HttpResponse<String> get(EtcdServer server, String path)
      throws IOException, InterruptedException {
    return send(request(server, path));
  }

  private static HttpRequest.Builder request(EtcdServer server, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(TIMEOUT);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}

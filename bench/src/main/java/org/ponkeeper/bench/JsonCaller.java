package org.ponkeeper.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.UniPort;

/** Calls a server by JSON over HTTP/1.1, on connections that stay open. */
final class JsonCaller implements InstanceCaller {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String server;

  JsonCaller(int port) {
    server = "http://127.0.0.1:" + port + "/v1/";
  }

  private URI instances(InstancePath path, String end) {
    UniPort port = path.uniPort();
    return URI.create(
        server
            + "technologies/%s/olts/%s/pons/%s/onus/%s/unis/%s/instances%s"
                .formatted(
                    path.technology().text(),
                    port.olt().device(),
                    port.pon().number(),
                    port.onu().number(),
                    port.number(),
                    end));
  }

  private String send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.timeout(DEADLINE).build(), BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(response.statusCode() + " " + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void create(InstancePath path) {
    String body = "{\"template\":" + path.template().value() + "}";
    String answer =
        send(
            HttpRequest.newBuilder(instances(path, ""))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    InstanceCaller.require(answer.contains("\"created\":true"), path);
  }

  @Override
  public void delete(InstancePath path) {
    String answer = send(HttpRequest.newBuilder(instances(path, "/" + path.template())).DELETE());
    InstanceCaller.require(answer.contains("\"deleted\":true"), path);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

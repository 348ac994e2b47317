package org.ponkeeper.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A real Chromium without a window, driven by its own protocol (DevTools) over a WebSocket: what
 * these tests need of it is small. {@code scripts/install-chromium} finds or fetches it.
 */
final class Chromium implements AutoCloseable {

  private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long ANSWER_SECONDS = 30;

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final Map<String, Consumer<JsonNode>> sessions = new ConcurrentHashMap<>();

  private Chromium(Process process, Path profile, URI address) {
    this.process = process;
    this.profile = profile;
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(address, new Listener())
            .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
            .join();
  }

  /** Starts one; empty if this machine cannot have any. */
  static Optional<Chromium> start(Path root) throws Exception {
    Map<String, String> found = new HashMap<>();
    Process search =
        new ProcessBuilder(root.resolve("scripts/install-chromium").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    for (String line :
        new String(search.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList()) {
      int equals = line.indexOf('=');
      found.put(line.substring(0, equals), line.substring(equals + 1));
    }
    if (search.waitFor() != 0) {
      return Optional.empty();
    }
    Path profile = Files.createTempDirectory("ponkeeper-chromium");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                found.get("CHROMIUM"),
                "--headless",
                // The pages are ours, and containers often allow no sandbox.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--hide-scrollbars",
                // Tabs share a process, and with it what it has compiled: a process for each costs
                // most of the time.
                "--renderer-process-limit=1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank"));
    if (found.containsKey("LD_LIBRARY_PATH")) {
      builder.environment().put("LD_LIBRARY_PATH", found.get("LD_LIBRARY_PATH"));
    }
    Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    return Optional.of(new Chromium(process, profile, address(process)));
  }

  private static URI address(Process process) throws IOException {
    StringBuilder said = new StringBuilder();
    BufferedReader reader = process.errorReader(StandardCharsets.UTF_8);
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      said.append(line).append('\n');
      Matcher address = ADDRESS.matcher(line);
      if (address.find()) {
        // What else it says must not fill the pipe.
        Thread.ofVirtual().start(() -> drain(reader));
        return URI.create(address.group(1));
      }
    }
    throw new IOException("Chromium did not start:\n" + said);
  }

  private static void drain(BufferedReader reader) {
    try {
      reader.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // The process has ended.
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
      parts.append(data);
      if (isLast) {
        JsonNode message = JSON.readTree(parts.toString());
        parts.setLength(0);
        take(message);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }

  private void take(JsonNode message) {
    if (message.has("id")) {
      CompletableFuture<JsonNode> asked = waiting.remove(message.path("id").asInt());
      if (asked != null) {
        if (message.has("error")) {
          asked.completeExceptionally(new AssertionError(message.path("error").toString()));
        } else {
          asked.complete(message.path("result"));
        }
      }
      return;
    }
    Consumer<JsonNode> session = sessions.get(message.path("sessionId").asString(""));
    if (session != null) {
      session.accept(message);
    }
  }

  /** A new tab. Tabs share what the browser keeps of the server's files. */
  Tab open() {
    return open(Map.of("url", "about:blank"), () -> {});
  }

  /** A new tab of a browser that has kept nothing. */
  Tab openApart() {
    String context =
        call("", "Target.createBrowserContext", Map.of()).path("browserContextId").asString();
    return open(
        Map.of("url", "about:blank", "browserContextId", context),
        () -> call("", "Target.disposeBrowserContext", Map.of("browserContextId", context)));
  }

  private Tab open(Map<String, String> parameters, Runnable afterwards) {
    String target = call("", "Target.createTarget", parameters).path("targetId").asString();
    String session =
        call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .path("sessionId")
            .asString();
    return new Tab(
        this,
        session,
        () -> {
          sessions.remove(session);
          call("", "Target.closeTarget", Map.of("targetId", target));
          afterwards.run();
        });
  }

  void listen(String session, Consumer<JsonNode> listener) {
    sessions.put(session, listener);
  }

  /** Calls a method of the protocol and waits for its result. */
  JsonNode call(String session, String method, Map<String, ?> parameters) {
    int id = ids.incrementAndGet();
    ObjectNode message = JSON.createObjectNode();
    message.put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> result = new CompletableFuture<>();
    waiting.put(id, result);
    synchronized (socket) {
      socket.sendText(message.toString(), true).orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
    }
    return result.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    process.onExit().orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // A helper process may still write; the folder is one of the system's temporary ones.
    }
  }
}

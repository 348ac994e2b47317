package org.ponkeeper.server;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.server.config.Configuration;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.server.http.Frontend;
import org.ponkeeper.server.http.ServerMetrics;
import org.ponkeeper.store.MemoryStore;

/** The sockets with {@link AnyService} behind them. */
final class TestFrontend implements AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final Pattern HEAD =
      Pattern.compile("(?is).*?\\ncontent-length: ([0-9]+)\\r\\n(?:.*?\\n)?\\r\\n");

  private final MemoryStore store = new MemoryStore();
  private final Ponkeeper ponkeeper = Ponkeeper.on(store);
  private final Frontend frontend;
  private final int port;
  private final ManagedChannel channel;
  private final HttpClient http = HttpClient.newHttpClient();

  TestFrontend(Map<Setting, String> settings) {
    this(settings, () -> {});
  }

  TestFrontend(Map<Setting, String> settings, Runnable before) {
    Map<Setting, String> all = new EnumMap<>(Map.of(Setting.LISTEN_PORT, "0"));
    all.putAll(settings);
    ServerConfig config = ServerConfig.of(Configuration.read(Optional.empty(), Map.of(), all));
    frontend = Frontend.start(AnyService.all(before), ponkeeper, config, new ServerMetrics());
    port = frontend.port();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  int port() {
    return port;
  }

  /** Calls a method; how it ended. */
  <Q, A> Status call(MethodDescriptor<Q, A> method, Message request, String authorization) {
    Metadata headers = new Metadata();
    if (!authorization.isEmpty()) {
      headers.put(AUTHORIZATION, authorization);
    }
    try {
      @SuppressWarnings("unchecked") // made from the method's prototype
      Q typed = (Q) request;
      ClientCalls.blockingServerStreamingCall(
              ClientInterceptors.intercept(
                  channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
              method,
              CallOptions.DEFAULT,
              typed)
          .forEachRemaining(answer -> {});
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  ManagedChannel channel() {
    return channel;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sends these lines as a request; the whole answer. */
  String raw(String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(10_000);
      String text = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      StringBuilder answer = new StringBuilder();
      int next = 0;
      while (next >= 0 && !isComplete(answer)) {
        next = socket.getInputStream().read();
        answer.append((char) next);
      }
      return answer.toString();
    }
  }

  private static boolean isComplete(CharSequence answer) {
    Matcher head = HEAD.matcher(answer);
    return head.lookingAt() && answer.length() >= head.end() + Integer.parseInt(head.group(1));
  }

  Frontend frontend() {
    return frontend;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    http.close();
    frontend.close();
    ponkeeper.close();
    store.close();
  }
}

package org.ponkeeper.server.http;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * The document of the contract at {@code /openapi.json}, its descriptors at {@code
 * /contract.binpb}, and at {@code /docs/} a page that shows it and tries calls. The page has no
 * data of the store, loads nothing from elsewhere, and can be shown by no other site.
 */
public final class Pages {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
          + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private Pages() {}

  public static void addTo(ServerBuilder server) {
    server.service("exact:/openapi.json", openApi());
    server.service(
        "exact:/contract.binpb", page(MediaType.PROTOBUF, HttpData.wrap(Contract.bytes())));
    server.service("exact:/docs/", resource(MediaType.HTML_UTF_8, "index.html"));
    server.service("exact:/docs/docs.js", resource(MediaType.JAVASCRIPT_UTF_8, "docs.js"));
    server.service("exact:/docs/docs.css", resource(MediaType.CSS_UTF_8, "docs.css"));
    server.service("exact:/docs", (context, request) -> HttpResponse.ofRedirect("/docs/"));
  }

  /**
   * The document, made when it is read for the first time: few read it, and all wait for the start.
   */
  private static HttpService openApi() {
    Supplier<HttpData> document =
        Suppliers.memoize(() -> HttpData.ofUtf8(OpenApiDocument.of(Contract.load())));
    ResponseHeaders headers = headers(MediaType.JSON_UTF_8);
    return (context, request) ->
        HttpResponse.of(
            CompletableFuture.supplyAsync(document::get, context.blockingTaskExecutor())
                .thenApply(content -> HttpResponse.of(headers, content)));
  }

  private static HttpService resource(MediaType type, String name) {
    try (InputStream in =
        Objects.requireNonNull(Pages.class.getResourceAsStream("docs/" + name), name)) {
      return page(type, HttpData.wrap(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpService page(MediaType type, HttpData content) {
    ResponseHeaders headers = headers(type);
    return (context, request) -> HttpResponse.of(headers, content);
  }

  private static ResponseHeaders headers(MediaType type) {
    return ResponseHeaders.builder(HttpStatus.OK)
        .contentType(type)
        .set("content-security-policy", POLICY)
        .set("x-content-type-options", "nosniff")
        .set("cache-control", "no-cache")
        .build();
  }
}

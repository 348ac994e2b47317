package org.ponkeeper.server.http;

import com.google.common.base.Suppliers;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ponkeeper.server.http.StaticFiles.StaticFile;

/**
 * The pages: the console at {@code /}, with its files below {@code /console/}; the document of the
 * contract at {@code /openapi.json}, its descriptors at {@code /contract.binpb}, and at {@code
 * /docs/} a page that shows it and tries calls. They have no data of the store, so everybody may
 * read them; they load nothing from elsewhere, and no other site can show them in a frame.
 */
public final class Pages {

  private Pages() {}

  public static void addTo(ServerBuilder server) {
    Supplier<StaticFiles> console = memoized(StaticFiles::load);
    server.service("exact:/", later(context -> Optional.of(console.get().firstPage())));
    server.service(
        "prefix:" + StaticFiles.ROOT, later(context -> console.get().find(context.path())));
    server.service("exact:/openapi.json", once(Pages::openApi));
    server.service("exact:/contract.binpb", once(() -> page(MediaType.PROTOBUF, Contract.bytes())));
    for (String name : new String[] {"index.html", "docs.js", "docs.css"}) {
      server.service(
          "exact:/docs/" + (name.equals("index.html") ? "" : name),
          once(() -> page(StaticFiles.type(name), StaticFiles.read("docs/" + name))));
    }
    server.service("exact:/docs", (context, request) -> HttpResponse.ofRedirect("/docs/"));
  }

  private static StaticFile openApi() {
    String document = OpenApiDocument.of(Contract.load());
    return page(MediaType.JSON_UTF_8, document.getBytes(StandardCharsets.UTF_8));
  }

  private static StaticFile page(MediaType type, byte[] content) {
    return StaticFile.of(type, content, StaticFile.ASK_AGAIN);
  }

  private static HttpService once(Supplier<StaticFile> making) {
    Supplier<StaticFile> made = memoized(making);
    return later(context -> Optional.of(made.get()));
  }

  private static <T> Supplier<T> memoized(Supplier<T> making) {
    com.google.common.base.Supplier<T> made = Suppliers.memoize(making::get);
    return () -> Objects.requireNonNull(made.get());
  }

  /**
   * Pages are made when they are read for the first time: few read them, all wait for the start.
   */
  private static HttpService later(Function<ServiceRequestContext, Optional<StaticFile>> finding) {
    return (context, request) ->
        HttpResponse.of(
            CompletableFuture.supplyAsync(
                () ->
                    finding
                        .apply(context)
                        .orElseThrow(() -> HttpStatusException.of(HttpStatus.NOT_FOUND))
                        .answer(request),
                context.blockingTaskExecutor()));
  }
}

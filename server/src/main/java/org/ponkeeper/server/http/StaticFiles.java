package org.ponkeeper.server.http;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The files of the console, as they are in the jar. Their paths contain a version, which is made
 * from the contents of all of them: a browser keeps them for good, and never mixes those of two
 * versions. Only the first page, which names the version, is asked for each time.
 */
final class StaticFiles {

  /** Where the files are served. */
  static final String ROOT = "/console/";

  private static final String FOLDER = "/org/ponkeeper/server/console/";

  /** Names all others, one a line: a jar cannot list its folders. */
  private static final String LIST = "files.txt";

  private static final String FIRST_PAGE = "index.html";

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
          + "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
          + "frame-ancestors 'none'";

  private static final String FOREVER = "public, max-age=31536000, immutable";

  private static final Map<String, MediaType> TYPES =
      Map.of(
          "html", MediaType.HTML_UTF_8,
          "js", MediaType.JAVASCRIPT_UTF_8,
          "css", MediaType.CSS_UTF_8,
          "json", MediaType.JSON_UTF_8,
          "svg", MediaType.SVG_UTF_8,
          "txt", MediaType.PLAIN_TEXT_UTF_8);

  private final Map<String, StaticFile> byPath = new TreeMap<>();
  private final StaticFile firstPage;

  private StaticFiles(Map<String, byte[]> contents) {
    Hasher all = Hashing.sha256().newHasher();
    contents.forEach(
        (name, content) -> all.putUnencodedChars(name).putInt(content.length).putBytes(content));
    String base = ROOT + all.hash().toString().substring(0, 16) + "/";
    contents.forEach(
        (name, content) -> byPath.put(base + name, StaticFile.of(type(name), content, FOREVER)));
    String page =
        new String(Objects.requireNonNull(contents.get(FIRST_PAGE)), StandardCharsets.UTF_8)
            .replace("<!-- modules -->", modules(contents, base))
            .replace("{base}", base);
    firstPage =
        StaticFile.of(
            MediaType.HTML_UTF_8, page.getBytes(StandardCharsets.UTF_8), StaticFile.ASK_AGAIN);
  }

  /** So that the browser fetches all modules at once, not each when another one imports it. */
  private static String modules(Map<String, byte[]> contents, String base) {
    return contents.keySet().stream()
        .filter(name -> name.endsWith(".js") && !name.contains("uPlot"))
        .map(name -> "<link rel=\"modulepreload\" href=\"" + base + name + "\">")
        .collect(Collectors.joining("\n"));
  }

  /** Reads the files of the jar. */
  static StaticFiles load() {
    Map<String, byte[]> contents = new TreeMap<>();
    new String(read(FOLDER + LIST), StandardCharsets.UTF_8)
        .lines()
        .forEach(name -> contents.put(name, read(FOLDER + name)));
    return new StaticFiles(contents);
  }

  static byte[] read(String resource) {
    try (InputStream in =
        Objects.requireNonNull(StaticFiles.class.getResourceAsStream(resource), resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MediaType type(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(ending, MediaType.PLAIN_TEXT_UTF_8);
  }

  /** The page that a person opens. */
  StaticFile firstPage() {
    return firstPage;
  }

  /** A file by its path. */
  Optional<StaticFile> find(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  /** A file, ready to be sent. */
  record StaticFile(ResponseHeaders headers, HttpData content) {

    /** A browser may keep it, and asks each time whether it is still the same. */
    static final String ASK_AGAIN = "no-cache";

    static StaticFile of(MediaType type, byte[] content, String caching) {
      return new StaticFile(
          ResponseHeaders.builder(HttpStatus.OK)
              .contentType(type)
              .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
              .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
              .set(HttpHeaderNames.CACHE_CONTROL, caching)
              .set(
                  HttpHeaderNames.ETAG,
                  '"' + Hashing.sha256().hashBytes(content).toString().substring(0, 32) + '"')
              .build(),
          HttpData.wrap(content));
    }

    HttpResponse answer(HttpRequest request) {
      String etag = Objects.requireNonNull(headers.get(HttpHeaderNames.ETAG));
      if (request.headers().get(HttpHeaderNames.IF_NONE_MATCH, "").contains(etag)) {
        return HttpResponse.of(headers.toBuilder().status(HttpStatus.NOT_MODIFIED).build());
      }
      return HttpResponse.of(headers, content);
    }
  }
}

package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.olt.FindingKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files of the console: complete, from nowhere else, and served as they should be. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleFilesTest {

  private static final Path ROOT = Path.of(System.getProperty("ponkeeper.root"));
  private static final Path CONSOLE =
      ROOT.resolve("server/src/main/resources/org/ponkeeper/server/console");
  private static final Pattern VERSIONED = Pattern.compile("/console/[0-9a-f]{16}/[\\w./-]+");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final TestFrontend server = new TestFrontend(Map.of());

  @AfterAll
  void stop() {
    server.close();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    var request = server.request(path);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return server.send(request);
  }

  private static Set<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(CONSOLE)) {
      return all.filter(Files::isRegularFile)
          .map(file -> CONSOLE.relativize(file).toString())
          .collect(Collectors.toSet());
    }
  }

  private static List<Path> ours() throws IOException {
    return files().stream()
        .filter(name -> !name.startsWith("vendor/"))
        .map(CONSOLE::resolve)
        .toList();
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }

  @Test
  void theListOfFilesIsComplete() throws Exception {
    assertThat(Files.readAllLines(CONSOLE.resolve("files.txt")))
        .containsExactlyElementsOf(
            files().stream().filter(name -> !name.equals("files.txt")).sorted().toList());
  }

  @Test
  void theLibrariesAreThoseOfTheirPackages() throws Exception {
    JsonNode vendored = JSON.readTree(text(CONSOLE.resolve("vendor/vendor.json")));
    for (JsonNode library : vendored) {
      Path file = CONSOLE.resolve("vendor/" + library.path("file").asString());
      assertThat(Hashing.sha256().hashBytes(Files.readAllBytes(file)).toString())
          .as(file.toString())
          .isEqualTo(library.path("sha256").asString());
      assertThat(CONSOLE.resolve("vendor/" + library.path("licence_file").asString()))
          .isNotEmptyFile();
      assertThat(library.path("version").asString()).matches("\\d+\\.\\d+\\.\\d+");
    }
    Set<String> named =
        vendored
            .valueStream()
            .flatMap(
                one -> Stream.of(one.path("file").asString(), one.path("licence_file").asString()))
            .map(name -> "vendor/" + name)
            .collect(Collectors.toSet());
    named.add("vendor/vendor.json");
    assertThat(files()).filteredOn(name -> name.startsWith("vendor/")).hasSameElementsAs(named);
  }

  @Test
  void nothingComesFromAnotherHostAndNothingIsInline() throws Exception {
    for (Path file : ours()) {
      assertThat(text(file).replace("xmlns=\"http://www.w3.org/2000/svg\"", ""))
          .as(file.toString())
          .doesNotContainPattern("https?://")
          .doesNotContainPattern("(?i)<style|\\sstyle=[\"$]|\\son(click|load|error)=|javascript:")
          .doesNotContainPattern(
              "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|unsafeHTML");
    }
    String page = get("/").body();
    assertThat(Pattern.compile("<script(?![^>]*src=)[^>]*>").matcher(page).find()).isFalse();
  }

  @Test
  void everyModuleFindsWhatItImports() throws Exception {
    Pattern imported = Pattern.compile("(?:from|import|import\\()\\s*'([^']+)'");
    for (Path file : ours()) {
      for (MatchResult found : imported.matcher(text(file)).results().toList()) {
        assertThat(file.resolveSibling(found.group(1)).normalize())
            .as(file + " imports")
            .isRegularFile();
      }
    }
  }

  @Test
  void theFirstPageIsAskedForAnewAndTheOthersAreKept() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("cache-control")).contains("no-cache");
    assertThat(page.headers().firstValue("content-security-policy"))
        .contains(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                + " font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    String etag = page.headers().firstValue("etag").orElseThrow();
    assertThat(get("/", "if-none-match", etag).statusCode()).isEqualTo(304);
    assertThat(get("/", "if-none-match", "\"other\"").statusCode()).isEqualTo(200);

    List<String> named =
        VERSIONED.matcher(page.body()).results().map(MatchResult::group).distinct().toList();
    assertThat(named).hasSizeGreaterThan(30);
    for (String path : named) {
      HttpResponse<String> file = get(path);
      assertThat(file.statusCode()).as(path).isEqualTo(200);
      assertThat(file.headers().firstValue("cache-control"))
          .as(path)
          .hasValueSatisfying(value -> assertThat(value).contains("immutable"));
      assertThat(file.headers().firstValue("content-type"))
          .as(path)
          .hasValueSatisfying(type ->
              assertThat(type)
                  .startsWith(
                      path.endsWith(".js")
                          ? "application/javascript"
                          : path.endsWith(".css") ? "text/css" : "image/svg+xml"));
    }
  }

  @Test
  void whatIsNoFileIsNotFound() throws Exception {
    Matcher main = Pattern.compile("/console/[0-9a-f]{16}/main.js").matcher(get("/").body());
    assertThat(main.find()).isTrue();
    for (String path :
        List.of(
            "/console/",
            "/console/0000000000000000/main.js",
            main.group().replace("main.js", "../../../main.js"),
            main.group().replace("main.js", "%2e%2e/docs/docs.js"),
            main.group() + "/",
            main.group().replace("main.js", ""))) {
      assertThat(server.raw("GET " + path + " HTTP/1.1", "Host: localhost"))
          .as(path)
          .matches("(?s)HTTP/1.1 40[04] .*");
    }
  }

  /** The texts that explain a finding are those of docs/audit.md. */
  @Test
  void theKindsOfFindingsAreExplainedAsTheDocumentDoes() throws Exception {
    String kinds = text(CONSOLE.resolve("parts/kinds.js"));
    JsonNode explained =
        JSON.readTree(kinds.substring(kinds.indexOf('{'), kinds.lastIndexOf('}') + 1));
    assertThat(explained.propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(FindingKind.values()).map(FindingKind::text).toList());

    String document = text(ROOT.resolve("docs/audit.md"));
    Map<String, String> sections = new TreeMap<>();
    Matcher section =
        Pattern.compile("(?s)### `([a-z-]+)`\\n(.*?)(?=\\n###? |\\z)").matcher(document);
    while (section.find()) {
      sections.put(
          section.group(1), words(section.group(2).replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")));
    }
    explained
        .properties()
        .forEach(kind ->
            kind.getValue()
                .forEach(sentence ->
                    assertThat(sections.get(kind.getKey()))
                        .as(kind.getKey())
                        .containsIgnoringCase(words(sentence.asString()))));
  }

  private static String words(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}

package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * {@code docs/moving.md} from its first command to its last, in order, on one store that the Go
 * library has begun, and on which it goes on between the way back and the second way there. No
 * instance and no id is lost on the way, and no id is given twice.
 */
@Timeout(300)
abstract class MovingContract {

  private static final Path DOCUMENT =
      Path.of(System.getProperty("ponkeeper.root"), "docs", "moving.md");

  private static final String GOLDEN = "xgspon-4gem";
  private static final int PON = 0;

  @TempDir Path folder;
  private TestStores stores;

  abstract TestStores stores();

  @BeforeEach
  void open() {
    stores = stores();
  }

  @AfterEach
  void close() throws Exception {
    stores.close();
  }

  /** Where the document is followed, and whose OLT it is. */
  private record Place(Cli cli, String basePath, String technology, String device) {

    GoLibrary goLibrary() {
      return new GoLibrary(cli, basePath, technology, device);
    }

    String options() {
      return "--technology " + technology + " --olt " + device;
    }
  }

  @Test
  void aStoreOfOurOwn() throws Exception {
    // given
    Place place = new Place(Cli.on(stores.empty()), "service/voltha", "XGS-PON", "olt-1");
    place.cli().put("service/voltha/technology_profiles/XGS-PON/64", Scene.fourQueues());
    GoLibrary library = place.goLibrary();
    for (int pon = 0; pon < 2; pon++) {
      library.start(pon);
      for (int n = 0; n < 3; n++) {
        library.create(64, pon, library.onuId(pon), 4);
      }
    }

    follow(place);
  }

  @Test
  void aStoreThatTheGoLibraryWrote() throws Exception {
    GoldenCase golden = GoldenCase.named(GOLDEN);
    Cli cli = Cli.on(stores.empty());
    cli.run("store", "import", golden.store().toString()).done();

    follow(new Place(cli, golden.basePath(), golden.technology(), golden.device()));
  }

  private void follow(Place place) throws IOException {
    // given
    Map<String, JsonNode> before = instances(place);
    assertThat(before).isNotEmpty();

    // when
    sectionIs(place, "Move to Ponkeeper", 0);
    // then
    Map<String, JsonNode> there = instances(place);
    assertThat(there).hasSize(before.size() + 1).containsAllEntriesOf(before);
    assertNothingIsAmiss(place);

    // when
    Map<String, BitSet> taken = taken(place);
    sectionIs(place, "Roll back", 0);
    // then
    assertThat(instances(place)).isEqualTo(there);
    assertThat(taken(place)).as("nobody got or lost an id").isEqualTo(taken);
    assertThat(poolLengths(place)).isNotEmpty().allSatisfy((key, length) -> assertFull(length));
    assertThat(Files.readAllLines(folder.resolve("after.jsonl"))).hasSizeGreaterThan(there.size());
    assertNothingIsAmiss(place);

    // when
    Map<String, JsonNode> atTheLibrarys = goOnWithTheLibrary(place, there);
    // then
    assertThat(instances(place)).isEqualTo(atTheLibrarys);
    assertThat(kinds(place)).containsExactly("owned-not-taken");

    // when
    sectionIs(place, "Move again", 5);
    // then
    Map<String, JsonNode> again = instances(place);
    assertThat(again).hasSize(atTheLibrarys.size() + 1).containsAllEntriesOf(atTheLibrarys);
    assertNothingIsAmiss(place);
    assertThat(poolLengths(place)).isNotEmpty().allSatisfy((key, length) -> assertFull(length));
  }

  /** A pool's bitmap in bytes, and the last id of its range. */
  private record Length(int bytes, int last) {}

  private static void assertFull(Length length) {
    assertThat(length.bytes()).isEqualTo((length.last() + 7) / 8);
  }

  /** Creates, deletes and releases as the Go library does; gives what is there then. */
  private static Map<String, JsonNode> goOnWithTheLibrary(
      Place place, Map<String, JsonNode> there) {
    GoLibrary library = place.goLibrary();
    Map<String, JsonNode> after = new TreeMap<>(there);
    library.start(PON);
    JsonNode gone =
        there.values().stream()
            .filter(entry -> entry.get("path").stringValue().contains("/pon-{" + PON + "}/"))
            .findFirst()
            .orElseThrow();
    String path = gone.get("path").stringValue();
    library.delete(path, PON, allocId(gone), gemPorts(gone));
    after.remove(path);
    int onu = library.onuId(PON);
    String made = library.create(64, PON, onu, 4);
    String another = library.create(64, PON, library.onuId(PON), 4);
    library.releaseOnuId(PON, claimed(place));
    Map<String, JsonNode> found = instances(place);
    for (String its : List.of(made, another)) {
      assertThat(there).doesNotContainKey(its);
      after.put(its, found.get(its));
    }
    assertThat(allocId(found.get(made))).as("the id that was given back").isEqualTo(allocId(gone));
    return after;
  }

  /** The ONU id that the document's claim has. */
  private static int claimed(Place place) {
    return place
        .cli()
        .line(
            "id allocate --type onu --owner ALCL00001234 -o json --pon "
                + PON
                + " --base-path "
                + place.basePath()
                + " "
                + place.options())
        .done()
        .json()
        .at("/ids/0")
        .intValue();
  }

  /**
   * Runs the commands of a section.
   *
   * @param first what the first of them exits with; all others must succeed
   */
  private void sectionIs(Place place, String title, int first) throws IOException {
    List<String> commands = DocumentCommands.of(section(title));
    assertThat(commands).as(title).hasSizeGreaterThan(2);
    int expected = first;
    for (String command : commands) {
      List<String> words = new ArrayList<>();
      for (String word : ShellWords.of(command).subList(1, ShellWords.of(command).size())) {
        String meant = word.replace("XGS-PON", place.technology()).replace("olt-1", place.device());
        words.add(meant.endsWith(".jsonl") ? folder.resolve(meant).toString() : meant);
      }
      words.addAll(List.of("--base-path", place.basePath()));
      Cli.Answer answer = place.cli().run(words.toArray(String[]::new));
      assertThat(answer.exitCode()).as(command + "\n" + answer).isEqualTo(expected);
      expected = 0;
    }
  }

  private static List<String> section(String title) throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENT);
    int from = lines.indexOf("## " + title);
    assertThat(from).as("section " + title).isPositive();
    List<String> section = new ArrayList<>();
    for (String line : lines.subList(from + 1, lines.size())) {
      if (line.startsWith("## ")) {
        break;
      }
      section.add(line);
    }
    return section;
  }

  /** Every instance with all that a listing says of it, by path; no id is in two of them. */
  private static Map<String, JsonNode> instances(Place place) {
    Map<String, JsonNode> instances = new TreeMap<>();
    Set<String> ids = new HashSet<>();
    place
        .cli()
        .run("instance", "list", "-o", "json", "--base-path", place.basePath())
        .done()
        .json()
        .forEach(entry -> {
          String path = entry.get("path").stringValue();
          instances.put(path, entry);
          String pon = path.replaceAll(".*/pon-\\{(\\d+)}/.*", "$1");
          assertThat(ids.add(pon + " alloc " + allocId(entry))).as(path).isTrue();
          gemPorts(entry).forEach(id -> assertThat(ids.add(pon + " gem " + id)).as(path).isTrue());
        });
    return instances;
  }

  private static int allocId(JsonNode entry) {
    return entry.at("/instance/us_scheduler/alloc_id").intValue();
  }

  private static List<Integer> gemPorts(JsonNode entry) {
    List<Integer> ids = new ArrayList<>();
    entry
        .at("/instance/upstream_gem_port_attribute_list")
        .forEach(queue -> ids.add(queue.get("gemport_id").intValue()));
    return ids;
  }

  private static void assertNothingIsAmiss(Place place) {
    assertThat(kinds(place)).isEmpty();
  }

  private static List<String> kinds(Place place) {
    List<String> kinds = new ArrayList<>();
    place
        .cli()
        .run("audit", "-o", "json", "--base-path", place.basePath())
        .json()
        .forEach(finding -> kinds.add(finding.get("kind").stringValue()));
    return kinds;
  }

  private static Map<String, JsonNode> pools(Place place) {
    Map<String, JsonNode> pools = new TreeMap<>();
    place
        .cli()
        .export("--base-path", place.basePath())
        .forEach((key, value) -> {
          if (key.contains("_pool/")) {
            pools.put(key, Cli.JSON.readTree(new String(value, StandardCharsets.UTF_8)));
          }
        });
    return pools;
  }

  private static Map<String, BitSet> taken(Place place) {
    Map<String, BitSet> taken = new HashMap<>();
    pools(place)
        .forEach((key, pool) ->
            taken.put(
                key, BitSet.valueOf(Base64.getDecoder().decode(pool.get("pool").stringValue()))));
    return taken;
  }

  private static Map<String, Length> poolLengths(Place place) {
    Map<String, Length> lengths = new HashMap<>();
    pools(place)
        .forEach((key, pool) ->
            lengths.put(
                key,
                new Length(
                    Base64.getDecoder().decode(pool.get("pool").stringValue()).length,
                    pool.get("end_idx").intValue())));
    return lengths;
  }
}

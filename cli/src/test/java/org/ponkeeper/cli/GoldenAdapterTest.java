package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.tck.SharedFolder;
import tools.jackson.databind.JsonNode;

/**
 * Stores that VOLTHA's openolt adapter wrote: they are adopted with the adapter's state, deletes
 * and creates leave what the adapter would leave, and they can be handed back.
 */
class GoldenAdapterTest {

  private static final String AFTER = "after-onu-1-of-pon-0-was-deleted.jsonl";

  @TempDir Path folder;

  @Test
  void theAdaptersStateIsKeptAsTheAdapterKeepsIt() throws IOException {
    List<Path> cases = SharedFolder.ofThisRun().cases("golden-adapter");
    for (Path one : cases) {
      new GoldenAdapterCase(one, Cli.in(Files.createDirectory(folder.resolve(one.getFileName()))))
          .run();
    }
    System.out.println("golden cases of the adapter: " + cases.size());
  }

  /** One case, on a store of its own. */
  private record GoldenAdapterCase(Path place, Cli cli) {

    void run() throws IOException {
      cli.putAll(lines("store.jsonl"));
      JsonNode record = cli.line("olt register -o json" + olt()).done().json();
      assertThat(record.get("adapter_state").booleanValue()).isTrue();
      assertReady();
      assertThat(lists()).isEqualTo(lists("store.jsonl"));

      List<String> created = created();
      for (String path : created) {
        if (path.contains("/pon-{0}/onu-{1}/")) {
          instance("delete", path);
        }
      }
      assertThat(owned()).isEqualTo(owned(lines(AFTER)));
      assertReady();

      for (String path : created) {
        instance("delete", path);
      }
      assertThat(lists()).isEmpty();
      for (String path : created) {
        instance("create", path);
      }
      assertThat(owned()).isEqualTo(owned(lines("store.jsonl")));
      assertReady();
    }

    /** It can be handed back; nothing needs to be corrected. */
    private void assertReady() throws IOException {
      assertThat(cli.line("audit" + paths()).done().out()).isEmpty();
      JsonNode report =
          cli.line("store hand-over --for adapter-4.7 --dry-run -o json" + olt()).done().json();
      assertThat(report.get("ready").booleanValue()).isTrue();
      assertThat(report.at("/adapter_state/lists").intValue()).isZero();
    }

    private void instance(String verb, String path) throws IOException {
      String[] parts = path.split("/", 3);
      cli.line(
              "instance %s --technology %s --template %s %s%s"
                  .formatted(verb, parts[0], parts[1], parts[2], paths()))
          .done();
    }

    private Map<String, String> lists() throws IOException {
      return some(exported(), GoldenAdapterTest::isList);
    }

    private Map<String, String> lists(String file) throws IOException {
      return some(lines(file), GoldenAdapterTest::isList);
    }

    private Map<String, String> owned() throws IOException {
      return owned(exported());
    }

    /** Instances, lists, and the pools of their ids. */
    private static Map<String, String> owned(Map<String, byte[]> all) {
      return some(
          all,
          key ->
              isList(key)
                  || key.contains("/resource_instances/")
                  || key.contains("/alloc_id_pool/")
                  || key.contains("/gemport_id_pool/"));
    }

    private static Map<String, String> some(Map<String, byte[]> all, Predicate<String> wanted) {
      Map<String, String> some = new TreeMap<>();
      all.forEach((key, value) -> {
        if (wanted.test(key)) {
          some.put(key, new String(value, StandardCharsets.ISO_8859_1));
        }
      });
      return some;
    }

    private Map<String, byte[]> exported() throws IOException {
      return cli.export("--base-path", text("base_path"), "--template-path", text("template_path"));
    }

    private Map<String, byte[]> lines(String file) throws IOException {
      Map<String, byte[]> values = new TreeMap<>();
      for (String line : Files.readAllLines(place.resolve(file))) {
        JsonNode entry = Cli.JSON.readTree(line);
        values.put(
            entry.get("key").stringValue(),
            Base64.getDecoder().decode(entry.get("value").stringValue()));
      }
      return values;
    }

    /** The paths of the instances in the order in which the adapter made them. */
    private List<String> created() throws IOException {
      List<String> paths = new ArrayList<>();
      for (JsonNode one : operations().get("operations")) {
        if (one.get("op").stringValue().equals("create")) {
          paths.add(
              "%s/%d/olt-{%s}/pon-{%d}/onu-{%d}/uni-{%d}"
                  .formatted(
                      text("technology"),
                      one.get("tp").intValue(),
                      text("device"),
                      one.get("pon").intValue(),
                      one.get("onu").intValue(),
                      one.get("uni").intValue()));
        }
      }
      assertThat(paths).hasSizeGreaterThan(3);
      return paths;
    }

    private JsonNode operations() throws IOException {
      return Cli.JSON.readTree(Files.readString(place.resolve("operations.json")));
    }

    private String text(String field) throws IOException {
      return operations().get(field).stringValue();
    }

    private String paths() throws IOException {
      return " --base-path " + text("base_path") + " --template-path " + text("template_path");
    }

    private String olt() throws IOException {
      return " --technology " + text("technology") + " --olt " + text("device") + paths();
    }
  }

  private static boolean isList(String key) {
    return key.matches(".*/\\{\\d+,\\d+,\\d+}/(alloc_ids|gemport_ids|tp_id)");
  }
}

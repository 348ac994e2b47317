package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/json.md} lists every key of every command, with the type that it always has. */
@Timeout(180)
class JsonDocumentTest {

  private static final String BASE = "service/voltha/";
  private static final String ONU = Scene.OLT + " --pon 0 --onu 1";
  private static final String SERVICE = "XGS-PON/64/" + Scene.port(0, 1, 0);

  @TempDir private Path folder;

  /** Keys that have had two types since before this rule. */
  private static final Set<String> OF_TWO_TYPES =
      Set.of(
          "adapter_state",
          "claims",
          "deleted",
          "flow_infos",
          "instance",
          "instances",
          "maps",
          "pools",
          "taken",
          "written");

  @Test
  void everyKeyOfEveryCommandIsDocumentedWithItsType() throws IOException {
    DocumentedKeys keys = DocumentedKeys.read();
    Checker checker = new Checker(Cli.in(folder), keys);
    templates(checker);
    olts(checker);
    services(checker);
    onus(checker);
    damage(checker);
    stores(checker);
    ends(checker);
    others(checker);

    assertThat(keys.problems()).isEmpty();
    assertThat(keys.unseen())
        .as("keys that no document has, but findings of a simulation, of which there must be none")
        .allMatch(key -> key.startsWith("### `simulate`: findings."));
  }

  /** Runs commands and checks their documents. */
  private record Checker(Cli cli, DocumentedKeys keys) {

    void run(String command, String options) {
      check(command, cli.line((command + " " + options).strip() + " -o json"));
    }

    void run(String command, String options, byte[] in) {
      String[] words = (command + " " + options + " -o json").split(" ", -1);
      check(command, cli.runOn(in, words));
    }

    private void check(String command, Cli.Answer answer) {
      assertThat(answer.out()).as(command + ": " + answer.err()).isNotEmpty();
      keys.check(command, answer.json());
    }
  }

  private void templates(Checker checker) throws IOException {
    String template = "--technology XGS-PON --id 64";
    checker.run("template apply", template + " --dry-run", Scene.fourQueues());
    checker.run("template apply", template, Scene.fourQueues());
    Path other = folder.resolve("other.json");
    Files.write(other, Scene.fourQueues("\"FourQueues\"", "\"Other\""));
    checker.run("template apply", template + " --dry-run " + other);
    Path odd = folder.resolve("odd.json");
    Files.write(odd, Scene.fourQueues("0b00000011", "0b0000011"));
    checker.run("template lint", odd.toString());
    checker.run("template show", template);
    checker.run("template delete", template + " --dry-run");
    checker.run("template list", "");
  }

  private static void olts(Checker checker) {
    String ranges = " --onu-ids 1-32 --alloc-ids 1024-1152 --gem-port-ids 1024-2048";
    checker.run("olt register", Scene.OLT + " --pons 0-3" + ranges + " --alloc-ids 2-3:2048-2176");
    checker.run(
        "olt register",
        "--technology GPON --olt olt-2 --pons 0-3 --shared alloc=1 --adapter-state"
            + ranges
            + " --gem-port-ids 2:3072-4095");
    String gone = "--technology GPON --olt olt-2 --pon 3 --type onu --owner gone";
    checker.run("id allocate", gone);
    checker.run("id release", gone);
    checker.run("olt list", "");
    checker.run("olt show", "--technology GPON --olt olt-2");
    checker.run("olt remove-pon", "--technology GPON --olt olt-2 --pon 3");
    checker.run("olt unregister", "--technology GPON --olt olt-2 --dry-run");
    checker.run("olt unregister", "--technology GPON --olt olt-2");
  }

  private static void services(Checker checker) {
    checker.run("instance create", SERVICE);
    checker.run("instance get", SERVICE + " --derived");
    checker.run("instance list", "--derived");
    checker.run("instance create", "XGS-PON/64/" + Scene.port(1, 1, 0));
    checker.run("instance delete", "XGS-PON/64/" + Scene.port(1, 1, 0) + " --dry-run");
    checker.run("instance delete", "XGS-PON/64/" + Scene.port(1, 1, 0));
    checker.run("id allocate", Scene.OLT + " --pon 0 --type onu --owner old 1");
    checker.run("id allocate", Scene.OLT + " --pon 0 --type gem-port --owner old --count 2");
    checker.run("id allocate", Scene.OLT + " --pon 1 --type onu --owner other");
    checker.run("id list", Scene.OLT + " --pon 0 --type onu");
    checker.run("id list", Scene.OLT + " --pon 0 --type gem-port");
    checker.run("id owner", Scene.OLT + " --pon 0 --type gem-port 1024,1028,2000");
    checker.run("id release", Scene.OLT + " --pon 1 --type onu --owner other --dry-run");
    checker.run("id release", Scene.OLT + " --pon 1 --type onu --owner other");
    checker.run("olt show", Scene.OLT);
  }

  private static void onus(Checker checker) {
    checker.run("onu-map set", ONU + " --uni 0 --type flow 7");
    checker.run("onu-map add", ONU + " --uni 0 --type flow 8");
    checker.run("onu-map remove", ONU + " --uni 0 --type flow 8");
    checker
        .cli()
        .put(BASE + "resource_manager/{XGS-PON}/{olt-1}/{0,1}/alloc_ids", bytes("garbage"));
    checker.run("onu-map list", Scene.OLT);
    checker
        .cli()
        .runOn(bytes("{\"a\":1}"), ("flow-info set " + ONU + " --flow 7").split(" ", -1))
        .done();
    checker.run("flow-info list", ONU);
    checker.run("onu list", "");
    checker.run("onu show", ONU);
    checker.run("onu replace", ONU + " --owner new");
    checker.run("find", "new");
    checker.run("find", "7");
    checker.run("onu-map delete", ONU + " --type alloc --dry-run");
    checker.run("onu-map delete", ONU + " --type alloc");
    checker.run("onu move", ONU + " --to-onu 9");
    checker.run("onu move", Scene.OLT + " --pon 0 --onu 9 --to-onu 1");
    checker.run("onu-map delete", ONU);
    checker.run("onu delete", ONU + " --dry-run");
    checker.run("onu delete", ONU + " --yes");
  }

  /** Data with which documents have keys that they usually do not have. */
  private static void damage(Checker checker) {
    checker.run("instance create", SERVICE);
    checker.cli().line("template delete --technology XGS-PON --id 64 --force").done();
    checker.run("instance list", "");
    checker
        .cli()
        .runOn(
            Scene.fourQueues(),
            "template apply --technology XGS-PON --id 64 --force".split(" ", -1))
        .done();
    String full = Base64.getEncoder().encodeToString(HexFormat.of().parseHex("ff".repeat(128)));
    checker
        .cli()
        .put(
            BASE + "resource_manager/{XGS-PON}/{olt-1}/gemport_id_pool/{1}",
            bytes(
                "{\"end_idx\":2048,\"pon_intf_id\":1,\"pool\":\"%s\",\"start_idx\":1024}"
                    .formatted(full)));
    checker
        .cli()
        .put(BASE + "resource_manager/{XGS-PON}/{olt-1}/gemport_id_pool/{0}", bytes("garbage"));
    checker.run("olt show", Scene.OLT);
    checker.run("audit", "");
    String record = BASE + "ponkeeper/olts/XGS-PON/olt-1";
    String live = new String(checker.cli().export().get(record), StandardCharsets.UTF_8);
    String resizing =
        live.replace(
            "\"state\":\"live\"",
            "\"state\":\"resizing\",\"resizing_to\":{\"onu\":\"1-64\"},"
                + "\"resizing_to_by_pon\":[{\"pons\":[3],\"ranges\":{\"alloc\":\"2048-2300\"}}]");
    checker.cli().put(record, bytes(resizing));
    checker.run("olt show", Scene.OLT);
    checker.cli().put(record, bytes(live));
    checker.cli().remove(BASE + "resource_manager/{XGS-PON}/{olt-1}/gemport_id_pool/{0}");
    checker.run("audit", "");
  }

  private void stores(Checker checker) {
    Path file = folder.resolve("backup");
    checker.run("store export", file.toString());
    checker.run("store import", file + " --merge --dry-run");
    checker.run("store import", file + " --merge");
    checker.run("instance create", "XGS-PON/64/" + Scene.port(2, 1, 0));
    checker.run("store restore", "--dry-run " + file);
    checker.run("store hand-over", Scene.OLT + " --dry-run");
    checker.run("store hand-over", Scene.OLT + " --dry-run --for adapter-4.7");
    checker
        .cli()
        .put(BASE + "technology_profiles/XGS-PON/64/" + Scene.port(0, 9, 0), bytes("garbage"));
    checker.cli().put(BASE + "technology_profiles/xgspon/70", Scene.fourQueues());
    checker.run("store migrate", "--pool-keys with-technology --dry-run");
    checker.run("store migrate", "--instances --dry-run");
    checker.run("store migrate", "--technology-names --dry-run " + Scene.OLT);
  }

  private static void ends(Checker checker) {
    checker.run("olt delete", Scene.OLT + " --dry-run");
    checker.run("olt delete", Scene.OLT + " --yes");
    checker.run("template delete", "--technology XGS-PON --id 64");
  }

  private static void others(Checker checker) {
    checker.run("demo", "");
    checker.run("token new", "lab --role viewer");
    checker.run("simulate", "--seconds 1 --pons 2 --onus 6 --templates 2 --churn-per-s 60");
    checker.run("bench", "--pons 2 --onus 3 --templates 2 --warm-up 6 --restarts 1");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aKeyHasOneTypeInAllDocuments() throws IOException {
    SortedMap<String, SortedSet<String>> types = new TreeMap<>();
    DocumentedKeys.read()
        .types()
        .forEach((command, keys) ->
            keys.forEach((key, type) ->
                types
                    .computeIfAbsent(
                        key.substring(key.lastIndexOf('.') + 1), name -> new TreeSet<>())
                    .add(kind(type))));

    SortedSet<String> several = new TreeSet<>();
    types.forEach((key, kinds) -> {
      if (kinds.size() > 1) {
        several.add(key);
      }
    });
    assertThat(several).isEqualTo(new TreeSet<>(OF_TWO_TYPES));
  }

  private static String kind(String type) {
    String first = type.split(" ", 2)[0];
    return first.equals("message") || first.equals("map") ? "object" : first;
  }
}

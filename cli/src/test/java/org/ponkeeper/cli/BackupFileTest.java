package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValueStore;

/** What a backup looks like, and which files are no backup. */
@Timeout(300)
class BackupFileTest {

  @TempDir Path folder;
  private Cli cli;
  private Path file;

  @BeforeEach
  void prepare() {
    cli = Cli.in(folder);
    file = folder.resolve("backup.jsonl");
    Scene.prepare(cli);
    cli.run("store", "export", file.toString()).done();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> lines() throws IOException {
    return new ArrayList<>(Files.readAllLines(file));
  }

  @Test
  void aBackupHasAHeaderAndAnEnd() throws IOException {
    List<String> lines = lines();

    assertThat(lines.getFirst())
        .matches(
            "\\{\"ponkeeper_backup\":\\{\"format\":1,\"time\":\"[^\"]+Z\",\"version\":\"ponkeeper "
                + "[^\"]+\","
                + "\"base_path\":\"service/voltha\","
                + "\"template_path\":\"service/voltha/technology_profiles\","
                + "\"scope\":\\[\"technology-profiles\",\"resources\",\"ponkeeper\",\"tp-ids\"],\"also\":\\[]}}");
    assertThat(lines.getLast())
        .isEqualTo("{\"ponkeeper_backup_end\":{\"keys\":9,\"left_out\":0,\"restoring\":false}}");
    assertThat(lines).hasSize(11);
  }

  @Test
  void aFileThatIsNotWholeIsNeitherRestoredNorImported() throws IOException {
    List<String> whole = lines();
    Scene.create(cli, Scene.port(0, 9, 0)).done();
    List<String> before = cli.exported();

    refused(whole.subList(0, whole.size() - 1), "it was cut off");
    refused(whole.subList(0, 3), "it was cut off");
    refused(without(whole, 4), "the end line says that there are 9 keys, but there are 8");
    refused(with(whole, 11, whole.get(5)), "there is text after the end line");
    refused(with(whole, 11, whole.getFirst()), "there is text after the end line");
    refused(with(whole, 5, whole.getFirst()), "a header is allowed only in the first line");
    refused(without(whole, 0), "an end without a header");
    refused(with(whole, 5, whole.get(4)), "the keys are not in order");
    refused(with(without(whole, 4), 7, whole.get(4)), "the keys are not in order");
    refused(
        with(whole, 1, Cli.jsonLine("service/voltha/devices/1", bytes("x")).strip()),
        "the key is outside");
    refused(
        with(whole, 1, Cli.jsonLine("service/voltha/ponkeeper/restore", bytes("x")).strip()),
        "describes a temporary state");
    refused(
        replaced(whole, whole.size() - 1, "\"restoring\":false", "\"restoring\":true"),
        "a restore was not complete");
    refused(replaced(whole, 0, "\"format\":1", "\"format\":2"), "a newer Ponkeeper, in format 2");
    refused(replaced(whole, 0, "\"tp-ids\"", "\"moons\""), "\"scope\" is unknown");
    refused(replaced(whole, 0, "\"time\"", "\"tide\""), "\"time\" is missing");
    refused(replaced(whole, 0, "\"service/voltha\"", "\"/service\""), "is invalid");
    String cut = whole.getLast().substring(0, 30);
    refused(with(whole.subList(0, whole.size() - 1), 10, cut), "not JSON");

    assertThat(cli.exported()).isEqualTo(before);
  }

  private static List<String> without(List<String> lines, int index) {
    List<String> changed = new ArrayList<>(lines);
    changed.remove(index);
    return changed;
  }

  private static List<String> with(List<String> lines, int index, String line) {
    List<String> changed = new ArrayList<>(lines);
    changed.add(index, line);
    return changed;
  }

  private static List<String> replaced(
      List<String> lines, int index, String target, String replacement) {
    assertThat(lines.get(index)).contains(target);
    List<String> changed = new ArrayList<>(lines);
    changed.set(index, lines.get(index).replace(target, replacement));
    return changed;
  }

  private void refused(List<String> lines, String reason) throws IOException {
    Files.write(file, lines);
    for (String command : List.of("restore --yes", "import --overwrite --merge")) {
      Cli.Answer answer = cli.line("store " + command + " " + file);
      answer.failed(2, "FILE_INVALID");
      assertThat(answer.err()).contains(reason);
    }
  }

  @Test
  void aFileWithoutHeaderAndEndIsImportedWithAWarningAndNotRestored() throws IOException {
    // given
    List<String> whole = lines();
    Files.write(file, whole.subList(1, whole.size() - 1));

    // when, then
    assertThat(
            cli.run("store", "restore", "--yes", file.toString()).failed(2, "FILE_INVALID").err())
        .contains("it has no header and end line", "use 'store import'");
    Cli copy = Cli.on("sqlite:" + folder.resolve("copy.db"));
    assertThat(copy.run("store", "import", file.toString()).done().err())
        .contains("warning: the file has no header and end line");
    assertThat(copy.exported()).isEqualTo(cli.exported());
  }

  @Test
  void keysOfAFileWithoutAHeaderMayComeInAnyOrder() throws IOException {
    List<String> whole = lines();
    Files.write(file, whole.subList(1, whole.size() - 1).reversed());
    Cli copy = Cli.on("sqlite:" + folder.resolve("copy.db"));

    copy.run("store", "import", file.toString()).done();

    assertThat(copy.exported()).isEqualTo(cli.exported());
  }

  @Test
  void anImportDoesNotMixABackupWithWhatCameLater() throws IOException {
    // given: the ids of a service went to another
    Scene.instance(cli, "delete", Scene.port(0, 1, 0)).done();
    Scene.create(cli, Scene.port(0, 9, 0)).done();
    List<String> before = cli.exported();
    List<String> whole = lines();

    // when, then
    Cli.Answer refused = cli.run("store", "import", "--overwrite", file.toString());
    assertThat(refused.failed(3, "OLT_EXISTS").err())
        .contains("XGS-PON olt-1 (1 keys that the file does not have)", "ponkeeper store restore");
    assertThat(cli.exported()).isEqualTo(before);

    // when: all the same
    Cli.Answer merged =
        cli.run("store", "import", "--overwrite", "--merge", file.toString()).done();

    // then: it says so, and so does the audit
    assertThat(merged.err()).contains("warning: XGS-PON olt-1 has 1 key that is not in the file");
    assertThat(cli.line("audit").out()).contains("id-owned-twice");

    // when: from a file that need not be whole
    Files.write(file, whole.subList(1, whole.size() - 1));
    assertThat(cli.run("store", "import", "--overwrite", file.toString()).done().err())
        .contains("warning: XGS-PON olt-1 has 1 key that is not in the file");

    // when: the way back
    Files.write(file, whole);
    cli.run("store", "restore", "--yes", file.toString()).done();

    // then
    assertThat(cli.line("audit").done().out()).doesNotContain("id-owned-twice");
  }

  @Test
  void aBackupHoldsTheDataOfAnAdapterIfAsked() throws IOException {
    // given
    cli.put("service/voltha/my-adapter/a", bytes("1"));
    cli.put("else/where", bytes("2"));
    cli.put("not/below", bytes("3"));

    // when
    cli.run("store", "export", "--also", "service/voltha/my-adapter", "--also", "else", file + "")
        .done();

    // then
    assertThat(lines().getFirst()).contains("\"also\":[\"service/voltha/my-adapter\",\"else\"]");
    assertThat(lines()).hasSize(13);

    // when
    cli.put("service/voltha/my-adapter/b", bytes("1"));
    cli.put("else/where", bytes("3"));
    cli.remove("service/voltha/my-adapter/a");
    cli.run("store", "restore", "--yes", file.toString()).done();

    // then
    Map<String, byte[]> all = cli.export("--also", "else", "--also", "not");
    assertThat(all)
        .containsKeys("service/voltha/my-adapter/a", "not/below")
        .doesNotContainKey("service/voltha/my-adapter/b");
    assertThat(all.get("else/where")).isEqualTo(bytes("2"));
  }

  @Test
  void aBackupOfOtherPathsIsNotRestored() {
    assertThat(
            cli.run("store", "restore", "--yes", "--base-path", "service/other", file.toString())
                .failed(2, "FILE_INVALID")
                .err())
        .contains("it was exported with other paths", "--base-path: service/voltha\n");
  }

  @Test
  void aBackupOfTheMiddleOfARestoreSaysSo() {
    // given
    cli.remove("service/voltha/technology_profiles/XGS-PON/64");
    String record = "service/voltha/ponkeeper/olts/XGS-PON/olt-1";
    String restoring =
        new String(cli.export().get(record), StandardCharsets.UTF_8)
            .replace("\"live\"", "\"restoring\"");
    try (KeyValueStore store = open()) {
      store.put(new Key(record), Bytes.utf8(restoring));
    }
    Path middle = folder.resolve("middle.jsonl");

    // when
    Cli.Answer exported = cli.run("store", "export", middle.toString());

    // then
    assertThat(exported.exitCode()).isEqualTo(5);
    assertThat(exported.err()).contains("this backup mixes two states");
    cli.run("store", "restore", "--yes", middle.toString()).failed(2, "FILE_INVALID");
    cli.run("store", "import", middle.toString()).failed(2, "FILE_INVALID");

    // when: the whole one
    cli.run("store", "restore", "--yes", file.toString()).done();

    // then
    Scene.create(cli, Scene.port(0, 9, 0)).done();
  }

  private KeyValueStore open() {
    String url = "sqlite:" + folder.resolve("store.db");
    return StoreUrl.parse(url, StoreAccess.NONE, Terminal.ofProcess()).open(Duration.ofSeconds(10));
  }

  @Test
  void aStoreLargerThanMemoryIsExportedImportedAndRestored() throws Exception {
    // given: 48 MB, and processes with 40 MB
    byte[] value = new byte[1_000_000];
    try (KeyValueStore store = open()) {
      for (int i = 0; i < 48; i++) {
        value[i] = (byte) i;
        String key = "service/voltha/technology_profiles/XGS-PON/1/%03d".formatted(i);
        store.put(new Key(key), Bytes.copyOf(value));
      }
    }
    List<String> sizes = new ArrayList<>();
    String store = "sqlite:" + folder.resolve("store.db");
    String copy = "sqlite:" + folder.resolve("copy.db");

    // when
    sizes.add(runSmall(store, "store export " + file));
    sizes.add(runSmall(copy, "store import " + file));
    cli.put("service/voltha/technology_profiles/XGS-PON/1/000", bytes("another"));
    sizes.add(runSmall(store, "store restore --yes " + file));

    // then
    assertThat(Files.size(file)).isGreaterThan(60L << 20);
    assertThat(sizes.get(0)).startsWith("exported 57 keys");
    assertThat(sizes.get(1)).startsWith("imported 57 keys: 57 written");
    assertThat(sizes.get(2)).startsWith("restored 57 keys: 0 written, 1 overwritten");
  }

  private String runSmall(String store, String words) throws Exception {
    try (CommandProcess process = CommandProcess.startWith("-Xmx40m", folder, store, words)) {
      int exitCode = process.awaitEnd();
      assertThat(exitCode).as(process.err()).isZero();
      return process.out();
    }
  }
}

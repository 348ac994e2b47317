package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreCommandsTest {

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void open() {
    cli = Cli.in(folder);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String line(String key, String value) {
    return Cli.jsonLine(key, bytes(value));
  }

  @Test
  void anExportIsInKeyOrderAndHoldsEachKeyOnce() {
    // given
    Scene.prepare(cli);

    // when
    List<String> keys =
        cli.exported().stream()
            .map(line -> Cli.JSON.readTree(line).get("key").stringValue())
            .toList();

    // then
    assertThat(keys).isSorted().doesNotHaveDuplicates().hasSize(9);
    assertThat(keys).contains("service/voltha/technology_profiles/XGS-PON/64");
  }

  @Test
  void anExportTakesBothPathsWhereverTheyLie() {
    // given
    String stored =
        line("a/b/1", "1") + line("a/c/2", "2") + line("a/b/c/3", "3") + line("x/y", "");
    cli.runOn(bytes(stored), "store", "import").done();

    // then
    assertThat(cli.export("--base-path", "a/c", "--template-path", "a/b").keySet())
        .containsExactly("a/b/1", "a/b/c/3", "a/c/2");
    assertThat(cli.export("--base-path", "a/b/c", "--template-path", "a").keySet())
        .containsExactly("a/b/1", "a/b/c/3", "a/c/2");
    assertThat(cli.export("--base-path", "a/b", "--template-path", "a/b").keySet())
        .containsExactly("a/b/1", "a/b/c/3");
    assertThat(cli.export("--base-path", "a/b", "--template-path", "a/b/c").keySet())
        .containsExactly("a/b/1", "a/b/c/3");
  }

  @Test
  void anExportedFileIsForItsOwnerOnlyAndMakesTheSameStoreAgain() throws IOException {
    // given
    Scene.prepare(cli);
    Path file = folder.resolve("backup.jsonl");

    // when
    Cli.Answer exported = cli.run("store", "export", file.toString(), "-o", "json").done();
    Cli copy = Cli.on("sqlite:" + folder.resolve("copy.db"));
    Cli.Answer imported = copy.run("store", "import", file.toString(), "-o", "json").done();

    // then
    assertThat(exported.json().get("keys").intValue()).isEqualTo(9);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(imported.out()).isEqualTo("{\"keys\":9,\"written\":9,\"overwritten\":0}\n");
    assertThat(copy.exported()).isEqualTo(cli.exported());
    assertThat(copy.line("instance list -o json").out())
        .isEqualTo(cli.line("instance list -o json").out());
  }

  @Test
  void anImportCanBeRunAgain() {
    // given
    Scene.prepare(cli);
    byte[] file = bytes(cli.line("store export").out());

    // when
    Cli.Answer again = cli.runOn(file, "store", "import", "-", "-o", "json").done();

    // then
    assertThat(again.out()).isEqualTo("{\"keys\":9,\"written\":0,\"overwritten\":0}\n");
  }

  @Test
  void aKeyWithAnotherValueIsRefusedAndNothingIsWritten() {
    // given
    cli.runOn(
            bytes(line("service/voltha/a", "1") + line("service/voltha/b", "1")), "store", "import")
        .done();
    List<String> before = cli.exported();
    byte[] file =
        bytes(
            line("service/voltha/0", "new")
                + line("service/voltha/a", "2")
                + line("service/voltha/b", "1"));

    // when
    Cli.Answer refused = cli.runOn(file, "store", "import");

    // then
    refused.failed(3, "KEY_EXISTS");
    assertThat(refused.err()).contains("keys with another value: 1", "first: service/voltha/a\n");
    assertThat(cli.exported()).isEqualTo(before);

    // when
    Cli.Answer overwritten = cli.runOn(file, "store", "import", "--overwrite", "-o", "json").done();

    // then
    assertThat(overwritten.out()).isEqualTo("{\"keys\":3,\"written\":2,\"overwritten\":1}\n");
    assertThat(cli.export().get("service/voltha/a")).isEqualTo(bytes("2"));
  }

  @Test
  void moreThanATransactionHoldsIsImportedInChunks() {
    // given
    StringBuilder file = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      file.append(line("service/voltha/" + i, "v" + i));
    }
    for (int i = 0; i < 3; i++) {
      file.append(Cli.jsonLine("service/voltha/large" + i, new byte[(1 << 20) - 100]));
    }

    // when
    Cli.Answer answer = cli.runOn(bytes(file.toString()), "store", "import").done();

    // then
    assertThat(answer.out()).startsWith("imported 303 keys: 303 written");
    assertThat(cli.export()).hasSize(303);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "null",
        "\"key\"",
        "not json",
        "{\"key\":\"service/voltha/x\"}",
        "{\"value\":\"AA==\"}",
        "{\"key\":\"\",\"value\":\"AA==\"}",
        "{\"key\":\"\\ud800\",\"value\":\"AA==\"}",
        "{\"key\":1,\"value\":\"AA==\"}",
        "{\"key\":\"service/voltha/x\",\"value\":null}",
        "{\"key\":\"service/voltha/x\",\"value\":\"!\"}",
        "{\"key\":\"service/voltha/x\",\"value\":\"AA==\",\"more\":1}",
        "{\"key\":\"service/voltha/x\",\"key\":\"service/voltha/y\",\"value\":\"AA==\"}",
        "{\"key\":\"service/voltha/x\",\"value\":\"AA==\"} {}",
        "{\"key\":\"service/voltha/first\",\"value\":\"AA==\"}",
      })
  void aBrokenLineIsNamedAndNothingIsImported(String broken) {
    // given
    String file = line("service/voltha/first", "1") + "\n" + broken + "\n" + line("a/b", "2");

    // when
    Cli.Answer answer = cli.runOn(bytes(file), "store", "import");

    // then
    answer.failed(2, "FILE_INVALID");
    assertThat(answer.err()).contains("file: standard input", "line: 3\n");
    assertThat(cli.exported()).isEmpty();
  }

  @Test
  void bytesThatAreNotTextAreABrokenLine() {
    byte[] file = {(byte) 0xff, (byte) 0xfe, 0, 1, 2, '\n'};

    cli.runOn(file, "store", "import").failed(2, "FILE_INVALID");
  }

  @Test
  void aValueThatNoStoreTakesIsRefused() {
    for (int length : new int[] {1 << 20, 3 << 20}) {
      byte[] file = bytes(Cli.jsonLine("service/voltha/x", new byte[length]));

      assertThat(cli.runOn(file, "store", "import").failed(2, "FILE_INVALID").err())
          .contains("line: 1\n");
    }
    String longKey = "service/voltha/" + "k".repeat(5000);
    cli.runOn(bytes(line(longKey, "1")), "store", "import").failed(2, "FILE_INVALID");
    assertThat(cli.exported()).isEmpty();
  }

  @Test
  void anEmptyFileAndOneWithoutAnEndOfLineAreFine() {
    assertThat(cli.run("store", "import").done().out()).startsWith("imported 0 keys");
    String unended = line("service/voltha/x", "1").stripTrailing();
    assertThat(cli.runOn(bytes(unended), "store", "import").done().out())
        .startsWith("imported 1 key:");
  }

  @Test
  void keysThatOtherCommandsDoNotSeeAreMentioned() {
    assertThat(cli.runOn(bytes(line("else/where", "1")), "store", "import").done().err())
        .startsWith("warning: 1 key is below neither --base-path nor --template-path");
  }

  @Test
  void aFileThatCannotBeUsedIsRefused() throws IOException {
    Path file = folder.resolve("file");
    Files.createFile(file);

    for (String name : List.of(folder.toString(), folder + "/missing", file + "/below")) {
      assertThat(cli.run("store", "import", name).failed(2, "FILE_INVALID").err())
          .contains("file: " + name);
    }
    for (String name : List.of(folder.toString(), folder + "/missing/file", file + "/below")) {
      assertThat(cli.run("store", "export", name).failed(2, "FILE_INVALID").err())
          .contains("file: " + name);
    }
  }

  @Test
  void anExportThatFailsLeavesTheFileAsItWas() throws IOException {
    // given
    Path file = folder.resolve("backup.jsonl");
    Files.writeString(file, "precious");
    Path notAStore = folder.resolve("not-a-store");
    Files.writeString(notAStore, "x".repeat(5000));

    // when
    cli.run("store", "export", file.toString(), "--store", "sqlite:" + notAStore)
        .failed(2, "STORE_URL_INVALID");

    // then
    assertThat(file).hasContent("precious");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(path -> path.getFileName().toString().endsWith(".part"));
    }
  }

  @Test
  void whatIsNoRegularFileIsWrittenAsItComes() {
    Scene.prepare(cli);

    assertThat(cli.line("store export /dev/null").done().out())
        .isEqualTo("exported 9 keys to /dev/null\n");
    assertThat(Path.of("/dev/null")).exists();
  }

  @Test
  void aValueOfAnyBytesSurvives() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    String key = "service/voltha/\"\\\u0001ä€😀";

    cli.put(key, all);

    assertThat(Base64.getEncoder().encodeToString(cli.export().get(key)))
        .isEqualTo(Base64.getEncoder().encodeToString(all));
  }
}

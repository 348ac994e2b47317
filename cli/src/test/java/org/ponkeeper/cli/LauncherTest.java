package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher on machines that are not like ours. It runs in a checkout of its own. A script named
 * {@code mvn}, which copies the classes of these tests, replaces the build.
 */
@Timeout(300)
class LauncherTest {

  private static final Path ROOT = Path.of(System.getProperty("ponkeeper.root"));

  /** Arabic as Egypt writes it, with digits of its own. */
  private static final String ARABIC = "-Duser.language=ar -Duser.country=EG";

  private static final String REGISTER =
      " olt register --technology XGS-PON --olt olt-1 --pons 0-1 --onu-ids 1-32"
          + " --alloc-ids 1024-1152 --gem-port-ids 1024-2048";

  @TempDir private static Path folder;
  private static Path checkout;
  private static Ran firstBuild;

  /** The result of a launcher call. */
  private record Ran(int exitCode, String out, String err) {
    Ran done() {
      assertThat(exitCode).as(err).isZero();
      return this;
    }
  }

  @BeforeAll
  static void build() throws Exception {
    checkout = Files.createDirectory(folder.resolve("checkout"));
    copy("ponkeeper");
    copy("scripts/find-jdk");
    for (String name :
        List.of(
            ".mvn",
            "bom",
            "examples",
            "proto",
            "core",
            "template-lint",
            "store-none",
            "cli",
            "cli-bench")) {
      Files.createDirectory(checkout.resolve(name));
    }
    Files.createFile(checkout.resolve("pom.xml"));
    jars(Files.createDirectory(folder.resolve("jars")));
    // Longer than the launcher is silent; and a user without a home directory.
    program(
        "mvn",
        "printf '%s\\n' \"$@\" >" + folder.resolve("mvn-arguments"),
        "echo '[INFO] Building Ponkeeper: the library 0.1.0-SNAPSHOT       [3/7]'",
        "sleep 12",
        "mkdir -p cli/target/launcher/dist/lib",
        "cp " + folder.resolve("jars") + "/*.jar cli/target/launcher/dist/lib");
    program("getent", "echo 'nobody:x:65534:65534:nobody:/proc/no-home:/bin/false'");
    firstBuild = ponkeeper(Map.of(), "--version");
  }

  @Test
  void theFirstBuildShowsItsProgress() {
    firstBuild.done();

    assertThat(firstBuild.err())
        .contains("ponkeeper: building for 10 s: the library [3/7]; files downloaded: 0\n");
    assertThat(firstBuild.out()).startsWith("ponkeeper ");
  }

  @Test
  void theFirstBuildNeedsNoHomeDirectory() throws Exception {
    assertThat(Files.readAllLines(folder.resolve("mvn-arguments")))
        .contains("-Dmaven.repo.local=" + checkout.resolve(".build/repository"));
  }

  @Test
  void fileNamesThatAreNotAsciiWorkInEveryLocale() throws Exception {
    Path german = Files.createDirectories(folder.resolve("stör€"));
    Path template = german.resolve("vorlage-ü.json");
    Files.copy(ROOT.resolve("examples/four-queues.json"), template);
    for (String locale : List.of("C", "POSIX", "ar_EG.UTF-8", "C.UTF-8")) {
      Path store = german.resolve("datei-ö-" + locale + ".db");

      Ran applied =
          ponkeeper(
              Map.of("LC_ALL", locale, "PONKEEPER_STORE", "sqlite:" + store),
              "template apply --technology XGS-PON --id 64 " + template);

      applied.done();
      assertThat(store).exists();
    }
  }

  @Test
  void outputIsTheSameInEveryLocale() throws Exception {
    Map<String, String> store = Map.of("PONKEEPER_STORE", "sqlite:" + folder.resolve("same.db"));
    Scene.prepare(Cli.with(store));
    for (String words :
        List.of(
            "instance list",
            "instance list --derived -o json",
            "olt list",
            "olt show --technology XGS-PON --olt olt-1",
            "id list --technology XGS-PON --olt olt-1 --pon 0 --type alloc",
            "audit",
            "store export -",
            "template show --technology XGS-PON --id 99")) {
      Ran plain = ponkeeper(store, words);
      Ran ran = ponkeeper(with(store, "PONKEEPER_JAVA_OPTS", ARABIC), words);

      assertThat(withoutTime(ran.out())).as(words).isEqualTo(withoutTime(plain.out()));
      assertThat(ran.err()).as(words).isEqualTo(plain.err());
      assertThat(ran.exitCode()).as(words).isEqualTo(plain.exitCode());
    }
  }

  @Test
  void withoutAHomeDirectoryItRuns() throws Exception {
    Path store = folder.resolve("homeless.db");

    ponkeeper(Map.of(), "--store sqlite:" + store + REGISTER).done();
    assertThat(ponkeeper(Map.of(), "--store sqlite:" + store + " olt list").done().out())
        .contains("olt-1");
  }

  @Test
  void aHomeDirectoryThatCannotBeMadeIsAnErrorThatNamesIt() throws Exception {
    Ran ran =
        ponkeeper(
            Map.of("HOME", "/proc/no-home"),
            "template apply --technology XGS-PON"
                + " --id 64 "
                + ROOT.resolve("examples/four-queues.json"));

    assertThat(ran.exitCode()).isBetween(2, 4);
    assertThat(ran.err()).contains("/proc/no-home").doesNotContain("\tat ");
  }

  @Test
  void standardInputThatIsClosedIsNotReadAndHarmsNothing() throws Exception {
    Path store = folder.resolve("closed-in.db");
    String apply = "template apply --technology XGS-PON --id 64 ";

    Ran from = ponkeeper(onStore(store), apply + "- <&-");
    Ran beside = ponkeeper(onStore(store), apply + examples() + " <&-");

    assertThat(from.exitCode()).isEqualTo(2);
    assertThat(from.err()).contains("FILE_INVALID");
    beside.done();
  }

  @Test
  void standardOutputThatIsClosedIsAnError() throws Exception {
    Path store = folder.resolve("closed-out.db");

    Ran ran =
        ponkeeper(
            onStore(store), "template apply --technology XGS-PON --id 64 " + examples() + " >&-");

    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains("the output cannot be written to standard output");
    assertThat(ponkeeper(onStore(store), "template show --technology XGS-PON --id 64").done().out())
        .contains("num_gem_ports");
  }

  @Test
  void standardErrorThatIsClosedChangesNothing() throws Exception {
    Path store = folder.resolve("closed-err.db");

    ponkeeper(onStore(store), "template apply --technology XGS-PON --id 64 " + examples() + " 2>&-")
        .done();
    Ran refused = ponkeeper(onStore(store), "template show --technology XGS-PON --id 99 2>&-");

    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(ponkeeper(onStore(store), "template show --technology XGS-PON --id 64").done().out())
        .contains("num_gem_ports");
  }

  @Test
  void inAWorkingDirectoryThatIsGoneItRuns() throws Exception {
    Path store = folder.resolve("gone.db");
    Path gone = folder.resolve("gone");
    String enter = "mkdir " + gone + " && cd " + gone + " && rmdir " + gone + " && ";

    Ran ran = shell(onStore(store), enter + checkout.resolve("ponkeeper") + REGISTER);
    Ran relative =
        shell(
            Map.of(), enter + checkout.resolve("ponkeeper") + " --store sqlite:here.db" + REGISTER);

    ran.done();
    assertThat(ran.err()).contains("the working directory is gone");
    assertThat(relative.exitCode()).isBetween(2, 4);
    assertThat(relative.err()).doesNotContain("\tat ");
  }

  private static String examples() {
    return ROOT.resolve("examples/four-queues.json").toString();
  }

  private static Map<String, String> onStore(Path store) {
    return Map.of("PONKEEPER_STORE", "sqlite:" + store);
  }

  private static Map<String, String> with(Map<String, String> all, String name, String value) {
    return Map.of(name, value, "PONKEEPER_STORE", all.get("PONKEEPER_STORE"));
  }

  /** A backup says when it was made. */
  private static String withoutTime(String out) {
    return out.replaceAll("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "TIME");
  }

  private static Ran ponkeeper(Map<String, String> environment, String words) throws Exception {
    return shell(environment, checkout.resolve("ponkeeper") + " " + words);
  }

  /** Runs a line of a shell with nothing but these variables. */
  private static Ran shell(Map<String, String> environment, String line) throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", line)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    String path = folder.resolve("bin") + ":" + System.getenv("PATH");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(200, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the launcher does not end: " + line);
    }
    return new Ran(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private static void copy(String name) throws IOException {
    Path to = checkout.resolve(name);
    Files.createDirectories(to.getParent());
    Files.copy(ROOT.resolve(name), to, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void program(String name, String... lines) throws IOException {
    Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/bin/sh\nset -e\n" + String.join("\n", lines) + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** The class path of the tests as jars, without what only tests need. */
  private static void jars(Path to) throws IOException {
    List<Path> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      entries.add(Path.of(entry));
    }
    for (Path entry : entries) {
      if (Files.isDirectory(entry)) {
        pack(entry, to.resolve("classes" + entries.indexOf(entry) + ".jar"));
      } else if (Files.exists(entry)) {
        Files.copy(entry, to.resolve(entry.getFileName()));
      }
    }
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out);
        Stream<Path> found = Files.walk(classes)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        packed.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, packed);
        packed.closeEntry();
      }
    }
  }
}

package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ponkeeper.tck.NotRun;
import org.ponkeeper.tck.etcd.EtcdBinary;
import org.ponkeeper.tck.etcd.EtcdServer;

/**
 * Every command that a document tells its reader to run does what it says: those of one document in
 * their order, on one store. What cannot be run in a test is named.
 */
@Timeout(300)
class DocumentCommandsTest {

  private static final Path ROOT = Path.of(System.getProperty("ponkeeper.root"));

  /** The name of a command without {@code ponkeeper} before it, and its options. */
  private static final Pattern NAME =
      Pattern.compile(
          "(store|template|olt|instance|onu|id|onu-map|flow-info) ([a-z]+(?:-[a-z]+)*)((?: "
              + "--[a-z-]+)*)( [^a-z-].*)?");

  @TempDir Path folder;

  static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (Path start : List.of(ROOT.resolve("docs"), ROOT)) {
      try (Stream<Path> found = Files.walk(start, start.equals(ROOT) ? 1 : 3)) {
        found.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
      }
    }
    return documents.stream().map(ROOT::relativize).toList();
  }

  /** All but the procedure of moving, which MovingContract runs on stores of its own. */
  static List<Path> documentsToRun() throws IOException {
    return documents().stream().filter(document -> !document.endsWith("moving.md")).toList();
  }

  @ParameterizedTest
  @MethodSource("documentsToRun")
  void everyCommandSucceeds(Path document) throws Exception {
    Files.copy(ROOT.resolve("examples/four-queues.json"), folder.resolve("four-queues.json"));
    Cli cli = Cli.in(folder);
    List<String> ofEtcd = new ArrayList<>();

    for (String command : DocumentCommands.of(ROOT.resolve(document))) {
      if (command.matches("(\\./)?ponkeeper (bench|simulate)( .*)?") && !isShort(command)) {
        System.out.println("NOT RUN: " + command + " of " + document + ", which takes minutes");
      } else if (command.matches("(\\./)?ponkeeper .*")) {
        for (String line : oneForEach(command)) {
          Cli.Answer answer = cli.run(arguments(line));
          assertThat(answer.exitCode()).as(line + "\n" + answer.err()).isZero();
        }
      } else if (command.startsWith("etcdctl snapshot restore")) {
        System.out.println(
            "NOT RUN here: " + command + " of " + document + ", which EtcdHistoryTest does");
      } else if (command.startsWith("etcdctl ")) {
        ofEtcd.add(command);
      } else {
        System.out.println("NOT RUN: " + command + " of " + document + ", a build in a build");
      }
    }
    runOnEtcd(document, ofEtcd);
  }

  /** What measures as an operator would is run by the tests of bench and simulate, in small. */
  private static boolean isShort(String command) {
    return command.contains("--seconds 1") && !command.contains("--store");
  }

  @Test
  void theDocumentsHaveCommands() throws IOException {
    assertThat(DocumentCommands.of(ROOT.resolve("README.md")))
        .hasSizeGreaterThan(12)
        .contains("./ponkeeper demo", "./check", "./ponkeeper --help");
    assertThat(DocumentCommands.of(ROOT.resolve("docs/stores.md")))
        .contains("etcdctl role add ponkeeper", "etcdctl alarm disarm");
    assertThat(DocumentCommands.of(ROOT.resolve("docs/templates.md"))).hasSizeGreaterThan(3);
    assertThat(documents().toString()).contains("docs/adr/", "docs/errors.md", "CONTRIBUTING.md");
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyCommandThatIsOnlyNamedIsThere(Path document) throws IOException {
    TreeSet<String> named = new TreeSet<>();
    for (String line : Files.readAllLines(ROOT.resolve(document))) {
      named.addAll(DocumentCommands.quoted(line));
    }
    for (String name : named) {
      var command = NAME.matcher(name);
      if (command.matches()) {
        String help = Cli.on("memory:").run(command.group(1), command.group(2), "--help").out();
        assertThat(help)
            .startsWith("Usage: ponkeeper " + command.group(1) + " " + command.group(2));
        assertThat(List.of(help.split("[\\s,=\\[\\]]+"))).containsAll(options(command.group(3)));
      }
    }
  }

  private static List<String> options(String words) {
    return words.isBlank() ? List.of() : List.of(words.strip().split(" "));
  }

  /**
   * The lines to run: COMMAND is replaced by several commands, and a server is stopped after a
   * second.
   */
  private static List<String> oneForEach(String command) {
    if (command.matches("(\\./)?ponkeeper (serve|demo --console)( .*)?")
        && !command.contains("--print-config")) {
      return List.of(command + " --port 0 --seconds 1");
    }
    if (!command.contains("COMMAND")) {
      return List.of(command);
    }
    return Stream.of(
            "demo", "store export", "template lint", "olt register", "instance list", "id owner")
        .map(name -> command.replace("COMMAND", name))
        .toList();
  }

  /** The words behind the program's name; files lie in the folder of the test. */
  private String[] arguments(String line) {
    return ShellWords.of(line).stream()
        .skip(1)
        .map(word -> word.startsWith("examples/") ? ROOT.resolve(word).toString() : word)
        .map(word -> word.matches("[a-z-]+\\.jsonl?") ? folder.resolve(word).toString() : word)
        .toArray(String[]::new);
  }

  private void runOnEtcd(Path document, List<String> commands) throws Exception {
    if (commands.isEmpty()) {
      return;
    }
    NotRun.unless(EtcdBinary.isWanted(), commands + " of " + document);
    Path control = EtcdBinary.control();
    try (EtcdServer server = EtcdServer.start()) {
      Scene.prepare(Cli.on(server.url()));
      for (String command : commands) {
        Process process = shell(command, control, server);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command).isTrue();
        assertThat(process.exitValue()).as(command + "\n" + output).isZero();
        if (command.contains("| grep resource_instances")) {
          assertThat(output).startsWith("service/voltha/resource_instances/");
        }
      }
    }
  }

  /** Runs it in a shell; whoever is asked for a password has typed it already. */
  private Process shell(String command, Path control, EtcdServer server) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", command)
            .redirectErrorStream(true)
            .redirectInput(Files.writeString(folder.resolve("typed"), "s3cret\ns3cret\n").toFile());
    builder
        .environment()
        .merge("PATH", control.getParent().toString(), (path, first) -> first + ":" + path);
    builder.environment().put("ETCDCTL_API", "3");
    builder.environment().put("ETCDCTL_ENDPOINTS", "http://127.0.0.1:" + server.port());
    return builder.start();
  }
}

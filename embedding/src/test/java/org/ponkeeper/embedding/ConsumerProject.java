package org.ponkeeper.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A copy of a project in {@code examples} that uses what we publish, away from our own build. */
final class ConsumerProject {

  /** In the versions that its pom names: our own build uses them too, so nothing is downloaded. */
  private static final List<String> GOALS =
      List.of(
          "org.apache.maven.plugins:maven-compiler-plugin:compile",
          "org.apache.maven.plugins:maven-jar-plugin:jar",
          "org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies");

  static final Path ORIGINAL = Published.ROOT.resolve("examples/consumer");
  private static final String EXAMPLE = "com/example/adapter/Example.java";
  private static final String ON_SQLITE = "Example";

  /** The same example, changed for etcd as the README says. */
  private static final String ON_ETCD = "EtcdExample";

  private static final String CLIENT = "com.example.client.RemoteAdapter";

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private final Path folder;

  private ConsumerProject(Path folder) {
    this.folder = folder;
  }

  /** Copies the project that embeds the library into a folder that is not there yet. */
  static ConsumerProject in(Path folder) throws IOException {
    Path source = folder.resolve("src/main/java");
    Files.createDirectories(source.resolve(EXAMPLE).getParent());
    String example = Files.readString(ORIGINAL.resolve("src/main/java").resolve(EXAMPLE));
    Files.writeString(source.resolve(EXAMPLE), example);
    Files.writeString(
        source.resolve(EXAMPLE).resolveSibling(ON_ETCD + ".java"),
        example
            .replace("class Example", "class " + ON_ETCD)
            .replace("SqliteStore.open(Path.of(args[0]))", "EtcdStore.open(args[0])")
            .replace("sqlite.SqliteStore", "etcd.EtcdStore"));
    Files.copy(ORIGINAL.resolve("pom.xml"), folder.resolve("pom.xml"));
    return new ConsumerProject(folder);
  }

  /** Copies the client of the server, in Java, into a folder that is not there yet. */
  static ConsumerProject clientIn(Path folder) throws IOException {
    Path original = Published.ROOT.resolve("examples/clients/java");
    for (String file : List.of("pom.xml", "src/main/java/" + CLIENT.replace('.', '/') + ".java")) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.copy(original.resolve(file), folder.resolve(file));
    }
    return new ConsumerProject(folder);
  }

  /** Makes it a module. */
  ConsumerProject withModuleInfo(String text) throws IOException {
    Files.writeString(folder.resolve("src/main/java/module-info.java"), text);
    return this;
  }

  /** Has it name the versions of our artifacts itself, and not import the BOM. */
  ConsumerProject withoutBom() throws IOException {
    Path file = folder.resolve("pom.xml");
    String pom = Files.readString(file);
    int from = pom.indexOf("  <dependencyManagement>");
    String end = "</dependencyManagement>\n";
    String rest = pom.substring(pom.indexOf(end) + end.length());
    String version = "</artifactId>\n      <version>" + Published.VERSION + "</version>\n";
    Files.writeString(
        file,
        pom.substring(0, from) + rest.replace("</artifactId>\n    </dep", version + "    </dep"));
    return this;
  }

  /** Compiles and packages it, and gathers what it needs at run time. */
  ConsumerProject build(Path settings, Path localRepository) throws Exception {
    List<String> command = new ArrayList<>(List.of("mvn", "-B", "-ntp", "-q"));
    command.addAll(List.of("-s", settings.toString(), "-Dmaven.repo.local=" + localRepository));
    command.addAll(List.of("-DincludeScope=runtime"));
    command.addAll(GOALS);
    run(command);
    return this;
  }

  /** The files of its dependencies. */
  SortedSet<String> dependencies() throws IOException {
    try (Stream<Path> jars = Files.list(folder.resolve("target/dependency"))) {
      SortedSet<String> names = new TreeSet<>();
      jars.forEach(jar -> names.add(jar.getFileName().toString()));
      return names;
    }
  }

  Path dependencyFolder() {
    return folder.resolve("target/dependency");
  }

  /** Runs it on the class path, and returns what it printed. */
  String runOnClassPath(String store) throws Exception {
    return runOnClassPath("com.example.adapter." + mainClass(store), store);
  }

  /** Runs the client on the class path, and returns what it printed. */
  String runClient(String address) throws Exception {
    return runOnClassPath(CLIENT, address);
  }

  private String runOnClassPath(String mainClass, String argument) throws Exception {
    return run(
        List.of(
            JAVA.toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            folder.resolve("target/*") + File.pathSeparator + folder.resolve("target/dependency/*"),
            mainClass,
            argument));
  }

  /** Runs it on the module path, and returns what it printed. */
  String runOnModulePath(String store) throws Exception {
    return run(
        List.of(
            JAVA.toString(),
            "--enable-native-access=ALL-UNNAMED,org.xerial.sqlitejdbc",
            "-p",
            folder.resolve("target/adapter-1.jar")
                + File.pathSeparator
                + folder.resolve("target/dependency"),
            "-m",
            "com.example.adapter/com.example.adapter." + mainClass(store),
            store));
  }

  private static String mainClass(String store) {
    return store.startsWith("etcd:") ? ON_ETCD : ON_SQLITE;
  }

  private String run(List<String> command) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    String printed = Files.readString(out, StandardCharsets.UTF_8);
    assertThat(process.waitFor())
        .as("%s\n%s\n%s", command, printed, Files.readString(err, StandardCharsets.UTF_8))
        .isZero();
    return printed;
  }
}

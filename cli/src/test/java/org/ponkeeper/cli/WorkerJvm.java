package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts {@link StoreWorker} processes fast: their classes come from an archive that a first run of
 * the JVM leaves behind.
 */
final class WorkerJvm {

  private final Path folder;
  private final String classPath;
  private final Path archive;

  /** Prepares the start by a trial on an empty store; keeps what it needs in the folder. */
  WorkerJvm(Path folder, String store) throws IOException, InterruptedException {
    this.folder = folder;
    this.classPath = jars(folder);
    this.archive = folder.resolve("worker.jsa");
    Cli cli = Cli.on(store);
    Scene.applyTemplate(cli);
    Scene.register(cli);
    String[] trial = {"create", store, "0", "1", "2"};
    try (WorkerProcess worker = start("-XX:ArchiveClassesAtExit=" + archive, trial)) {
      worker.awaitReady().begin();
      worker.awaitEnd();
      assertThat(worker.exitCode()).isZero();
    }
  }

  /** Starts a worker. */
  WorkerProcess start(String... args) throws IOException {
    return start("-XX:SharedArchiveFile=" + archive, args);
  }

  private WorkerProcess start(String archiving, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            archiving,
            "-Xlog:all=off",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "--enable-native-access=ALL-UNNAMED",
            // Each start unpacks a library, and who is killed does not clean up.
            "-Dorg.sqlite.tmpdir=" + folder,
            "-Dslf4j.internal.verbosity=ERROR",
            "-cp",
            classPath,
            StoreWorker.class.getName()));
    command.addAll(List.of(args));
    return new WorkerProcess(command);
  }

  /** The class path of the tests, with jars in place of folders, which no archive can be of. */
  private static String jars(Path folder) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        Path jar = folder.resolve("classes" + jars.size() + ".jar");
        pack(path, jar);
        jars.add(jar.toString());
      } else if (Files.exists(path) && !path.getFileName().toString().startsWith("logback")) {
        jars.add(entry);
      }
    }
    return jars.stream().collect(Collectors.joining(File.pathSeparator));
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out);
        Stream<Path> found = Files.walk(classes)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        packed.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, packed);
        packed.closeEntry();
      }
    }
  }
}

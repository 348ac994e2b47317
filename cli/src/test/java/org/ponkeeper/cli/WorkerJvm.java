package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Starts {@link StoreWorker} processes fast, as the launcher starts the program: classes come from
 * an archive that a first run of the JVM leaves behind, and SQLite's library is unpacked once.
 */
final class WorkerJvm {

  private final Path folder;
  private final String classPath;

  /** How the JVM is told to use the archive. */
  private final String archived;

  /** Prepares the starts by a trial on an empty store; keeps what it needs in the folder. */
  WorkerJvm(Path folder, String store) throws IOException, InterruptedException {
    this(folder, store, false);
  }

  /** The same for a test that starts many: preparing takes longer, and each start less. */
  static WorkerJvm forManyStarts(Path folder, String store)
      throws IOException, InterruptedException {
    // From JDK 25 on an archive can also hold classes that are linked.
    return new WorkerJvm(folder, store, Runtime.version().feature() >= 25);
  }

  private WorkerJvm(Path folder, String store, boolean linked)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.classPath = jars(folder);
    Path archive = folder.resolve("worker.archive");
    this.archived = (linked ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive;
    unpackSqlite(folder);
    Cli cli = Cli.on(store);
    Scene.applyTemplate(cli);
    Scene.register(cli);
    String archiving = linked ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=";
    String[] trial = {"create", store, "0", "1", "2"};
    try (WorkerProcess worker = start(archiving + archive, trial)) {
      worker.awaitReady().begin();
      worker.awaitEnd();
      assertThat(worker.exitCode()).isZero();
    }
    assertThat(archive).isNotEmptyFile();
  }

  /** Starts a worker. */
  WorkerProcess start(String... args) throws IOException {
    return start(archived, args);
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
            "-Dorg.sqlite.lib.path=" + folder,
            "-Dslf4j.internal.verbosity=ERROR",
            "-cp",
            classPath,
            StoreWorker.class.getName()));
    command.addAll(List.of(args));
    return new WorkerProcess(command);
  }

  /** What SQLite's driver does for each process, once. */
  private static void unpackSqlite(Path folder) throws IOException {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (InputStream library = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
      Files.copy(library, folder.resolve(name));
    }
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

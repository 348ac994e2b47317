package org.ponkeeper.embedding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The artifacts of Ponkeeper that others use, as this build made them. */
final class Published {

  static final Path ROOT = Path.of(System.getProperty("ponkeeper.root"));
  static final String VERSION = System.getProperty("ponkeeper.version");

  /** By the folder of each module, its artifact. */
  static final Map<String, String> MODULES =
      new TreeMap<>(
          Map.of(
              "proto", "ponkeeper-proto",
              "api", "ponkeeper-api",
              "core", "ponkeeper-core",
              "template-lint", "ponkeeper-template-lint",
              "store-sqlite", "ponkeeper-store-sqlite",
              "store-etcd", "ponkeeper-store-etcd",
              "metrics-micrometer", "ponkeeper-metrics-micrometer",
              "store-testing", "ponkeeper-store-testing",
              "store-tck", "ponkeeper-store-tck"));

  private Published() {}

  /** The jar of a module. */
  static Path jar(String module) {
    String file = MODULES.get(module) + "-" + VERSION + ".jar";
    return ROOT.resolve(module).resolve(System.getProperty("ponkeeper.target")).resolve(file);
  }

  /** Puts them into a local repository, as {@code mvn install} does. */
  static void install(Path repository) throws IOException {
    install(repository, "ponkeeper-parent", ROOT.resolve("pom.xml"), Optional.empty());
    install(repository, "ponkeeper-bom", ROOT.resolve("bom/pom.xml"), Optional.empty());
    for (Map.Entry<String, String> module : MODULES.entrySet()) {
      Path pom = ROOT.resolve(module.getKey()).resolve("pom.xml");
      install(repository, module.getValue(), pom, Optional.of(jar(module.getKey())));
    }
  }

  private static void install(Path repository, String artifact, Path pom, Optional<Path> jar)
      throws IOException {
    Path folder = repository.resolve("org/ponkeeper").resolve(artifact).resolve(VERSION);
    Files.createDirectories(folder);
    Files.copy(pom, folder.resolve(artifact + "-" + VERSION + ".pom"));
    if (jar.isPresent()) {
      if (!Files.exists(jar.get())) {
        throw new IllegalStateException(
            jar.get() + " is missing; run ./check -pl embedding -am, which packages it");
      }
      Files.copy(jar.get(), folder.resolve(artifact + "-" + VERSION + ".jar"));
    }
  }
}

package org.ponkeeper.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.server.PonkeeperServer;
import org.ponkeeper.server.api.Engine;
import org.ponkeeper.server.config.Configuration;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.server.http.ServerMetrics;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

/**
 * A project that is not part of our build uses what we publish, as the README says: built by Maven
 * with a local repository that has nothing but what {@code mvn install} puts there.
 */
@Timeout(600)
class ConsumerProjectTest {

  private static final String PRINTED = "Alloc-ID 1024\nupstream GEM port of p-bit 3: 1024\n";

  @TempDir private static Path directory;
  private static ConsumerProject onClassPath;
  private static ConsumerProject onModulePath;
  private static ConsumerProject withoutBom;
  private static ConsumerProject client;

  @BeforeAll
  static void build() throws Exception {
    Path settings = directory.resolve("settings.xml");
    MachineSettings.write(settings, Path.of(System.getProperty("ponkeeper.local-repository")));
    Path repository = directory.resolve("repository");
    Published.install(repository);

    onClassPath = ConsumerProject.in(directory.resolve("class-path")).build(settings, repository);
    onModulePath =
        ConsumerProject.in(directory.resolve("module-path"))
            .withModuleInfo(readme("module com.example.adapter"))
            .build(settings, repository);
    withoutBom =
        ConsumerProject.in(directory.resolve("without-bom"))
            .withoutBom()
            .build(settings, repository);
    client = ConsumerProject.clientIn(directory.resolve("client")).build(settings, repository);
  }

  @Test
  void itRunsOnSqliteOnTheClassPath() throws Exception {
    String file = directory.resolve("class-path.db").toString();

    String first = onClassPath.runOnClassPath(file);

    assertThat(first).isEqualTo(PRINTED);
    assertThat(onClassPath.runOnClassPath(file)).isEqualTo(first);
  }

  @Test
  void itRunsOnSqliteOnTheModulePath() throws Exception {
    String file = directory.resolve("module-path.db").toString();

    assertThat(onModulePath.runOnModulePath(file)).isEqualTo(PRINTED);
  }

  @Test
  void aClientNeedsOnlyTheApiToUseAServer() throws Exception {
    assertThat(client.dependencies())
        .filteredOn(jar -> jar.matches("(ponkeeper|armeria|jetcd|sqlite).*"))
        .containsExactlyInAnyOrder(
            "ponkeeper-api-" + Published.VERSION + ".jar",
            "ponkeeper-proto-" + Published.VERSION + ".jar");

    MemoryStore store = new MemoryStore();
    try (Ponkeeper ponkeeper = Ponkeeper.on(store);
        PonkeeperServer server = serve(new Engine(ponkeeper, store, PonkeeperOptions.DEFAULTS))) {
      String address = "127.0.0.1:" + server.port();

      String first = client.runClient(address);

      assertThat(first.lines())
          .containsExactly(
              "XGS-PON/64/olt-{olt-java}/pon-{0}/onu-{1}/uni-{0} has Alloc-ID 1024 and GEM ports"
                  + " [1024]; sent again: created false",
              "template 99: NOT_FOUND TEMPLATE_NOT_FOUND", "deleted");
      Olt olt = ponkeeper.olt(Technology.XGS_PON, "olt-java");
      assertThat(olt.instances().list()).isEmpty();
      assertThat(olt.ids().claims(0)).isEmpty();
      assertThat(client.runClient(address)).isEqualTo(first);
    }
  }

  private static PonkeeperServer serve(Engine engine) {
    Map<Setting, String> anyPort = Map.of(Setting.LISTEN_PORT, "0");
    return PonkeeperServer.start(
        engine,
        ServerConfig.of(Configuration.read(Optional.empty(), Map.of(), anyPort)),
        new ServerMetrics());
  }

  @Nested
  @NeedsEtcd
  class OnEtcd {

    @Test
    void itRunsOnTheClassPath() throws Exception {
      try (EtcdServer etcd = EtcdServer.start()) {
        assertThat(onClassPath.runOnClassPath(etcd.url())).isEqualTo(PRINTED);
      }
    }

    @Test
    void itRunsOnTheModulePath() throws Exception {
      try (EtcdServer etcd = EtcdServer.start()) {
        assertThat(onModulePath.runOnModulePath(etcd.url())).isEqualTo(PRINTED);
      }
    }
  }

  @Test
  void itGetsTheVersionsThatOurTestsRunWith() throws Exception {
    Set<String> ours =
        Pattern.compile(File.pathSeparator)
            .splitAsStream(System.getProperty("java.class.path"))
            .map(entry -> Path.of(entry).getFileName().toString())
            .collect(Collectors.toCollection(TreeSet::new));

    SortedSet<String> dependencies = onClassPath.dependencies();

    assertThat(dependencies).hasSizeGreaterThan(20).isSubsetOf(ours);
  }

  @Test
  void itGetsTheSameVersionsWithoutTheBom() throws Exception {
    assertThat(withoutBom.dependencies()).isEqualTo(onClassPath.dependencies());
  }

  @Test
  void noPackageIsInTwoJars() {
    Map<String, Set<String>> modules = new TreeMap<>();
    for (ModuleReference module : ModuleFinder.of(onClassPath.dependencyFolder()).findAll()) {
      ModuleDescriptor descriptor = module.descriptor();
      for (String inside : descriptor.packages()) {
        modules.computeIfAbsent(inside, p -> new TreeSet<>()).add(descriptor.name());
      }
    }

    assertThat(modules).containsKeys("io.grpc", "org.ponkeeper.store.etcd", "org.sqlite");
    assertThat(modules.values()).allSatisfy(names -> assertThat(names).hasSize(1));
  }

  @Test
  void everyPublishedJarHasAModuleNameOfItsOwn() {
    Map<String, String> names = new TreeMap<>();
    for (String module : Published.MODULES.keySet()) {
      ModuleReference found = ModuleFinder.of(Published.jar(module)).findAll().iterator().next();
      boolean automatic = found.descriptor().isAutomatic();
      names.put(module, found.descriptor().name() + (automatic ? " (automatic)" : ""));
    }

    assertThat(names)
        .isEqualTo(
            Map.of(
                "proto", "org.ponkeeper.proto",
                "api", "org.ponkeeper.api (automatic)",
                "core", "org.ponkeeper.core",
                "template-lint", "org.ponkeeper.template.lint",
                "store-sqlite", "org.ponkeeper.store.sqlite",
                "store-etcd", "org.ponkeeper.store.etcd",
                "metrics-micrometer", "org.ponkeeper.metrics.micrometer",
                "store-testing", "org.ponkeeper.store.testing",
                "store-tck", "org.ponkeeper.tck (automatic)"));
  }

  @Test
  void theReadmeShowsThisProject() throws Exception {
    assertThat(readme("<artifactId>ponkeeper-bom"))
        .isEqualTo(Files.readString(ConsumerProject.ORIGINAL.resolve("pom.xml")));
  }

  /** The block of the README that holds a text. */
  private static String readme(String text) throws Exception {
    String readme = Files.readString(Published.ROOT.resolve("README.md"));
    Matcher block = Pattern.compile("```[a-z]+\n(.*?)```", Pattern.DOTALL).matcher(readme);
    while (block.find()) {
      if (block.group(1).contains(text)) {
        return block.group(1);
      }
    }
    throw new AssertionError("the README has no block with " + text);
  }
}

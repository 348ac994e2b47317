package org.ponkeeper.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The allowed dependencies of the server's packages; ARCHITECTURE.md shows them as a table. */
class ServerArchitectureTest {

  private static final String ROOT = "org.ponkeeper.server";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** The packages of the server that each package may use, besides itself. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          named("error"),
          Set.of(),
          named("config"),
          Set.of(),
          named("access"),
          Set.of(named("config"), named("error")),
          named("api"),
          Set.of(named("access"), named("config"), named("error")),
          named("http"),
          Set.of(named("access"), named("config"), named("error")),
          ROOT,
          Set.of(named("http"), named("api"), named("config")));

  /** The modules, besides the library, that the server may use. */
  private static final String[] OTHER_MODULES = {
    "org.ponkeeper.api..", "org.ponkeeper.template.lint..", "org.ponkeeper.metrics.micrometer.."
  };

  private static String named(String name) {
    return ROOT + "." + name;
  }

  @Test
  void everyPackageHasARule() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
        .isEqualTo(MAY_USE.keySet());
  }

  @Test
  void everyPackageUsesOnlyWhatItMay() {
    MAY_USE.forEach((name, others) -> {
      String[] allowed = Stream.concat(others.stream(), Stream.of(name)).toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(name)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(ROOT + "..").and(resideOutsideOfPackages(allowed)))
          .because(
              "%s may use %s; move what it needs there, or hand it in from outside"
                  .formatted(name, others))
          .check(CLASSES);
    });
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void ofTheLibraryItUsesWhatEveryEmbedderCanUse() throws Exception {
    Set<String> exported =
        Pattern.compile("exports (org\\.ponkeeper[\\w.]*);")
            .matcher(
                Files.readString(
                    Path.of(
                        System.getProperty("ponkeeper.root"),
                        "core/src/main/java/module-info.java")))
            .results()
            .map((MatchResult export) -> export.group(1))
            .collect(Collectors.toSet());
    assertThat(exported).contains("org.ponkeeper", "org.ponkeeper.olt");
    String[] allowed =
        Stream.of(exported.stream(), Stream.of(OTHER_MODULES), Stream.of(ROOT + ".."))
            .flatMap(packages -> packages)
            .toArray(String[]::new);
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.ponkeeper..").and(resideOutsideOfPackages(allowed)))
        .because("what is missing in the library's public API is added there")
        .check(CLASSES);
  }
}

package org.ponkeeper;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ponkeeper.profile.EponProfile;
import org.ponkeeper.profile.XponProfile;
import org.ponkeeper.store.Bookmark;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Txn;

/** The allowed dependencies between packages; ARCHITECTURE.md shows them as a table. */
class ArchitectureTest {

  private static final String ROOT = "org.ponkeeper";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** The packages of Ponkeeper that each package may use, besides itself. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("error", Set.of()),
          Map.entry("store", Set.of("error")),
          Map.entry("pon", Set.of("error")),
          Map.entry("monitor", Set.of("pon", "error")),
          Map.entry("profile", Set.of("pon", "error")),
          Map.entry("pool", Set.of("pon", "error")),
          Map.entry("olt", Set.of("profile", "pool", "pon", "error")),
          Map.entry("state", Set.of("olt", "profile", "pool", "pon", "error")),
          Map.entry("audit", Set.of("state", "olt", "profile", "pool", "pon", "error")),
          Map.entry("decide", Set.of("audit", "state", "olt", "profile", "pool", "pon", "error")),
          Map.entry("wire", Set.of("profile", "pon", "error")),
          Map.entry(
              "keyspace",
              Set.of("decide", "state", "olt", "profile", "pool", "pon", "store", "wire", "error")),
          Map.entry(
              "survey",
              Set.of("keyspace", "state", "olt", "profile", "pool", "pon", "store", "error")),
          Map.entry(
              "engine",
              Set.of(
                  "decide",
                  "state",
                  "keyspace",
                  "monitor",
                  "olt",
                  "profile",
                  "pool",
                  "pon",
                  "store",
                  "error")),
          Map.entry(
              "template",
              Set.of(
                  "engine",
                  "survey",
                  "state",
                  "keyspace",
                  "olt",
                  "profile",
                  "pool",
                  "pon",
                  "store",
                  "wire",
                  "error")),
          Map.entry(
              "work",
              Set.of(
                  "engine",
                  "survey",
                  "audit",
                  "decide",
                  "state",
                  "keyspace",
                  "olt",
                  "profile",
                  "pool",
                  "pon",
                  "store",
                  "error")),
          Map.entry(
              "maintenance",
              Set.of(
                  "work",
                  "template",
                  "engine",
                  "survey",
                  "audit",
                  "decide",
                  "state",
                  "keyspace",
                  "olt",
                  "profile",
                  "pool",
                  "pon",
                  "store",
                  "wire",
                  "error")));

  /** Packages that are pure: no I/O, clock, thread or random number. */
  private static final String[] PURE = {
    "pon", "profile", "pool", "olt", "state", "decide", "audit"
  };

  /**
   * The plain values of {@code store} that pure packages carry: an adapter's own keys, and the
   * place of an event.
   */
  private static final Set<Class<?>> CARRIED =
      Set.of(Bookmark.class, History.class, Bytes.class, Key.class, Mutation.class, Txn.class);

  /** Packages that are not exported, or not to everybody. */
  private static final String[] INTERNAL = {
    "state", "decide", "audit", "engine", "keyspace", "survey", "work"
  };

  private static String named(String name) {
    return ROOT + "." + name;
  }

  private static DescribedPredicate<JavaClass> in(String... packages) {
    return resideInAnyPackage(packages);
  }

  private static DescribedPredicate<JavaClass> carried(String name) {
    return describe(
        "values of the store that " + name + " carries",
        c ->
            List.of(PURE).contains(name)
                && CARRIED.stream()
                    .anyMatch(value -> c.isEquivalentTo(value) || isNestedIn(c, value)));
  }

  private static boolean isNestedIn(JavaClass c, Class<?> value) {
    return c.getEnclosingClass().filter(outer -> outer.isEquivalentTo(value)).isPresent();
  }

  private static String[] named(String[] names) {
    return Stream.of(names).map(ArchitectureTest::named).toArray(String[]::new);
  }

  @Test
  void thereAreClassesToCheck() {
    assertThat(CLASSES).hasSizeGreaterThan(100);
  }

  @Test
  void everyPackageUsesOnlyWhatItMay() {
    MAY_USE.forEach((name, others) -> {
      String[] allowed =
          Stream.concat(others.stream().map(ArchitectureTest::named), Stream.of(named(name)))
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(named(name))
          .should()
          .dependOnClassesThat(
              in(ROOT + "..").and(resideOutsideOfPackages(allowed)).and(not(carried(name))))
          .because(
              "%s may use %s; move what it needs there, or hand it in from outside"
                  .formatted(name, others))
          .check(CLASSES);
    });
  }

  @Test
  void decisionsArePure() {
    noClasses()
        .that()
        .resideInAnyPackage(named(PURE))
        .should()
        .dependOnClassesThat(
            in(
                    "java.io..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.net..",
                    "java.time..",
                    "org.slf4j..",
                    "java.sql..")
                .and(not(describe("Serializable", c -> c.isAssignableFrom(Serializable.class))))
                .or(in("java.util.concurrent..", "java.util.random.."))
                .or(
                    describe(
                        "threads or chance",
                        c ->
                            c.getName().equals("java.lang.Thread")
                                || c.getName().equals("java.util.Random"))))
        .because("the same state must give the same decision; the shell brings time and I/O")
        .check(CLASSES);
  }

  @Test
  void keysAreBuiltInOnePlaceOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(named("keyspace"), named("store"))
        .should()
        .callConstructor(Key.class, String.class)
        .because("every key is declared once, in KeySpace; add a method there")
        .check(CLASSES);
  }

  @Test
  void instancesOfXponAndEponAreOneTypeToMostCallers() {
    noClasses()
        .that()
        .resideOutsideOfPackages(named("profile"), named("keyspace"), named("wire"))
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(XponProfile.class, EponProfile.class)
        .because("an instance is derived, so GPON and EPON are not written twice; ask TechProfile")
        .check(CLASSES);
  }

  @Test
  void onlyTheShellAndTheStoresHaveThreadsAndLocks() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, named("engine"), named("store"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.concurrent..")
        .because(
            "locks and threads belong to the engine; correctness comes from the transaction's conditions")
        .check(CLASSES);
  }

  @Test
  void generatedMessagesStayBehindTheirDoor() {
    noClasses()
        .that()
        .resideOutsideOfPackages(named("keyspace"), named("wire"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.opencord..", "com.google.protobuf..")
        .because("the wire package is the door to the protobuf messages")
        .check(CLASSES);
  }

  @Test
  void noPublicMethodReturnsObject() {
    methods()
        .that()
        .arePublic()
        .should(notReturnObject())
        .because("a caller must know what it gets; use a record or a sealed type")
        .check(CLASSES);
  }

  @Test
  void noCommandReturnsABoolean() {
    methods()
        .that()
        .arePublic()
        .and()
        .haveNameMatching(
            "(create|delete|allocate|release|reserve|commit|apply|register|put|repair)([A-Z].*)?")
        .should(notReturnBoolean())
        .because("false says neither what happened nor why; return an answer or throw")
        .check(CLASSES);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Util|Utils|Helper|Manager|Constants)")
        .because("names are the field's nouns")
        .check(CLASSES);
  }

  @Test
  void publicApiExposesOnlyValuesOfInternalPackages() {
    methods()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackages(named(INTERNAL))
        .and()
        .areDeclaredInClassesThat()
        .arePublic()
        .should(exposeNothingInternal())
        .because("what is not exported is not shown by what is")
        .check(CLASSES);
  }

  private static ArchCondition<JavaMethod> notReturnObject() {
    return new ArchCondition<>("not return Object") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        boolean generated = method.getModifiers().contains(JavaModifier.BRIDGE);
        if (!generated && method.getReturnType().getName().equals("java.lang.Object")) {
          events.add(SimpleConditionEvent.violated(method, method.getFullName()));
        }
      }
    };
  }

  private static ArchCondition<JavaMethod> notReturnBoolean() {
    return new ArchCondition<>("not return a boolean") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        String type = method.getRawReturnType().getName();
        if (type.equals("boolean") || type.equals("java.lang.Boolean")) {
          events.add(SimpleConditionEvent.violated(method, method.getFullName()));
        }
      }
    };
  }

  private static ArchCondition<JavaMethod> exposeNothingInternal() {
    return new ArchCondition<>("expose nothing internal") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        Stream.concat(
                method.getReturnType().getAllInvolvedRawTypes().stream(),
                method.getRawParameterTypes().stream())
            .filter(in(named(INTERNAL)))
            .forEach(type ->
                events.add(
                    SimpleConditionEvent.violated(
                        method, method.getFullName() + " exposes " + type.getName())));
      }
    };
  }
}

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
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ponkeeper.plan.CreateRequest;
import org.ponkeeper.plan.CreateResult;
import org.ponkeeper.plan.DeleteRequest;
import org.ponkeeper.plan.DeleteResult;
import org.ponkeeper.plan.Finding;
import org.ponkeeper.plan.ForeignKeys;
import org.ponkeeper.plan.GoVersion;
import org.ponkeeper.plan.IdAllocation;
import org.ponkeeper.plan.IdOwner;
import org.ponkeeper.plan.IdRelease;
import org.ponkeeper.plan.OltRecord;
import org.ponkeeper.plan.OltRegistration;
import org.ponkeeper.plan.OnuMapResult;
import org.ponkeeper.plan.OnuMapState;
import org.ponkeeper.plan.PoolContents;
import org.ponkeeper.plan.PoolRepair;
import org.ponkeeper.plan.RegistrationResult;
import org.ponkeeper.plan.TakenId;
import org.ponkeeper.plan.UnknownToGo;
import org.ponkeeper.plan.UnregistrationResult;
import org.ponkeeper.profile.EponProfile;
import org.ponkeeper.profile.XponProfile;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Mutation;

/** The directions in which the code may look. ARCHITECTURE.md shows them as a picture. */
class ArchitectureTest {

  private static final String ROOT = "org.ponkeeper";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** What each package may use of Ponkeeper, besides itself. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          "error", Set.of(),
          "store", Set.of("error"),
          "engine", Set.of("store", "error"),
          "pon", Set.of("error"),
          "profile", Set.of("pon", "error"),
          "pool", Set.of("pon", "error"),
          "plan", Set.of("profile", "pool", "pon", "error"),
          "wire", Set.of("profile", "pon", "error"),
          "keyspace", Set.of("plan", "profile", "pool", "pon", "store", "wire", "error"));

  /** The plain values of {@code store} that decisions carry along, for an adapter's own keys. */
  private static final Set<Class<?>> CARRIED_BY_PLAN =
      Set.of(History.class, Bytes.class, Key.class, Mutation.class);

  /** The plain values of {@code plan} that callers see. */
  private static final Set<Class<?>> PUBLIC_OF_PLAN =
      Set.of(
          CreateRequest.class,
          CreateResult.class,
          DeleteRequest.class,
          DeleteResult.class,
          Finding.class,
          ForeignKeys.class,
          GoVersion.class,
          IdOwner.class,
          IdAllocation.class,
          IdRelease.class,
          OnuMapResult.class,
          PoolContents.class,
          TakenId.class,
          UnregistrationResult.class,
          OltRecord.class,
          OltRecord.Life.class,
          UnknownToGo.class,
          OltRegistration.class,
          OltRegistration.Builder.class,
          OnuMapState.class,
          RegistrationResult.class,
          PoolRepair.class);

  private static String named(String name) {
    return ROOT + "." + name;
  }

  private static DescribedPredicate<JavaClass> in(String... packages) {
    return resideInAnyPackage(packages);
  }

  private static DescribedPredicate<JavaClass> carried(String name) {
    return describe(
        "values that " + name + " carries along",
        c -> name.equals("plan") && CARRIED_BY_PLAN.stream().anyMatch(c::isEquivalentTo));
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
        .resideInAnyPackage(named("pon"), named("profile"), named("pool"), named("plan"))
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
  void keysArePutTogetherInOnePlace() {
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
        .because("a lock makes things faster, never right; it belongs to the committer")
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
  void noMethodReturnsJustAnything() {
    methods()
        .that()
        .arePublic()
        .should(notReturnObject())
        .because("a caller must know what he gets; use a record or a sealed type")
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
  void callersSeeOfTheInsideOnlyPlainValues() {
    methods()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .resideInAPackage(ROOT)
        .and()
        .areDeclaredInClassesThat()
        .arePublic()
        .should(exposeNothingInternal())
        .because("plan and keyspace are internal")
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
            .filter(in(named("plan"), named("engine"), named("keyspace")))
            .filter(type -> PUBLIC_OF_PLAN.stream().noneMatch(type::isEquivalentTo))
            .forEach(type ->
                events.add(
                    SimpleConditionEvent.violated(
                        method, method.getFullName() + " exposes " + type.getName())));
      }
    };
  }
}

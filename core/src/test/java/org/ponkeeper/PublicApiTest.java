package org.ponkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.maintenance.Backup;
import org.ponkeeper.maintenance.BackupEnd;
import org.ponkeeper.maintenance.BackupEntry;
import org.ponkeeper.maintenance.BackupFile;
import org.ponkeeper.maintenance.BackupHeader;
import org.ponkeeper.maintenance.BackupScope;
import org.ponkeeper.maintenance.HandOver;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.DeleteRequest;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.OltRanges;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.OnuMoveRequest;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OltModel;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bookmark;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;

/** Rules for every public type and method, so that new ones cannot break them. */
class PublicApiTest {

  private static final String ROOT = "org.ponkeeper";

  /** The packages that callers use. */
  private static final Set<String> FACADE =
      Set.of(ROOT, "org.ponkeeper.maintenance", "org.ponkeeper.template");

  private static final Set<String> INTERNAL_PACKAGES =
      Set.of(
          "org.ponkeeper.audit",
          "org.ponkeeper.decide",
          "org.ponkeeper.engine",
          "org.ponkeeper.keyspace",
          "org.ponkeeper.state",
          "org.ponkeeper.survey",
          "org.ponkeeper.work");

  private static final UniPort PORT = UniPort.of("olt-1", 0, 1, 0);
  private static final TechProfileId T64 = new TechProfileId(64);

  private final MemoryStore store = new MemoryStore();
  private final Ponkeeper ponkeeper = Ponkeeper.on(store);
  private final Olt olt = ponkeeper.olt(Technology.XGS_PON, "olt-1");

  /** One object of each facade class, and of each value type that callers create. */
  private final Map<Class<?>, Object> receivers =
      byClass(
          ponkeeper,
          ponkeeper.search(),
          ponkeeper.bulk(),
          ponkeeper.changes(),
          olt,
          olt.instances(),
          olt.ids(),
          olt.onus(),
          olt.audit(),
          olt.poolKeys(),
          olt.handOver(),
          olt.onuMaps(),
          olt.olderInstances(),
          olt.otherSpelling(),
          ponkeeper.olts(),
          ponkeeper.backup(),
          ponkeeper.templates(),
          PonkeeperOptions.DEFAULTS,
          BackupScope.own("a", "b", List.of()),
          OltRegistration.adoptExisting(),
          OltRegistration.builder(),
          CreateRequest.of(T64, PORT),
          DeleteRequest.of(T64, PORT),
          OnuMoveRequest.toPon(PORT.onu(), 1));

  /** Values that callers pass to the facade. */
  private static final Set<Class<?>> GIVEN =
      Set.of(
          CreateRequest.class,
          DeleteRequest.class,
          Etag.class,
          OltRegistration.class,
          OltRegistration.Builder.class,
          OltId.class,
          OltModel.class,
          OnuId.class,
          OnuMoveRequest.class,
          OwnerName.class,
          PonId.class,
          UniPort.class);

  /** A legal argument of each type. */
  private static final Map<Class<?>, Object> ARGUMENTS = new HashMap<>();

  static {
    ARGUMENTS.put(int.class, 1);
    ARGUMENTS.put(long.class, 1L);
    ARGUMENTS.put(boolean.class, false);
    ARGUMENTS.put(String.class, "olt-1");
    ARGUMENTS.put(Duration.class, Duration.ofSeconds(1));
    ARGUMENTS.put(Executor.class, (Executor) Runnable::run);
    ARGUMENTS.put(Consumer.class, (Consumer<Object>) any -> {});
    ARGUMENTS.put(Function.class, (Function<Object, Object>) any -> List.of());
    ARGUMENTS.put(
        BackupHeader.class,
        new BackupHeader(Instant.EPOCH, "1", BackupScope.own("service/voltha", "t", List.of())));
    ARGUMENTS.put(
        Backup.Exported.class,
        new Backup.Exported(
            0,
            new Backup.LeftOut(0, Optional.empty(), 0, Optional.empty()),
            0,
            new TreeMap<>(),
            false));
    ARGUMENTS.put(BackupEnd.class, new BackupEnd(0, 0, false));
    ARGUMENTS.put(Instant.class, Instant.EPOCH);
    ARGUMENTS.put(byte[].class, new byte[0]);
    ARGUMENTS.put(OutputStream.class, OutputStream.nullOutputStream());
    ARGUMENTS.put(List.class, List.of());
    ARGUMENTS.put(Set.class, Set.of());
    ARGUMENTS.put(Collection.class, List.of());
    ARGUMENTS.put(Map.class, Map.of());
    ARGUMENTS.put(Optional.class, Optional.empty());
    ARGUMENTS.put(Technology.class, Technology.XGS_PON);
    ARGUMENTS.put(OltId.class, new OltId("olt-1"));
    ARGUMENTS.put(OltModel.class, new OltModel("m"));
    ARGUMENTS.put(PonId.class, PORT.pon());
    ARGUMENTS.put(OnuId.class, PORT.onu());
    ARGUMENTS.put(OnuOrUni.class, PORT);
    ARGUMENTS.put(UniPort.class, PORT);
    ARGUMENTS.put(TechProfileId.class, T64);
    ARGUMENTS.put(OwnerName.class, new OwnerName("o"));
    ARGUMENTS.put(ResourceType.class, ResourceType.ONU_ID);
    ARGUMENTS.put(OnuMapType.class, OnuMapType.ALLOC_IDS);
    ARGUMENTS.put(PoolKeyLayout.class, PoolKeyLayout.WITH_TECHNOLOGY);
    ARGUMENTS.put(IdRanges.class, IdRanges.of(1, 2));
    ARGUMENTS.put(OltRanges.class, OltRanges.NONE);
    ARGUMENTS.put(Bytes.class, Bytes.utf8("{}"));
    ARGUMENTS.put(Key.class, new Key("a"));
    ARGUMENTS.put(Etag.class, new Etag("1-AAAAAAAAAAAAAAAA"));
    ARGUMENTS.put(Bookmark.class, new Bookmark("memory:a:1"));
    ARGUMENTS.put(KeyValueStore.class, new MemoryStore());
    ARGUMENTS.put(PonkeeperOptions.class, PonkeeperOptions.DEFAULTS);
    ARGUMENTS.put(CreateRequest.class, CreateRequest.of(T64, PORT));
    ARGUMENTS.put(DeleteRequest.class, DeleteRequest.of(T64, PORT));
    ARGUMENTS.put(OnuMoveRequest.class, OnuMoveRequest.toPon(PORT.onu(), 1));
    ARGUMENTS.put(OltRegistration.class, OltRegistration.adoptExisting());
    ARGUMENTS.put(HandOver.Options.class, HandOver.Options.of("a"));
    ARGUMENTS.put(FileChannel.class, emptyFile());
    ARGUMENTS.put(BackupScope.class, BackupScope.own("a", "b", List.of()));
    ARGUMENTS.put(BackupEntry.class, new BackupEntry(new Key("a"), Bytes.empty()));
  }

  @AfterEach
  void close() {
    ponkeeper.close();
    store.close();
  }

  private static Map<Class<?>, Object> byClass(Object... all) {
    Map<Class<?>, Object> map = new LinkedHashMap<>();
    Stream.of(all).forEach(one -> map.put(one.getClass(), one));
    return map;
  }

  /** The public types of the exported packages, nested ones included. */
  private static List<Class<?>> publicTypes() throws IOException {
    Set<String> exported = new TreeSet<>();
    Pattern.compile("exports (org\\.ponkeeper[\\w.]*);")
        .matcher(Files.readString(Path.of("src/main/java/module-info.java")))
        .results()
        .forEach(export -> exported.add(export.group(1)));
    assertThat(exported).contains(ROOT, "org.ponkeeper.store");
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(ROOT).stream()
            .filter(type -> exported.contains(type.getPackageName()))
            .<Class<?>>map(type -> type.reflect())
            .filter(PublicApiTest::isPublic)
            .filter(PublicApiTest::isOfMain)
            .sorted(Comparator.comparing(Class::getName))
            .toList();
  }

  /** Also where tests are compiled beside the rest. */
  private static boolean isOfMain(Class<?> type) {
    String outermost = type.getName().replaceFirst("\\$.*", "");
    return Files.exists(Path.of("src/main/java", outermost.replace('.', '/') + ".java"));
  }

  private static boolean isPublic(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
  }

  /** The classes that callers call, and the values that they pass. */
  private static List<Class<?>> facade() throws IOException {
    List<Class<?>> facade = new ArrayList<>();
    for (Class<?> type : publicTypes()) {
      boolean calls =
          FACADE.contains(type.getPackageName())
              && !type.isRecord()
              && !type.isInterface()
              && !type.isEnum();
      if (calls || GIVEN.contains(type)) {
        facade.add(type);
      }
    }
    return facade;
  }

  private static List<Executable> calls(Class<?> type) {
    // The facade calls constructors that take internal types; no other module can.
    List<Executable> calls =
        new ArrayList<>(
            Stream.of(type.getConstructors())
                .filter(constructor ->
                    Stream.of(constructor.getParameterTypes())
                        .noneMatch(of -> INTERNAL_PACKAGES.contains(of.getPackageName())))
                .toList());
    for (Method method : type.getDeclaredMethods()) {
      boolean ofObject = Set.of("equals", "compareTo").contains(method.getName());
      if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic() && !ofObject) {
        calls.add(method);
      }
    }
    return calls;
  }

  @Test
  void aNullArgumentIsRefusedByName() throws Exception {
    List<String> wrong = new ArrayList<>();
    int checked = 0;
    for (Class<?> type : facade()) {
      for (Executable call : calls(type)) {
        Parameter[] parameters = call.getParameters();
        for (int i = 0; i < parameters.length; i++) {
          if (!parameters[i].getType().isPrimitive()) {
            wrong.addAll(refusal(type, call, i));
            checked++;
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(checked).isGreaterThan(120);
  }

  /** What is wrong with how a null argument is refused; empty if nothing is. */
  private List<String> refusal(Class<?> type, Executable call, int index) throws Exception {
    Parameter[] parameters = call.getParameters();
    @Nullable Object[] arguments = new @Nullable Object[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      if (i != index) {
        arguments[i] = argument(parameters[i].getType());
      }
    }
    String where = call.toGenericString() + " parameter " + index + ": ";
    try {
      if (call instanceof Method method) {
        method.invoke(Modifier.isStatic(method.getModifiers()) ? null : receiver(type), arguments);
      } else {
        ((Constructor<?>) call).newInstance(arguments);
      }
      return List.of(where + "taken");
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      boolean named =
          thrown instanceof NullPointerException
              && String.valueOf(thrown.getMessage()).matches("[a-z][A-Za-z0-9]*")
              && (!parameters[index].isNamePresent()
                  || parameters[index].getName().equals(thrown.getMessage()));
      return named ? List.of() : List.of(where + thrown);
    }
  }

  private Object receiver(Class<?> type) {
    Object receiver = receivers.get(type);
    if (receiver == null) {
      receiver = ARGUMENTS.get(type);
    }
    assertThat(receiver).as("an object of %s: add one", type).isNotNull();
    return receiver;
  }

  private static FileChannel emptyFile() {
    try {
      return BackupFile.temporary();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object argument(Class<?> type) {
    Object argument = ARGUMENTS.get(type);
    if (argument == null && type.isEnum()) {
      argument = type.getEnumConstants()[0];
    }
    if (argument == null && type.isInterface()) {
      argument =
          Proxy.newProxyInstance(
              type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null);
    }
    assertThat(argument).as("an argument of %s: add one", type).isNotNull();
    return argument;
  }

  @Test
  void everyPublicTypePrintsUsefully() throws Exception {
    List<String> silent = new ArrayList<>();
    Set<Class<?>> seen = seenByCallers();
    for (Class<?> type : publicTypes()) {
      boolean isInside = type.getPackageName().equals("org.ponkeeper.plan") && !seen.contains(type);
      boolean hasObjects =
          !isInside
              && !type.isInterface()
              && !type.isEnum()
              && !Modifier.isAbstract(type.getModifiers())
              && (type.getConstructors().length > 0
                  || Stream.of(type.getDeclaredMethods())
                      .anyMatch(method ->
                          Modifier.isPublic(method.getModifiers())
                              && !Modifier.isStatic(method.getModifiers())));
      if (hasObjects && type.getMethod("toString").getDeclaringClass() == Object.class) {
        silent.add(type.getName());
      }
    }
    assertThat(silent).isEmpty();
    receivers
        .values()
        .forEach(value ->
            assertThat(value.toString()).doesNotContain("@").doesNotContain("org.ponkeeper"));
  }

  @Test
  void methodsOfAnOltTakePonNumbers() throws Exception {
    assertThat(facadeMethods())
        .noneMatch(method -> Arrays.asList(method.getParameterTypes()).contains(PonId.class))
        .noneMatch(method -> method.getReturnType() == PonId.class);
  }

  @Test
  void noCallTakesAFlag() throws Exception {
    assertThat(facadeMethods())
        .filteredOn(method -> !method.getName().startsWith("with"))
        .noneMatch(method -> Arrays.asList(method.getParameterTypes()).contains(boolean.class));
  }

  @Test
  void resultsAreNamedForWhatTheyAre() throws Exception {
    assertThat(facadeMethods())
        .noneMatch(method -> method.getReturnType().getSimpleName().equals("Answer"));
  }

  private static List<Method> facadeMethods() throws IOException {
    List<Method> methods = new ArrayList<>();
    for (Class<?> type : facade()) {
      if (FACADE.contains(type.getPackageName())) {
        calls(type).stream()
            .filter(Method.class::isInstance)
            .map(Method.class::cast)
            .forEach(methods::add);
      }
    }
    return methods;
  }

  /** Types that callers can reach from the facade never include internal states or decisions. */
  @Test
  void publicApiExposesNoInternalTypes() throws Exception {
    Set<Class<?>> seen = seenByCallers();

    assertThat(seen).contains(OltRegistration.class, CreateResult.class, IdOwner.ByClaim.class);
    assertThat(seen).noneMatch(type -> INTERNAL_PACKAGES.contains(type.getPackageName()));
  }

  /**
   * Ponkeeper's types in the signatures of the facade, and those in the signatures of these types.
   */
  private static Set<Class<?>> seenByCallers() throws IOException {
    Set<Class<?>> seen = new HashSet<>();
    Deque<Class<?>> next = new ArrayDeque<>();
    publicTypes().stream()
        .filter(type -> FACADE.contains(type.getPackageName()))
        .forEach(type -> reach(type, seen, next));
    while (!next.isEmpty()) {
      Class<?> type = next.remove();
      for (Executable call : calls(type)) {
        Stream.of(call.getGenericParameterTypes()).forEach(of -> reach(of, seen, next));
        if (call instanceof Method method) {
          reach(method.getGenericReturnType(), seen, next);
        }
      }
      if (type.isSealed()) {
        Stream.of(type.getPermittedSubclasses()).forEach(of -> reach(of, seen, next));
      }
    }
    return seen;
  }

  private static void reach(Type type, Set<Class<?>> seen, Deque<Class<?>> next) {
    switch (type) {
      case Class<?> one -> {
        Class<?> element = one.isArray() ? one.getComponentType() : one;
        if (element.getName().startsWith(ROOT) && seen.add(element)) {
          next.add(element);
        }
      }
      case ParameterizedType of -> {
        reach(of.getRawType(), seen, next);
        Stream.of(of.getActualTypeArguments()).forEach(argument -> reach(argument, seen, next));
      }
      case WildcardType of -> {
        Stream.of(of.getUpperBounds()).forEach(bound -> reach(bound, seen, next));
        Stream.of(of.getLowerBounds()).forEach(bound -> reach(bound, seen, next));
      }
      default -> {}
    }
  }
}

package org.ponkeeper.cli;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.sqlite.SqliteStore;

/** Every code is provoked by a command, which prints what {@code docs/errors.md} shows. */
@Timeout(120)
class ErrorExamplesTest {

  private static final Pattern EXAMPLE =
      Pattern.compile("(?m)^### `([A-Z_]+)`\n(?s:.*?)\n```\n((?s).*?)```$");

  /** Codes that only an adapter that embeds the library can get. */
  private static final Set<ErrorCode> LIBRARY_ONLY =
      EnumSet.of(
          ErrorCode.ADAPTER_DATA_INVALID,
          ErrorCode.ETAG_INVALID,
          ErrorCode.ETAG_MISMATCH,
          ErrorCode.STORE_REPLACED);

  @TempDir Path folder;

  /** A command with all that it prints. */
  record Example(String command, String printed) {}

  static Map<String, Example> examples() throws IOException {
    Path document = Path.of(System.getProperty("ponkeeper.root"), "docs", "errors.md");
    Map<String, Example> examples = new LinkedHashMap<>();
    Matcher m = EXAMPLE.matcher(Files.readString(document));
    while (m.find()) {
      String block = m.group(2);
      // A command may go on in the next line, as in a shell.
      Matcher lines = Pattern.compile("\\$ ((?:.*\\\\\n)*.*)\n((?s).*)").matcher(block);
      assertThat(lines.matches()).as(block).isTrue();
      examples.put(
          m.group(1), new Example(lines.group(1).replaceAll("\\\\\n\\s*", ""), lines.group(2)));
    }
    return examples;
  }

  static List<DocumentedError> errorsOfCommands() {
    Set<String> libraryOnly = LIBRARY_ONLY.stream().map(ErrorCode::name).collect(toSet());
    return DocumentedError.all().stream()
        .filter(error -> !libraryOnly.contains(error.code()))
        .toList();
  }

  @Test
  void everyCodeHasAnExample() throws IOException {
    assertThat(examples().keySet())
        .containsExactlyInAnyOrderElementsOf(
            errorsOfCommands().stream().map(DocumentedError::code).toList());
  }

  @Test
  void whatNoCommandEndsWithComesFromTheLibrary() throws Exception {
    PonkeeperOptions ours = PonkeeperOptions.DEFAULTS.withAdapterPath("service/voltha/ponkeeper");
    Set<ErrorCode> told = EnumSet.noneOf(ErrorCode.class);
    try (KeyValueStore store = new MemoryStore()) {
      told.add(code(() -> Ponkeeper.on(store, ours).close()));
    }
    told.add(code(() -> new Etag("W/\"1\"")));
    told.add(codeOfAnotherEtag());
    Path file = folder.resolve("removed.db");
    try (KeyValueStore store = SqliteStore.open(file)) {
      Files.delete(file);
      told.add(code(() -> store.get(new Key("a"))));
    }
    assertThat(told).isEqualTo(LIBRARY_ONLY);
  }

  private static ErrorCode codeOfAnotherEtag() {
    try (KeyValueStore store = new MemoryStore();
        Ponkeeper ponkeeper = Ponkeeper.on(store)) {
      Olt olt = ponkeeper.olt(Technology.XGS_PON, "olt-1");
      olt.register(
          OltRegistration.builder()
              .pons(0, 0)
              .onuIds(1, 32)
              .allocIds(1024, 1031)
              .gemPortIds(1024, 1055)
              .build());
      OwnerName owner = new OwnerName("ALCL00001234");
      olt.ids().allocate(0, ResourceType.ONU_ID, owner, 1);
      Etag another = new Etag("1-AAAAAAAAAAAAAAAA");
      return code(() -> olt.ids().release(0, ResourceType.ONU_ID, owner, another));
    }
  }

  private static ErrorCode code(ThrowingCallable call) {
    return assertThatExceptionOfType(PonkeeperException.class).isThrownBy(call).actual().code();
  }

  @ParameterizedTest
  @MethodSource("errorsOfCommands")
  void theExampleIsWhatTheCommandLinePrints(DocumentedError error) throws Exception {
    try (ErrorStage stage = ErrorStage.of(error.code(), folder)) {
      Example example = examples().get(error.code());
      Cli.Answer answer = stage.run(example.command());

      assertThat(stage.shown(answer.err())).isEqualTo(example.printed());
      assertThat(answer.exitCode()).isEqualTo(ExitCode.of(error.errorClass()));
      assertThat(answer.out()).isEmpty();
      assertThat(answer.err())
          .contains("ponkeeper: " + error.code() + ": " + error.message() + "\n")
          .endsWith("\n  what to do: " + error.remedy() + "\n");
    }
  }
}

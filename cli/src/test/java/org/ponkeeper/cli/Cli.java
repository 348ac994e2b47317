package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.sqlite.SqliteStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs commands in this process on one store, and catches what they print. */
final class Cli {

  static final JsonMapper JSON = JsonMapper.shared();

  private final Map<String, String> environment = new HashMap<>();

  private Cli() {}

  /** Commands on a store in a SQLite file in that folder; it is made if it is not there. */
  static Cli in(Path folder) {
    Path file = folder.resolve("store.db");
    SqliteStore.open(file).close();
    return on("sqlite:" + file);
  }

  /** Commands on the store of that URL. */
  static Cli on(String url) {
    return with(Map.of("PONKEEPER_STORE", url));
  }

  /** Commands with these variables. */
  static Cli with(Map<String, String> environment) {
    Cli cli = new Cli();
    cli.environment.putAll(environment);
    return cli;
  }

  /** What a command answered. */
  record Answer(int exitCode, String out, String err) {

    /** The one JSON document on standard output. */
    JsonNode json() {
      return JSON.readTree(out);
    }

    /** Fails the test if the command did not succeed. */
    Answer done() {
      assertThat(exitCode).as(err).isZero();
      return this;
    }

    /**
     * Fails the test if the command was not refused with that exit code and error, as text or JSON.
     */
    Answer failed(int expected, String code) {
      assertThat(out).isEmpty();
      return refused(expected, code);
    }

    /** The same of a command that may have answered something before. */
    Answer refused(int expected, String code) {
      assertThat(err)
          .containsAnyOf("ponkeeper: " + code + ": ", "{\"code\":\"" + code + "\",")
          .doesNotContain("\tat ");
      assertThat(exitCode).isEqualTo(expected);
      return this;
    }
  }

  /** Runs a command with nothing on standard input. */
  Answer run(String... args) {
    return runOn(new byte[0], args);
  }

  /** Runs a command that is written as words with single spaces between them. */
  Answer line(String words) {
    return run(words.split(" ", -1));
  }

  /** Runs a command with these bytes on standard input. */
  Answer runOn(byte[] in, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Main.run(args, new Terminal(new ByteArrayInputStream(in), out, err, environment));
    return answer(exitCode, out, err);
  }

  /** Runs a command that is written as words; what it says can be read meanwhile. */
  Answer line(String words, ByteArrayOutputStream err) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayInputStream in = new ByteArrayInputStream(new byte[0]);
    int exitCode = Main.run(words.split(" ", -1), new Terminal(in, out, err, environment));
    return answer(exitCode, out, err);
  }

  /** Runs a command that is written as words, while a person types. */
  Answer lineAsPerson(String words, String typed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    byte[] in = typed.getBytes(StandardCharsets.UTF_8);
    int exitCode =
        Main.run(
            words.split(" ", -1),
            new Terminal(
                new ByteArrayInputStream(in), out, err, environment, true, Optional.empty()));
    return answer(exitCode, out, err);
  }

  /** Runs a command that is written as words, on a terminal with so many columns. */
  Answer lineOnScreen(String words, int columns) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    InputStream in = new ByteArrayInputStream(new byte[0]);
    Optional<Screen> screen = Optional.of(new Screen(24, columns));
    int exitCode =
        Main.run(words.split(" ", -1), new Terminal(in, out, err, environment, false, screen));
    return answer(exitCode, out, err);
  }

  private static Answer answer(int exitCode, ByteArrayOutputStream out, ByteArrayOutputStream err) {
    return new Answer(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Everything in the store, by key. */
  Map<String, byte[]> export(String... options) {
    Map<String, byte[]> values = new TreeMap<>();
    String[] args = new String[options.length + 3];
    args[0] = "store";
    args[1] = "export";
    args[2] = "--everything";
    System.arraycopy(options, 0, args, 3, options.length);
    entries(run(args).done().out())
        .map(JSON::readTree)
        .forEach(line ->
            values.put(
                line.get("key").stringValue(),
                Base64.getDecoder().decode(line.get("value").stringValue())));
    return values;
  }

  /** Everything in the store as text, to be compared. */
  List<String> exported() {
    return entries(line("store export --everything").done().out()).toList();
  }

  /** The lines of a backup but its header and its end. */
  static Stream<String> entries(String backup) {
    return backup.lines().filter(line -> !line.startsWith("{\"ponkeeper_backup"));
  }

  /** Writes a value under a key, whatever is there. */
  void put(String key, byte[] value) {
    runOn(
            jsonLine(key, value).getBytes(StandardCharsets.UTF_8),
            "store",
            "import",
            "--overwrite",
            "-")
        .done();
  }

  /** Writes values under their keys, whatever is there; for many, or for what no import takes. */
  void putAll(Map<String, byte[]> values) {
    try (KeyValueStore store = openStore()) {
      List<Mutation> puts = new ArrayList<>();
      int bytes = 0;
      for (Map.Entry<String, byte[]> entry : values.entrySet()) {
        int more = entry.getKey().length() + entry.getValue().length;
        if (puts.size() == Txn.MAX_MUTATIONS || bytes + more > Txn.MAX_BYTES) {
          store.commit(new Txn(List.of(), puts));
          puts.clear();
          bytes = 0;
        }
        puts.add(new Mutation.Put(new Key(entry.getKey()), Bytes.copyOf(entry.getValue())));
        bytes += more;
      }
      store.commit(new Txn(List.of(), puts));
    }
  }

  /** Removes a key, whether it is there or not. */
  void remove(String key) {
    try (KeyValueStore store = openStore()) {
      store.commit(Txn.delete(new Key(key)));
    }
  }

  private KeyValueStore openStore() {
    return StoreUrl.parse(
            String.valueOf(environment.get("PONKEEPER_STORE")),
            StoreAccess.NONE,
            Terminal.ofProcess())
        .open(PonkeeperOptions.DEFAULT_CALL_TIMEOUT);
  }

  /** A line of an import file. */
  static String jsonLine(String key, byte[] value) {
    return JSON.writeValueAsString(
            Map.of("key", key, "value", Base64.getEncoder().encodeToString(value)))
        + "\n";
  }
}

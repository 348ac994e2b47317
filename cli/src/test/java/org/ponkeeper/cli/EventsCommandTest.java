package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Events as an operator sees them. */
@Timeout(120)
class EventsCommandTest {

  private static final String PORT = Scene.port(0, 1, 0);

  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void anOlt() throws Exception {
    cli = Cli.in(folder);
    Scene.applyTemplate(cli);
    Scene.register(cli);
  }

  @Test
  void changesAreShownAsTheyHappenAndAfterABookmark() throws Exception {
    // given a watch in one process, and changes by another
    List<JsonNode> seen =
        watching(
            "events -o json --count 3",
            () -> {
              cli.line("id allocate " + Scene.OLT + " --pon 0 --type onu --owner ALCL00001234");
              Scene.create(cli, PORT).done();
              return Scene.instance(cli, "delete", PORT).done();
            });

    // then each transaction is one line
    assertThat(seen)
        .extracting(EventsCommandTest::kind)
        .containsExactly("claim-stored", "instance-stored", "instance-deleted");
    JsonNode claim = change(seen.get(0));
    assertThat(claim.get("owner").stringValue()).isEqualTo("ALCL00001234");
    assertThat(claim.get("type").stringValue()).isEqualTo("onu");
    assertThat(claim.get("ids").get(0).intValue()).isEqualTo(1);
    JsonNode instance = change(seen.get(1));
    assertThat(instance.get("technology").stringValue()).isEqualTo("XGS-PON");
    assertThat(instance.get("olt").stringValue()).isEqualTo("olt-1");
    assertThat(instance.get("pon").intValue()).isZero();
    assertThat(instance.get("onu").intValue()).isEqualTo(1);
    assertThat(instance.get("uni").intValue()).isZero();
    assertThat(instance.get("template_id").intValue()).isEqualTo(64);
    assertThat(instance.get("path").stringValue()).isEqualTo("XGS-PON/64/" + PORT);

    // and a later process continues after the first
    String bookmark = seen.getFirst().get("bookmark").stringValue();
    List<JsonNode> rest = events(cli.line("events -o json --count 2 --after " + bookmark).done());
    assertThat(rest)
        .extracting(event -> event.get("bookmark"))
        .isEqualTo(seen.stream().skip(1).map(event -> event.get("bookmark")).toList());
    assertThat(rest)
        .extracting(EventsCommandTest::kind)
        .containsExactly("instance-stored", "instance-deleted");
    String table = cli.line("events --count 2 --after " + bookmark).done().out();
    assertThat(table.lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("stored   instance XGS-PON/64/" + PORT);
  }

  @Test
  void theIdsAreShownWhileTheyAreStored() throws Exception {
    List<JsonNode> seen =
        watching("events -o json --count 1 --olt olt-1", () -> Scene.create(cli, PORT).done());

    assertThat(change(seen.getFirst()).get("alloc_id").intValue()).isEqualTo(1024);
    assertThat(change(seen.getFirst()).get("gemport_ids")).hasSize(4);
    assertThat(
            cli.line(
                    "events --count 1 --after "
                        + seen.getFirst().get("bookmark").stringValue()
                        + " --seconds 1")
                .done()
                .out())
        .isEmpty();
  }

  @Test
  void aBookmarkOfAnotherStoreIsFollowedByAResync() {
    Cli.Answer answer = cli.line("events -o json --count 1 --after etcd:1:2:deleted:YQ").done();

    assertThat(answer.json().get("event").stringValue()).isEqualTo("resync");
    assertThat(cli.line("events --count 1 --after etcd:1:2:deleted:YQ").done().out())
        .startsWith("resync: ");
  }

  @Test
  void ctrlCEndsItWithSuccessAndShowsWhatHappened() throws Exception {
    String store = "sqlite:" + folder.resolve("store.db");
    try (CommandProcess process = CommandProcess.start(folder, store, "events")) {
      while (!process.err().contains("watching for changes")) {
        assertThat(process.isAlive()).as(process.err()).isTrue();
        Thread.sleep(50);
      }
      Scene.create(cli, PORT).done();
      while (process.out().isEmpty()) {
        assertThat(process.isAlive()).as(process.err()).isTrue();
        Thread.sleep(50);
      }

      process.interrupt();

      assertThat(process.awaitEnd()).isZero();
      assertThat(process.out()).startsWith("stored   instance XGS-PON/64/" + PORT);
    }
  }

  @Test
  void wrongWordsAreRefused() {
    cli.line("events --after nothing").failed(2, "BOOKMARK_INVALID");
    cli.line("events --after sqlite:1").failed(2, "BOOKMARK_INVALID");
    cli.line("events --count 0").failed(2, "COUNT_OUT_OF_RANGE");
    cli.line("events --seconds never").failed(2, "USAGE_INVALID");
    cli.line("events --technology DSL").failed(2, "TECHNOLOGY_UNKNOWN");
  }

  /** What a command shows of changes that begin when it watches. */
  private List<JsonNode> watching(String command, Callable<?> changes) throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<Cli.Answer> answer = executor.submit(() -> cli.line(command, said));
      while (!said.toString(StandardCharsets.UTF_8).contains("watching for changes")) {
        assertThat(answer).isNotDone();
        Thread.onSpinWait();
      }
      changes.call();
      return events(answer.get().done());
    }
  }

  private static List<JsonNode> events(Cli.Answer answer) {
    List<JsonNode> events = new ArrayList<>();
    answer.out().lines().forEach(line -> events.add(Cli.JSON.readTree(line)));
    return events;
  }

  private static JsonNode change(JsonNode event) {
    assertThat(event.get("event").stringValue()).isEqualTo("changed");
    assertThat(event.get("changes")).hasSize(1);
    return event.get("changes").get(0);
  }

  private static String kind(JsonNode event) {
    return change(event).get("kind").stringValue();
  }
}

package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Audits and repairs while other processes create and delete: what is sound is not found fault
 * with, what is damaged is found and mended where nobody works, and no id is lost or freed from
 * under its owner.
 */
abstract class LiveAuditContract {

  private static final int WORKERS = 2;
  private static final int AUDITS = 6;
  private static final int SHARING_TEMPLATE = 65;

  @TempDir Path folder;

  abstract TestStores stores();

  @Test
  void auditsBesideCreatesAndDeletesFindNothingFalseAndLoseNothing() throws Exception {
    try (TestStores stores = stores()) {
      run(stores.empty(), new WorkerJvm(folder, stores.empty()));
    }
  }

  private void run(String store, WorkerJvm jvm) throws Exception {
    // given: on PON 0, where others will work, 1900 is nobody's; on PON 3 too, and 1025 of the
    // four that are owned there is free
    Cli cli = Cli.on(store);
    Scene.applyTemplate(cli);
    Scene.applySharingTemplate(cli);
    Scene.register(cli);
    Scene.create(cli, Scene.port(3, 30, 0)).done();
    putPool(cli, 0, 1900);
    putPool(cli, 3, 1024, 1026, 1027, 1900);
    assertThat(findings(cli))
        .containsExactly(
            "taken-by-nobody gem-port pool 0 [1900]",
            "owned-not-taken gem-port pool 3 [1025]",
            "taken-by-nobody gem-port pool 3 [1900]");

    // when
    List<WorkerProcess> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      workers.add(jvm.start("churn", store, Integer.toString(i), Integer.toString(40 + i)));
    }
    List<String> repaired = new ArrayList<>();
    List<List<String>> found = new ArrayList<>();
    int operations = 0;
    try {
      for (WorkerProcess worker : workers) {
        worker.awaitReady().begin();
        worker.awaitFirst();
      }
      for (int i = 0; i < AUDITS; i++) {
        cli.line("audit --repair")
            .err()
            .lines()
            .filter(l -> l.startsWith("repaired"))
            .forEach(repaired::add);
        found.add(findings(cli));
      }
    } finally {
      workers.forEach(WorkerProcess::kill);
      for (WorkerProcess worker : workers) {
        operations += (int) worker.awaitEnd().stream().filter(l -> l.startsWith("done ")).count();
      }
    }

    // then: on the quiet PON all is mended, on the other one the same id at most is left
    assertThat(repaired)
        .contains("repaired XGS-PON olt-1, gem-port pool 3: taken 1025, freed 1900")
        .allMatch(
            line -> line.contains("pool 3: ") || line.endsWith("pool 0: taken none, freed 1900"));
    assertThat(found)
        .allMatch(of -> List.of("taken-by-nobody gem-port pool 0 [1900]").containsAll(of));
    assertThat(operations).isGreaterThan(AUDITS * WORKERS);

    // and when nobody works there any more
    cli.line("audit --repair").done();

    // then
    assertThat(findings(cli)).isEmpty();
    StoredIds.check(cli, SHARING_TEMPLATE);
    System.out.printf(
        "live audit on %s: %d audits with repair beside %d acknowledged creates and deletes%n",
        store.substring(0, store.indexOf(':')), AUDITS, operations);
  }

  private static List<String> findings(Cli cli) {
    List<String> findings = new ArrayList<>();
    for (JsonNode finding : cli.line("audit -o json").json()) {
      findings.add(
          finding.get("kind").stringValue()
              + " "
              + finding.get("path").stringValue()
              + " "
              + finding.get("ids").valueStream().map(JsonNode::intValue).toList());
    }
    return findings;
  }

  private static void putPool(Cli cli, int pon, Integer... taken) {
    BitSet bits = new BitSet();
    List.of(taken).forEach(id -> bits.set(id - 1024));
    cli.put(
        "service/voltha/resource_manager/{XGS-PON}/{olt-1}/gemport_id_pool/{" + pon + "}",
        "{\"end_idx\":2048,\"pon_intf_id\":%d,\"pool\":\"%s\",\"start_idx\":1024}"
            .formatted(pon, Base64.getEncoder().encodeToString(bits.toByteArray()))
            .getBytes(StandardCharsets.UTF_8));
  }
}

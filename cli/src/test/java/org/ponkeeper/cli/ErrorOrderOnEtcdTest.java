package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

/** Which code is reported at the commit, as {@code docs/errors.md} says. */
@NeedsEtcd
@Timeout(120)
class ErrorOrderOnEtcdTest {

  private EtcdServer server;
  private EtcdDoor door;
  private Cli cli;

  @BeforeEach
  void prepare() throws Exception {
    server = EtcdServer.start();
    door = EtcdDoor.to(server);
    cli = Cli.on(door.url());
    Scene.prepare(cli);
  }

  @AfterEach
  void end() throws Exception {
    door.close();
    server.close();
  }

  private Cli.Answer create(int pon) {
    return Scene.create(cli, Scene.port(pon, 7, 0), "--timeout", "2s");
  }

  @Test
  void aRefusalThatTheStoreCannotConfirmIsNotReported() {
    create(9).failed(3, "PON_NOT_REGISTERED");
    door.refuseCommits();

    create(9).failed(4, "STORE_UNAVAILABLE");
  }

  @Test
  void afterConflictsToTheEndOfTheTimeOutItIsContention() {
    door.writeBeforeEachChange(ErrorStage.RECORD);

    assertThat(create(0).failed(3, "CONTENTION").err()).contains("conflicts: ");
  }

  @Test
  void anUnknownOutcomeIsReportedRatherThanTheReasonForIt() {
    door.loseAnswerAndClose();

    assertThat(create(0).failed(4, "OUTCOME_UNKNOWN").err())
        .contains("the state could not be read again: STORE_UNAVAILABLE");
    Cli after = Cli.on(server.url());
    Scene.instance(after, "get", Scene.port(0, 7, 0)).done();
  }
}

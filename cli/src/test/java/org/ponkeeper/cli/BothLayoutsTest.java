package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pools lie under both layouts of pool keys: an adapter that was updated made new, empty ones, and
 * the older ones hold what is in use.
 */
class BothLayoutsTest {

  private static final String REGISTER = "olt register " + Scene.OLT;
  private static final String ONU = Scene.OLT + " --pon 0 --type onu --owner new";

  @TempDir Path folder;
  private Cli cli;
  private GoPools older;
  private GoPools newer;

  @BeforeEach
  void fill() {
    cli = Cli.in(folder);
    Scene.applyTemplate(cli);
    older = GoPools.withTechnology(cli);
    older.put("onu", 0, 1, 32, 1, 2, 3);
    older.put("alloc", 0, 1024, 1152, 1024, 1030);
    older.put("gemport", 0, 1024, 2048, 1024, 1025, 1026, 1027);
    GoPools.putInstance(cli, 0, 1, 1024, 1024, 1025, 1026, 1027);
    newer = GoPools.withoutTechnology(cli);
    newer.put("onu", 0, 1, 32);
    newer.put("alloc", 0, 1024, 1152);
    newer.put("gemport", 0, 1024, 2048);
  }

  private void assertNothingIsGivenTwice() {
    assertThat(cli.line("id allocate " + ONU + " -o json").done().json().get("ids").toString())
        .isEqualTo("[4]");
    String created = Scene.create(cli, Scene.port(0, 9, 0), "-o", "json").done().out();
    assertThat(created).contains("\"alloc_id\":1025", "1028").doesNotContain("1027");
  }

  @Test
  void registeringSaysWhatIsInUseAndTakesOverWhatWouldBeLost() {
    // when
    Cli.Answer registered = cli.line(REGISTER).done();

    // then
    assertThat(registered.out()).contains("pool keys    without-technology");
    assertThat(registered.err())
        .contains(
            "warning: there are pools in both key layouts: those without-technology are in use;"
                + " 3 pools with-technology, with 9 ids taken, are left behind",
            "ids that were taken only in the pools left behind are now taken: onu pool 0: 1-3",
            "ids that have owners but were not taken in any pool in use are now taken: alloc "
                + "pool 0: 1024; gem-port pool 0: 1024-1027");
    assertThat(cli.line("audit -o json").done().json())
        .singleElement()
        .satisfies(f -> assertThat(f.get("kind").stringValue()).isEqualTo("left-behind-keys"));
    assertNothingIsGivenTwice();
  }

  @Test
  void onuIdsAreNotGivenTwiceBeforeTheOltIsRegisteredEither() {
    assertNothingIsGivenTwice();

    cli.line(REGISTER).done();

    assertThat(cli.line("id owner " + Scene.OLT + " --pon 0 --type onu 3").done().out())
        .contains("unknown owner");
  }

  @Test
  void whatTheAuditAdvisesIsNotRefused() {
    cli.line(REGISTER).done();
    assertThat(cli.line("audit").done().out())
        .contains("store migrate --pool-keys without-technology --remove-left-behind");

    cli.line("store migrate --pool-keys without-technology --remove-left-behind").done();

    assertThat(cli.line("audit").done().out()).isEmpty();
    assertNothingIsGivenTwice();
  }

  @Test
  void onuIdsThatAnEarlierRegistrationForgotAreTakenOverBeforePoolsAreRemoved() {
    // given: registered by a Ponkeeper that did not look
    cli.line(REGISTER).done();
    newer.put("onu", 0, 1, 32);
    newer.put("alloc", 0, 1024, 1152);
    String remove = "store migrate --pool-keys without-technology --remove-left-behind";

    // when
    Cli.Answer refused = cli.line(remove).refused(3, "POOL_KEYS_DIFFER");
    // then: what is advised is what helps
    assertThat(refused.err()).contains("takes these");
    cli.line("audit --repair").done();
    cli.line(remove).done();
    assertThat(cli.export().keySet()).noneMatch(key -> key.startsWith(older.prefix()));
    assertNothingIsGivenTwice();
  }

  @Test
  void aMissingOnuPoolIsMadeFromTheOneLeftBehind() {
    cli.remove(newer.key("onu", 0));

    cli.line(REGISTER).done();

    assertThat(cli.export().keySet()).contains(newer.key("onu", 0));
    assertNothingIsGivenTwice();
  }

  @Test
  void aRefusedRegistrationChangesNothing() {
    List<String> before = cli.exported();

    cli.line(REGISTER + " --alloc-ids 1024-2000").failed(3, "RANGE_DIFFERS");

    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void handingOverAndResizingTakeOverToo() {
    cli.line(REGISTER + " --resize --gem-port-ids 1024-3000").done();
    assertNothingIsGivenTwice();
    cli.line("olt delete " + Scene.OLT + " --yes").done();

    fill();
    cli.line(
            "store hand-over "
                + Scene.OLT
                + " --no-adapter-state --for-template-path service/voltha/technology_profiles")
        .done();
    assertNothingIsGivenTwice();
  }

  @Test
  void anOnuOutsideTheRangeOfOnuIdsIsReported() {
    GoPools.putInstance(cli, 0, 40, 1030, 1040, 1041, 1042, 1043);

    assertThat(cli.line(REGISTER).done().err())
        .contains("PON 0: ONUs 40 have instances, but the range of ONU ids is 1-32");
    assertThat(cli.line("audit").done().out()).contains("warning: onu-outside-range: ");
  }
}

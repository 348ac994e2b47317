package org.ponkeeper.olt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.state.Fixture.path;

import java.time.Duration;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolId;

class FindingListTest {

  private static final PoolId POOL = new PoolId(GEM_PORT_ID, 0);

  @Test
  void theFirstOfEachKindAreKeptAndTheOthersCounted() {
    FindingList findings = new FindingList(2);
    for (int n = 0; n < 5; n++) {
      findings.add(new Finding.StrayKey("key " + n, "none"));
    }
    findings.add(new Finding.UnreadablePool(POOL, "none"));

    assertThat(findings.toList())
        .extracting(Finding::subject)
        .containsExactly("key 0", "key 1", POOL.toString(), "stray-key findings");
    assertThat(findings.toList().getLast())
        .isEqualTo(new Finding.MoreFindings("stray-key", Finding.Severity.WARNING, 3));
  }

  @Test
  void whatAnotherListLeftOutIsCountedToo() {
    FindingList ofPon = new FindingList(1);
    ofPon.add(new Finding.MissingTemplate(path(64, 0, 1, 0).template(), 1, 0));
    ofPon.add(new Finding.MissingTemplate(path(65, 0, 1, 0).template(), 1, 1));
    FindingList all = new FindingList(1);
    all.addAll(ofPon.toList());
    all.addAll(ofPon.toList());

    assertThat(all.toList())
        .hasSize(2)
        .endsWith(new Finding.MoreFindings("missing-template", Finding.Severity.ERROR, 3));
  }

  @Test
  void aFindingOfManyIdsIsShortAndRemembersAll() {
    BitSet everyOther = new BitSet();
    IntStream.range(0, 1_000_000).filter(n -> n % 2 == 0).forEach(everyOther::set);
    Finding.TakenByNobody finding = new Finding.TakenByNobody(POOL, IdSet.copyOf(everyOther));

    assertThat(finding.detail())
        .startsWith("ids 0,2,4,")
        .endsWith(",96,98 and 499950 more are taken, but have no owner");
    assertThat(finding.ids()).hasSize(500_000).contains(999_998).doesNotContain(999_999);
  }

  @Test
  void aFindingOfManyIdsIsComparedWithALaterOneInTime() {
    Finding first =
        new Finding.TakenByNobody(POOL, IdSet.copyOf(IntStream.range(0, 900_000).boxed().toList()));
    Finding later =
        new Finding.TakenByNobody(
            POOL, IdSet.copyOf(IntStream.range(300_000, 1_000_000).boxed().toList()));

    Finding both =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> first.stillIn(List.of(later)).orElseThrow());

    assertThat(both.ids()).hasSize(600_000);
    assertThat(both.detail()).startsWith("ids 300000-899999 are taken");
  }

  @Test
  void ofManyOwnersTheFirstAreNamed() {
    IdOwner owner = new IdOwner.ByInstance(path(64, 0, 1, 0));

    assertThat(new Finding.IdOwnedTwice(POOL, 7, Collections.nCopies(2_000, owner)).detail())
        .startsWith("id 7 has 2000 owners: instance XGS-PON/64/")
        .endsWith(" and 1992 more")
        .hasSizeLessThan(1_000);
  }
}

package org.ponkeeper.olt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolId;

class FindingListTest {

  private static final PoolId POOL = new PoolId(GEM_PORT_ID, 0);

  private static Finding nobodys(IdSet ids) {
    return Finding.ofPool(FindingKind.TAKEN_BY_NOBODY, POOL, ids);
  }

  @Test
  void theFirstOfEachKindAreKeptAndTheOthersCounted() {
    FindingList findings = new FindingList(2);
    for (int n = 0; n < 5; n++) {
      findings.add(Finding.strayKey("key " + n, "none"));
    }
    findings.add(Finding.ofPool(FindingKind.UNREADABLE_POOL, POOL, IdSet.of(), "none"));

    assertThat(findings.toList())
        .extracting(Finding::subject)
        .containsExactly("key 0", "key 1", POOL.toString(), "stray-key findings");
    assertThat(findings.toList().getLast())
        .isEqualTo(Finding.unlisted("stray-key findings", Finding.Severity.WARNING, 3));
  }

  @Test
  void whatAnotherListLeftOutIsCountedToo() {
    FindingList ofPon = new FindingList(1);
    Finding missing = Finding.of(FindingKind.MISSING_TEMPLATE, "template 64", 1, "fits");
    ofPon.add(missing);
    ofPon.add(missing.with(Finding.Severity.ERROR));
    FindingList all = new FindingList(1);
    all.addAll(ofPon.toList());
    all.addAll(ofPon.toList());

    assertThat(all.toList())
        .hasSize(2)
        .endsWith(Finding.unlisted("missing-template findings", Finding.Severity.ERROR, 3));
  }

  @Test
  void aFindingOfManyIdsIsShortAndRemembersAll() {
    BitSet everyOther = new BitSet();
    IntStream.range(0, 1_000_000).filter(n -> n % 2 == 0).forEach(everyOther::set);
    Finding finding = nobodys(IdSet.copyOf(everyOther));

    assertThat(finding.detail())
        .startsWith("ids 0,2,4,")
        .endsWith(",96,98 and 499950 more are taken, but have no owner");
    assertThat(finding.ids()).hasSize(500_000).contains(999_998).doesNotContain(999_999);
  }

  @Test
  void aFindingOfManyIdsIsComparedWithALaterOneInTime() {
    Finding first = nobodys(IdSet.copyOf(IntStream.range(0, 900_000).boxed().toList()));
    Finding later = nobodys(IdSet.copyOf(IntStream.range(300_000, 1_000_000).boxed().toList()));

    Finding both =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> first.stillIn(List.of(later)).orElseThrow());

    assertThat(both.ids()).hasSize(600_000);
    assertThat(both.detail()).startsWith("ids 300000-899999 are taken");
  }
}

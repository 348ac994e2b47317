package org.ponkeeper.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.state.Fixture.SHARING;
import static org.ponkeeper.state.Fixture.claimKey;
import static org.ponkeeper.state.Fixture.path;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.store.Bytes;

class EtagsTest {

  private static final InstancePath PATH = path(SHARING, 0, 1, 0);
  private static final ClaimKey CLAIM = claimKey(0, GEM_PORT_ID, "serial");

  private static Etag instance(Fixture fixture) {
    return new Etags(fixture.state()).of(PATH).orElseThrow();
  }

  private static Etag claim(OltState state) {
    return new Etags(state).of(CLAIM).orElseThrow();
  }

  private static OltState claimed(long version, Integer... ids) {
    return new Fixture()
        .state()
        .apply(List.of(new Change.PutClaim(CLAIM, new TreeSet<>(Set.of(ids)))), version);
  }

  /** Programs keep etags while Ponkeeper is updated. */
  @Test
  void theTextsStayTheSame() {
    assertThat(claim(claimed(1_000_000, 1024, 1025))).hasToString("lfls-6bQdswzljoeuUJ4R");
    assertThat(instance(new Fixture().held(PATH, 1024, 1030, 1031)))
        .hasToString("2v-sFsLTyR4D10d60FG");
    assertThat(Etags.of("a/b", 7, Bytes.utf8("value"))).hasToString("7--LQCfaYsw6DyjB8e");
  }

  @Test
  void eachVersionAndEachContentHasItsOwn() {
    Etag etag = claim(claimed(7, 1024));

    assertThat(claim(claimed(7, 1024))).isEqualTo(etag);
    assertThat(claim(claimed(8, 1024))).isNotEqualTo(etag);
    assertThat(claim(claimed(7, 1025))).isNotEqualTo(etag);
    assertThat(instance(new Fixture().held(PATH, 1024, 1030, 1031)))
        .isEqualTo(instance(new Fixture().held(PATH, 1024, 1030, 1031)))
        .isNotEqualTo(instance(new Fixture().held(PATH, 1024, 1031, 1030)))
        .isNotEqualTo(instance(new Fixture().held(PATH, 1025, 1030, 1031)));
  }

  @Test
  void whatIsAbsentOrNotCommittedHasNone() {
    assertThat(new Etags(new Fixture().state()).of(CLAIM)).isEmpty();
    assertThat(new Etags(new Fixture().state()).of(PATH)).isEmpty();
    assertThat(new Etags(claimed(Stored.PENDING, 1024)).of(CLAIM)).isEmpty();
  }

  @Test
  void whatCannotBeReadIsReported() {
    Etags etags =
        new Etags(new Fixture().garbled(PATH).garbledClaim(0, GEM_PORT_ID, "serial").state());

    assertThatThrownBy(() -> etags.of(PATH)).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> etags.of(CLAIM)).isInstanceOf(CorruptDataException.class);
  }

  @Test
  void anotherEtagIsRefused() {
    Etag etag = claim(claimed(7, 1024));
    Etag other = claim(claimed(8, 1024));

    Etags.requireMatch(Optional.empty(), Optional.of(other), "it");
    Etags.requireMatch(Optional.of(etag), Optional.of(etag), "it");
    assertThatThrownBy(() -> Etags.requireMatch(Optional.of(etag), Optional.of(other), "it"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.ETAG_MISMATCH);
              assertThat(e.facts())
                  .containsEntry("what", "it")
                  .containsEntry("etag", etag.text())
                  .containsEntry("etag now", other.text());
            });
    assertThatThrownBy(() -> Etags.requireMatch(Optional.of(etag), Optional.empty(), "it"))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.facts()).containsOnlyKeys("what", "etag"));
  }
}

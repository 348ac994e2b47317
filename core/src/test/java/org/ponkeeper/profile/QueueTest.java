package org.ponkeeper.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueueTest {

  private static final RedDiscardConfig OLDER = new RedDiscardConfig(1, 2, 3);

  @Test
  void theNewerDiscardConfigCountsWhereTheTemplateHasIt() {
    DiscardConfig newer =
        new DiscardConfig(DiscardPolicy.TAIL_DROP, Optional.of(new DiscardConfig.TailDrop(9)));

    Queue queue = queue(DiscardPolicy.RED, Optional.of(OLDER), Optional.of(newer));

    assertThat(queue.effectiveDiscardConfig()).contains(newer);
  }

  @Test
  void theOlderOneBecomesRed() {
    Queue queue = queue(DiscardPolicy.RED, Optional.of(OLDER), Optional.empty());

    assertThat(queue.effectiveDiscardConfig())
        .contains(new DiscardConfig(DiscardPolicy.RED, Optional.of(new DiscardConfig.Red(OLDER))));
  }

  @Test
  void theOlderOneBecomesWeightedRedWithTheSameForAllColours() {
    Queue queue = queue(DiscardPolicy.W_RED, Optional.of(OLDER), Optional.empty());

    Optional<RedDiscardConfig> each = Optional.of(OLDER);
    assertThat(queue.effectiveDiscardConfig())
        .contains(
            new DiscardConfig(
                DiscardPolicy.W_RED, Optional.of(new DiscardConfig.WeightedRed(each, each, each))));
  }

  @Test
  void otherPoliciesHaveNoThresholds() {
    assertThat(
            queue(DiscardPolicy.TAIL_DROP, Optional.of(OLDER), Optional.empty())
                .effectiveDiscardConfig())
        .isEmpty();
    assertThat(
            queue(DiscardPolicy.W_TAIL_DROP, Optional.of(OLDER), Optional.empty())
                .effectiveDiscardConfig())
        .isEmpty();
    assertThat(
            queue(DiscardPolicy.RED, Optional.empty(), Optional.empty()).effectiveDiscardConfig())
        .isEmpty();
  }

  @Test
  void numbersAreUnsigned32Bits() {
    assertThat(new RedDiscardConfig(0, 4294967295L, 0).maxThreshold()).isEqualTo(4294967295L);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RedDiscardConfig(0, 4294967296L, 0))
        .withMessageContaining("max_threshold");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RedDiscardConfig(-1, 0, 0))
        .withMessageContaining("min_threshold");
  }

  private static Queue queue(
      DiscardPolicy policy, Optional<RedDiscardConfig> older, Optional<DiscardConfig> newer) {
    return ProfileFixtures.queue("0b11111111", policy, older, newer);
  }
}

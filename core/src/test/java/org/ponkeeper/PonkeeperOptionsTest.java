package org.ponkeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ponkeeper.engine.EngineOptions;
import org.ponkeeper.engine.Environment;
import org.ponkeeper.store.Sleeper;

class PonkeeperOptionsTest {

  @Test
  void anExecutorOfTheEmbedderRunsOnTheSystemsTime() {
    Executor own = Runnable::run;

    EngineOptions engine = PonkeeperOptions.DEFAULTS.withExecutor(own).forEngine();

    assertThat(engine.executor()).isSameAs(own);
    assertThat(engine.sleeper()).isSameAs(Sleeper.THREAD);
  }

  @Test
  void anEnvironmentSuppliesTimeAndRandomNumbers() {
    RandomGenerator random = () -> 7;
    Sleeper sleeper = duration -> {};
    Environment environment = Environment.forTesting(Runnable::run, () -> 42, sleeper, random);

    EngineOptions engine =
        PonkeeperOptions.DEFAULTS
            .withExecutor(environment)
            .withCallTimeout(Duration.ofSeconds(3))
            .withMaxBatch(PonkeeperOptions.LIMIT_OF_MAX_BATCH)
            .withWatch(false)
            .forEngine();

    assertThat(engine)
        .isEqualTo(
            new EngineOptions(Duration.ofSeconds(3), 128, false, environment, engine.limits()));
    assertThat(engine.nanoClock().getAsLong()).isEqualTo(42);
    assertThat(engine.random()).isSameAs(random);
    assertThat(engine.sleeper()).isSameAs(sleeper);
  }

  @Test
  void invalidOptionsAreRejected() {
    PonkeeperOptions options = PonkeeperOptions.DEFAULTS;

    assertThatIllegalArgumentException().isThrownBy(() -> options.withCallTimeout(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withMaxBatch(0));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withMaxBatch(129));
  }
}

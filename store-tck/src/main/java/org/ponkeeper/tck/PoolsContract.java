package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;

/**
 * A Ponkeeper on the store answers as plain sets of integers do, whatever is asked of its pools.
 */
interface PoolsContract extends StoreUnderTest {

  /** How many operations a walk has. */
  int LENGTH = 30;

  /**
   * How many walks: few where each operation is a round trip to a disk or a server, unless {@code
   * -Dponkeeper.pools.walks} says how many.
   */
  default int walks() {
    return Integer.getInteger("ponkeeper.pools.walks", 20);
  }

  @Test
  @Timeout(1800) // as many walks as are asked for
  default void poolsBehaveAsPlainSetsOfIntegers() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store())) {
      for (PoolModel.Template template :
          new PoolModel.Template[] {PoolWalk.OWN, PoolWalk.SHARING}) {
        ponkeeper
            .templates()
            .apply(
                Technology.XGS_PON,
                new TechProfileId(template.id()),
                PlainTemplate.json("T" + template.id(), template.gemPorts(), template.sharing()));
      }
    }
    for (long seed = 1; seed <= walks(); seed++) {
      Optional<String> otherwise = PoolWalk.run(store(), seed, LENGTH);
      assertThat(otherwise).as("what the library answers otherwise").isEmpty();
    }
    System.out.printf(
        "%s: %s walks of %s operations on pools, as plain sets of integers have it%n",
        getClass().getSimpleName(), walks(), LENGTH);
  }
}

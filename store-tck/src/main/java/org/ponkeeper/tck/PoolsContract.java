package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;

/**
 * A Ponkeeper on the store gives the same results as plain sets of integers, for random operations
 * on its pools.
 */
interface PoolsContract extends StoreUnderTest {

  /** The number of operations in a walk. */
  int LENGTH = 30;

  /**
   * The number of walks; small if each operation is a round trip to a disk or a server, unless
   * {@code -Dponkeeper.pools.walks} sets it.
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

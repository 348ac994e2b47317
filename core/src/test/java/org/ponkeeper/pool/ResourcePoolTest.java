package org.ponkeeper.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.error.InvalidRequestException;

class ResourcePoolTest {

  private static final IdRange LEGAL = new IdRange(0, 65535);

  private static ResourcePool pool(int first, int last, Integer... taken) {
    return ResourcePool.empty(0, new IdRange(first, last)).take(List.of(taken), id -> false);
  }

  @Test
  void bitsBeginWithTheLeastSignificantOne() {
    assertThat(pool(1, 16, 1, 3, 10).bits()).containsExactly(0b101, 0b10);
  }

  @Test
  void theBitmapGrowsOnlyAsFarAsIdsAreTaken() {
    assertThat(pool(1024, 65534).length()).isZero();
    assertThat(pool(1024, 65534, 1031).length()).isEqualTo(1);
    assertThat(pool(1024, 65534, 1032).length()).isEqualTo(2);
  }

  @Test
  void bothEndsOfTheRangeAreHandedOutAndNothingBeyond() {
    ResourcePool pool = pool(10, 12, 11);

    assertThat(pool.lowestFree(2, LEGAL, id -> false)).contains(new int[] {10, 12});
    assertThat(pool.lowestFree(3, LEGAL, id -> false)).isEmpty();
    assertThat(pool.freeCount(LEGAL, id -> false)).isEqualTo(2);
  }

  @Test
  void idsPastTheEndAreKeptButNotHandedOut() {
    ResourcePool pool = ResourcePool.of(0, new IdRange(1024, 1029), new byte[] {0x1f, 0x03});

    assertThat(pool.taken()).containsExactly(1024, 1025, 1026, 1027, 1028, 1032, 1033);
    assertThat(pool.lowestFree(1, LEGAL, id -> false)).contains(new int[] {1029});
    assertThat(pool.lowestFree(2, LEGAL, id -> false)).isEmpty();
    assertThat(pool.take(List.of(1029), id -> false).taken()).contains(1032, 1033);
    assertThat(pool.release(List.of(1033)).taken()).doesNotContain(1033).contains(1032);
  }

  @Test
  void theLegalSpaceLimitsWhatIsHandedOut() {
    assertThat(pool(1, 20).lowestFree(1, new IdRange(5, 6), id -> false)).contains(new int[] {5});
    assertThat(pool(1, 20).lowestFree(3, new IdRange(5, 6), id -> false)).isEmpty();
  }

  @Test
  void releasingKeepsTheLengthAndForgetsWhatIsOutside() {
    ResourcePool pool = pool(10, 40, 12, 30);

    assertThat(pool.release(List.of(30, 5, 4000)).length()).isEqualTo(pool.length());
    assertThat(pool.release(List.of(30, 5, 4000)).taken()).containsExactly(12);
  }

  @Test
  void reservedIdsAreSetWhereTheBitmapGrowsAndNowhereElse() {
    ResourcePool grown = pool(1, 100, 1).take(List.of(20), List.of(2, 15, 90)::contains);

    assertThat(grown.taken()).containsExactly(1, 15, 20);
    assertThat(grown.padTo(13, id -> id == 90).taken()).containsExactly(1, 15, 20, 90);
  }

  @Test
  void reservedIdsAreSetAsFarAsTheBitmapReaches() {
    assertThat(pool(1, 12, 9).reserve(id -> id == 3 || id == 14 || id == 90).taken())
        .containsExactly(3, 9);
  }

  @Test
  void anotherRangeKeepsTheIdsAndMovesTheirBits() {
    ResourcePool pool = pool(1024, 1100, 1030, 1041);

    for (IdRange next :
        List.of(
            new IdRange(1024, 1041),
            new IdRange(1000, 1100),
            new IdRange(1030, 4000),
            new IdRange(1023, 1050))) {
      ResourcePool moved = pool.withRange(next);
      assertThat(moved.range()).isEqualTo(next);
      assertThat(bitsAsGoReadsThem(moved)).containsExactly(1030, 1041);
      assertThat(moved.length()).isEqualTo((1041 - next.first()) / 8 + 1);
    }
    assertThatThrownBy(() -> pool.withRange(new IdRange(1031, 1100)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPoolAsLongAsTheGoLibraryMakesItStaysSo() {
    ResourcePool pool = pool(1024, 1100, 1030);
    ResourcePool full = pool.padTo(pool.goLength(), id -> false);

    ResourcePool moved = full.withRange(new IdRange(1000, 2000));

    assertThat(moved.length()).isEqualTo(250).isEqualTo(moved.goLength());
    assertThat(bitsAsGoReadsThem(moved)).containsExactly(1030);
    assertThat(full.withRange(new IdRange(1024, 1040)).length()).isEqualTo(130);
  }

  /** Bit i, counted from the least significant one of each byte, stands for the i-th id. */
  private static List<Integer> bitsAsGoReadsThem(ResourcePool pool) {
    byte[] bits = pool.bits();
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < bits.length * 8; i++) {
      if ((bits[i / 8] & 1 << i % 8) != 0) {
        ids.add(pool.range().first() + i);
      }
    }
    return ids;
  }

  @Test
  void theGoLibraryMakesBitmapsByTheLastId() {
    assertThat(pool(1024, 16383).goLength()).isEqualTo(2048);
    assertThat(pool(1, 127).goLength()).isEqualTo(16);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void behavesAsASetOfNumbers(long seed) {
    Random random = new Random(seed);
    ResourcePool pool = pool(100, 400);
    Set<Integer> model = new TreeSet<>();
    for (int step = 0; step < 2000; step++) {
      if (random.nextInt(3) > 0) {
        int count = random.nextInt(5);
        int[] free = pool.lowestFree(count, LEGAL, id -> id % 7 == 0).orElse(new int[0]);
        List<Integer> ids = Arrays.stream(free).boxed().toList();
        List<Integer> lowest =
            IntStream.rangeClosed(100, 400)
                .filter(id -> id % 7 != 0 && !model.contains(id))
                .limit(count)
                .boxed()
                .toList();
        assertThat(ids).isEqualTo(lowest.size() == count ? lowest : List.of());
        pool = pool.take(ids, id -> false);
        model.addAll(ids);
      } else if (!model.isEmpty()) {
        int id = List.copyOf(model).get(random.nextInt(model.size()));
        pool = pool.release(List.of(id));
        model.remove(id);
      }
      assertThat(pool.taken().boxed()).containsExactlyElementsOf(model);
    }
  }

  @Test
  void rangesAreReadAndRefused() {
    assertThat(IdRange.parse("1024-2048")).isEqualTo(new IdRange(1024, 2048));
    for (String text :
        List.of("", "5", "5-", "-5", "9-5", "a-b", "1-99999999999", "-1-5", " 1-2", "1-1000001")) {
      assertThatThrownBy(() -> IdRange.parse(text))
          .as(text)
          .isInstanceOf(InvalidRequestException.class);
    }
  }
}

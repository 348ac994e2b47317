package org.ponkeeper.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;

class PonStateTest {

  private static final Comparator<InstancePath> ORDER =
      Comparator.comparing(InstancePath::uniPort)
          .thenComparing(InstancePath::template, Comparator.comparingInt(TechProfileId::value));

  /** From the first to the last of each, so that both ends are met, and few between them. */
  private static final int[] ONUS = {0, 1, 2, 7, 500, OnuId.LAST};

  private static final int[] UNIS = {0, 1, UniPort.LAST};
  private static final int[] TEMPLATES = {
    Fixture.T4, Fixture.SHARING, Fixture.MULTICAST,
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void behavesLikeAMap(long seed) {
    Random random = new Random(seed);
    SortedMap<InstancePath, Instance> model = new TreeMap<>(ORDER);
    PonState pon = PonState.EMPTY;
    for (int step = 0; step < 400; step++) {
      InstancePath path =
          Fixture.path(any(TEMPLATES, random), 0, any(ONUS, random), any(UNIS, random));
      if (random.nextInt(3) == 0) {
        model.remove(path);
        pon = pon.without(path);
      } else {
        Instance instance = instance(path, step);
        model.put(path, instance);
        pon = pon.with(new StoredInstance.Present(instance, step + 1L, "XPON", null));
      }
      assertSame(pon, model);
    }
    List<StoredInstance> shuffled = new ArrayList<>(pon.entries());
    Collections.shuffle(shuffled, random);
    assertSame(PonState.of(shuffled), model);
  }

  private static void assertSame(PonState pon, SortedMap<InstancePath, Instance> model) {
    assertThat(pon.readable().map(StoredInstance.Present::instance))
        .containsExactlyElementsOf(model.values());
    for (int onu : ONUS) {
      for (int uni : UNIS) {
        for (int template : TEMPLATES) {
          InstancePath path = Fixture.path(template, 0, onu, uni);
          StoredInstance slot = pon.at(path.template(), path.uniPort());
          assertThat(slot instanceof StoredInstance.Present held ? held.instance() : null)
              .as("%s", path)
              .isSameAs(model.get(path));
        }
      }
      assertThat(pon.ofOnu(onu).stream().map(StoredInstance::path))
          .containsExactlyElementsOf(
              model.keySet().stream().filter(p -> p.uniPort().onu().number() == onu).toList());
    }
  }

  @Test
  void anOnuBeyondTheLastThatIsThereHasNothing() {
    PonState pon =
        PonState.EMPTY.with(
            new StoredInstance.Present(
                instance(Fixture.path(Fixture.T4, 0, 3, 0), 1), 1, "XPON", null));

    assertThat(pon.ofOnu(2)).isEmpty();
    assertThat(pon.ofOnu(3)).hasSize(1);
    assertThat(pon.ofOnu(4)).isEmpty();
    assertThat(pon.ofOnu(OnuId.LAST)).isEmpty();
    assertThat(PonState.EMPTY.ofOnu(0)).isEmpty();
  }

  private static Instance instance(InstancePath path, int n) {
    ResourceInstance resource =
        new ResourceInstance(
            path.template(),
            "XPON",
            path.uniPort(),
            new AllocId(1024 + n),
            List.of(new GemPortId(1024 + n)));
    return InstanceResolver.resolve(path, resource, Stored.absent()).instance();
  }

  private static int any(int[] numbers, Random random) {
    return numbers[random.nextInt(numbers.length)];
  }
}

package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.SearchHit;
import org.ponkeeper.olt.SearchResult;
import org.ponkeeper.olt.TakenId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;

/**
 * A search finds on the store what it finds in memory, and what the lists of instances and ids say.
 */
interface SearchContract extends StoreUnderTest {

  /** The seed of the OLTs that are searched. */
  long SEED = 16;

  @Test
  default void aSearchFindsOnTheStoreWhatTheListsSay() {
    PonkeeperOptions options = PonkeeperOptions.DEFAULTS.withWatch(false);
    try (Ponkeeper writer = Ponkeeper.on(store(), options);
        Ponkeeper cold = Ponkeeper.on(store(), options);
        Ponkeeper loaded = Ponkeeper.on(store(), options)) {
      List<Olt> olts = new ArrayList<>();
      for (String device : List.of("olt-1", "olt-2")) {
        SearchScene.fill(writer, device, SEED);
        olts.add(loaded.olt(Technology.XGS_PON, device).load());
      }

      Set<Integer> ids = new TreeSet<>(Set.of(0, 1, 2, 3, 4, 5, 8, 1023, 1024, 1100, 65535, 70000));
      olts.forEach(olt -> ids.addAll(SearchScene.someIds(olt)));
      for (int id : ids) {
        for (ResourceType type : ResourceType.values()) {
          List<SearchHit> hits = cold.search().id(type, id).hits();

          assertThat(hits)
              .as("%s %s", type, id)
              .isEqualTo(loaded.search().inMemory().id(type, id).hits())
              .isEqualTo(loaded.search().id(type, id).hits());
          assertThat(SearchScene.ownersIn(hits, type, id))
              .as("%s %s", type, id)
              .isEqualTo(SearchScene.ownersBy(olts, type, id));
        }
        assertThat(cold.search().find(Integer.toString(id)))
            .isEqualTo(loaded.search().inMemory().find(Integer.toString(id)));
      }
      for (int n = 0; n < SearchScene.OWNERS; n++) {
        String name = SearchScene.owner(n).text();
        assertThat(cold.search().find(name))
            .as(name)
            .isEqualTo(loaded.search().inMemory().find(name));
      }
      for (Olt olt : olts) {
        for (Instance instance : olt.instances().list()) {
          UniPort port = instance.path().uniPort();
          for (String text :
              List.of(instance.path().toString(), port.toString(), port.onu().toString())) {
            List<SearchHit> hits = cold.search().find(text).hits();

            assertThat(hits).as(text).isEqualTo(loaded.search().inMemory().find(text).hits());
            assertThat(hits)
                .as(text)
                .anySatisfy(hit -> {
                  assertThat(hit.instance()).contains(instance.path());
                  assertThat(hit.type()).isEqualTo(ResourceType.GEM_PORT_ID);
                  assertThat(hit.ids())
                      .isEqualTo(instance.gemPortIds().stream().map(GemPortId::value).toList());
                });
          }
        }
      }
    }
  }

  @Test
  default void aSearchInMemoryFollowsEachChange() {
    PonkeeperOptions options = PonkeeperOptions.DEFAULTS.withWatch(false);
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), options);
        Ponkeeper cold = Ponkeeper.on(store(), options)) {
      Olt olt = SearchScene.register(ponkeeper, "olt-1").load();
      TechProfileId template = new TechProfileId(64);
      UniPort port = olt.uniPort(1, 30, 0);
      OwnerName owner = new OwnerName("ALCL00001234");
      Supplier<List<String>> found =
          () ->
              Stream.of("1", "30", "31", "1024", "1025", "1026", owner.text())
                  .filter(text -> SearchScene.isFound(ponkeeper, cold, text))
                  .toList();

      assertThat(found.get()).isEmpty();

      olt.instances().create(template, port);
      assertThat(found.get()).containsExactly("30", "1024", "1025");

      olt.instances().create(template, olt.uniPort(1, 31, 0));
      assertThat(found.get()).containsExactly("30", "31", "1024", "1025", "1026");

      olt.ids().reserve(1, ResourceType.ONU_ID, owner, Set.of(30));
      assertThat(found.get()).containsExactly("30", "31", "1024", "1025", "1026", owner.text());

      olt.instances().delete(template, port);
      assertThat(found.get()).containsExactly("30", "31", "1025", "1026", owner.text());

      olt.ids().allocate(2, ResourceType.FLOW_ID, owner, 1);
      assertThat(found.get()).containsExactly("1", "30", "31", "1025", "1026", owner.text());

      olt.ids().release(1, ResourceType.ONU_ID, owner);
      assertThat(found.get()).containsExactly("1", "31", "1025", "1026", owner.text());

      olt.ids().release(2, ResourceType.FLOW_ID, owner);
      assertThat(found.get()).containsExactly("31", "1025", "1026");
    }
  }

  /** OLTs to search, and what a search should find there. */
  final class SearchScene {

    static final int OWNERS = 30;

    private SearchScene() {}

    static OwnerName owner(int n) {
      return new OwnerName("owner-" + n);
    }

    /**
     * An OLT without instances and claims, and the templates 64 and 65. OLT 2 has one pool of
     * Alloc-IDs for all PONs.
     */
    static Olt register(Ponkeeper ponkeeper, String device) {
      for (int template : new int[] {64, 65}) {
        ponkeeper
            .templates()
            .apply(
                Technology.XGS_PON,
                new TechProfileId(template),
                PlainTemplate.json("T" + template, template - 62, template == 65));
      }
      Olt olt = ponkeeper.olt(Technology.XGS_PON, device);
      OltRegistration.Builder registration =
          OltRegistration.builder()
              .pons(0, 2)
              .onuIds(1, 40)
              .allocIds(1024, 1200)
              .gemPortIds(1024, 1400)
              .flowIds(1, 100);
      olt.register(
          (device.endsWith("1") ? registration : registration.sharedPool(ResourceType.ALLOC_ID, 1))
              .build());
      return olt;
    }

    /** An OLT with instances and claims, some of them deleted. */
    static void fill(Ponkeeper ponkeeper, String device, long seed) {
      Random random = new Random(seed + device.hashCode());
      Olt olt = register(ponkeeper, device);
      for (int i = 0; i < 40; i++) {
        UniPort port = olt.uniPort(random.nextInt(3), 1 + random.nextInt(6), random.nextInt(2));
        TechProfileId template = new TechProfileId(64 + random.nextInt(2));
        if (random.nextInt(4) == 0) {
          olt.instances().delete(template, port);
        } else {
          olt.instances().create(template, port);
        }
      }
      for (int n = 0; n < OWNERS; n++) {
        ResourceType type = List.of(ResourceType.values()).get(random.nextInt(4));
        int count = type == ResourceType.ONU_ID ? 1 : 1 + random.nextInt(3);
        olt.ids().allocate(random.nextInt(3), type, owner(n), count);
      }
    }

    /** Whether a search finds something, which must be the same in memory and on the store. */
    static boolean isFound(Ponkeeper loaded, Ponkeeper cold, String text) {
      SearchResult inMemory = loaded.search().inMemory().find(text);
      assertThat(inMemory).as(text).isEqualTo(cold.search().find(text));
      return !inMemory.hits().isEmpty();
    }

    /** Ids that are taken, and their neighbours. */
    static Set<Integer> someIds(Olt olt) {
      Set<Integer> ids = new TreeSet<>();
      for (ResourceType type : ResourceType.values()) {
        List<TakenId> taken = olt.ids().list(0, type).taken();
        taken.stream().limit(3).forEach(id -> ids.add(id.id()));
        taken.stream().skip(Math.max(0, taken.size() - 3)).forEach(id -> ids.add(id.id() + 1));
      }
      return ids;
    }

    /** The owners of the id that a search named. */
    static Set<String> ownersIn(List<SearchHit> hits, ResourceType type, int id) {
      Set<String> owners = new TreeSet<>();
      hits.stream()
          .filter(hit -> hit.type() == type && hit.ids().contains(id))
          .forEach(hit -> owners.add(hit.pon().olt() + " " + hit.owner()));
      return owners;
    }

    /** The owners of the id, asked PON by PON. */
    static Set<String> ownersBy(List<Olt> olts, ResourceType type, int id) {
      Set<String> owners = new TreeSet<>();
      for (Olt olt : olts) {
        for (int pon = 0; pon <= 2; pon++) {
          Optional<IdOwner> owner =
              olt.ids().owner(pon, type, id).filter(of -> !(of instanceof IdOwner.Outside));
          owner.ifPresent(of -> owners.add(olt.id() + " " + of));
        }
        if (type == ResourceType.ALLOC_ID) {
          // Several instances may share one Alloc-ID, of which one is named.
          olt.instances().list().stream()
              .filter(instance -> instance.allocId().value() == id)
              .forEach(
                  instance -> owners.add(olt.id() + " " + new IdOwner.ByInstance(instance.path())));
        }
      }
      return owners;
    }
  }
}

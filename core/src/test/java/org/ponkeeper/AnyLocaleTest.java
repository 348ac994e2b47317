package org.ponkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.ScanOptions;

/** Stored values and messages do not depend on the locale of the embedding process. */
class AnyLocaleTest {

  /** With a multicast id that is too great. */
  private static final Bytes TEMPLATE =
      Bytes.utf8(TestTemplates.json("multi-instance", "single-instance", 4, List.of(70_000)));

  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "fa-IR", "tr-TR", "th-TH-u-nu-thai"})
  void storedDataAndMessagesAreTheSameInAnyLocale(String language) {
    Locale.setDefault(Locale.ROOT);
    List<Object> expected = run();
    Locale.setDefault(Locale.forLanguageTag(language));

    assertThat(run()).isEqualTo(expected);
    assertThat(expected).hasSizeGreaterThan(6);
  }

  /** All values in the store at the end, and the messages of some errors. */
  private static List<Object> run() {
    MemoryStore store = new MemoryStore();
    List<Object> results = new ArrayList<>();
    try (Ponkeeper ponkeeper = Ponkeeper.on(store)) {
      Olt olt = ponkeeper.olt(Technology.XGS_PON, new OltId("olt-1"));
      olt.register(
          OltRegistration.builder()
              .pons(0, 1)
              .onuIds(1, 32)
              .allocIds(1024, 1152)
              .gemPortIds(1024, 70_000)
              .build());
      olt.instances().create(new TechProfileId(64), UniPort.of("olt-1", 0, 1, 0));
      results.add(
          said(() ->
              ponkeeper.templates().apply(Technology.XGS_PON, new TechProfileId(65), TEMPLATE)));
      results.add(
          said(() ->
              ponkeeper
                  .templates()
                  .apply(
                      Technology.XGS_PON,
                      new TechProfileId(65),
                      Bytes.utf8("{\"num_gem_ports\": 1.5}"))));
      results.add(
          said(() -> olt.instances().create(new TechProfileId(66), UniPort.of("olt-1", 0, 2, 0))));
    }
    for (KeyValue stored : store.list(List.of(KeyRange.prefix("service/")), ScanOptions.ALL)) {
      results.add(stored.key() + "=" + stored.value().toUtf8());
    }
    return results;
  }

  private static String said(Runnable call) {
    try {
      call.run();
      return "done";
    } catch (PonkeeperException e) {
      return e.getMessage() + e.facts() + e.remedy();
    }
  }
}

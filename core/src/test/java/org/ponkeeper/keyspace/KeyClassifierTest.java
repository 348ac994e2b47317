package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.olt.ForeignKeys.Kind;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

class KeyClassifierTest {

  private static final String BASE = "service/voltha/";
  private static final KeySpace KEYS =
      new KeySpace("service/voltha", "service/voltha/technology_profiles");
  private static final KeyClassifier CLASSIFIER = new KeyClassifier(KEYS);

  @ParameterizedTest
  @CsvSource({
    "xgspon, XGS-PON",
    "XGSPON, XGS-PON",
    "xgs_pon, XGS-PON",
    "Xgs-Pon, XGS-PON",
    "gpon, GPON",
    "xg-pon, XGPON",
    "epon, EPON",
    "XGS-PON,",
    "NG-PON2,",
    "10gepon,",
    "x-gspon,",
    "olt-1,"
  })
  void aTechnologyIsMeantByItsLetters(String name, String technology) {
    assertThat(KeyClassifier.meantBy(name).map(Technology::text))
        .isEqualTo(Optional.ofNullable(technology));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "technology_profiles/XGS-PON/64",
        "resource_manager/config/reserved_gemport_ids",
        "resource_manager/{XGS-PON}/resource_ranges/asfvolt16",
        "resource_manager/resource_ranges/asfvolt16",
        "ponkeeper/turns/XGS-PON/olt-1/0123456789abcdef",
        "ponkeeper/trial",
        "ponkeeper/restore"
      })
  void keysOfNoOltAreKnown(String key) {
    assertThat(CLASSIFIER.classify(new Key(BASE + key))).isInstanceOf(KeyClass.Known.class);
  }

  @ParameterizedTest
  @CsvSource({
    "resource_instances/XGS-PON/64/olt-{olt-1}/pon-{2}/onu-{10}/uni-{1}, "
        + "resource_instances/XGS-PON/64/olt-{olt-1}/",
    "technology_profiles/XGS-PON/64/olt-{olt-1}/pon-{2}/onu-{10}/uni-{1}, "
        + "technology_profiles/XGS-PON/64/olt-{olt-1}/",
    "resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{2}, resource_manager/{XGS-PON}/{olt-1}/",
    "resource_manager/{olt-1}/alloc_id_pool/{2}, resource_manager/{olt-1}/",
    "resource_manager/{gpon}/alloc_id_pool/{2}, resource_manager/{gpon}/",
    "ponkeeper/claims/XGS-PON/olt-1/2/onu/A, ponkeeper/claims/XGS-PON/olt-1/"
  })
  void keysOfAnOltAreOfOneSpan(String key, String span) {
    KeyClass found = CLASSIFIER.classify(new Key(BASE + key));
    assertThat(found).isInstanceOf(KeyClass.OfOlt.class);
    assertThat(found.span()).isEqualTo(KeyRange.prefix(BASE + span));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{2,10}/alloc_ids", "{2,10,1}/gemport_ids", "flow_id_info/{2,10}/{7}"})
  void mapsAreOfTheOlt(String map) {
    for (String olt : List.of("{XGS-PON}/{olt-1}/", "{olt-1}/")) {
      Key key = new Key(BASE + "resource_manager/" + olt + map);
      KeyClass found = CLASSIFIER.classify(key);
      assertThat(found.span()).isEqualTo(KeyRange.prefix(BASE + "resource_manager/" + olt));
      assertThat(CLASSIFIER.unusualResources((KeyClass.OfOlt) found))
          .isPresent()
          .hasValueSatisfying(range -> assertThat(range.contains(key)).isFalse());
    }
  }

  @Test
  void aSpanContainsItsKeyAndOnlyKeysOfItsClass() {
    // given: what lies beside each other and must not be passed over
    List<String> keys =
        List.of(
            "technology_profiles/XGS-PON/64",
            "technology_profiles/XGS-PON/64-x",
            "technology_profiles/XGS-PON/64/olt-{OLT}/x",
            "technology_profiles/XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}",
            "technology_profiles/XGS-PON/64/pon-{0}/onu-{1}/uni-{0}",
            "technology_profiles/XGS-PON/64/x",
            "technology_profiles/xgspon",
            "technology_profiles/xgspon/64",
            "resource_manager/config/other",
            "resource_manager/config/reserved_gemport_ids",
            "ponkeeper/olts/XGS-PON/OLT_1",
            "ponkeeper/olts/XGS-PON/olt-1",
            "ponkeeper/olts/XGS-PON/olt-1/x",
            "resource_manager/{XGS-PON}/{olt-1}/0,1/alloc_ids",
            "resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/0");
    for (String text : keys) {
      Key key = new Key(BASE + text);
      KeyClass found = CLASSIFIER.classify(key);
      assertThat(found.span().contains(key)).as(text).isTrue();
      for (String other : keys) {
        if (found.span().contains(new Key(BASE + other))) {
          KeyClass its = CLASSIFIER.classify(new Key(BASE + other));
          boolean isSame = its.getClass() == found.getClass() || found instanceof KeyClass.OfOlt;
          assertThat(isSame).as(text + " passes over " + other).isTrue();
        }
      }
    }
  }

  @Test
  void whatAnotherBasePathHasIsOfThatPath() {
    KeyClassifier ofStack =
        new KeyClassifier(
            new KeySpace("service/voltha/s1", "service/voltha/s1/technology_profiles"));
    for (List<String> each :
        List.of(
            List.of("service/voltha/technology_profiles/XGS-PON/64", "service/voltha"),
            List.of("service/voltha/s2/resource_manager/x", "service/voltha/s2"),
            List.of("service/voltha_voltha/resource_instances/x", "service/voltha_voltha"),
            List.of("service/voltha/s1/s3/ponkeeper/olts/x", "service/voltha/s1/s3"))) {
      Key key = new Key(each.getFirst());
      assertThat(ofStack.stackRanges()).anyMatch(range -> range.contains(key));
      KeyClassifier.Stack stack = ofStack.stackOf(key);
      assertThat(stack.basePath()).isEqualTo(each.getLast());
      assertThat(stack.prefixes()).anyMatch(prefix -> key.text().startsWith(prefix));
    }
    assertThat(ofStack.stackRanges())
        .noneMatch(range -> range.contains(new Key("service/voltha/s1/resource_instances/x")))
        .noneMatch(range -> range.contains(new Key("service/volt/x")));
  }

  @Test
  void templatesAtThePathThatIsNotReadAreOfAnotherPath() {
    KeyClassifier ofStack =
        new KeyClassifier(new KeySpace("service/voltha/s1", "service/voltha/technology_profiles"));
    Key template = new Key("service/voltha/s1/technology_profiles/XGS-PON/64");
    Key older =
        new Key("service/voltha/technology_profiles/XGS-PON/64/olt-{o}/pon-{0}/onu-{1}/uni-{0}");
    for (Key key : List.of(template, older)) {
      assertThat(ofStack.classify(key))
          .isInstanceOfSatisfying(
              KeyClass.Foreign.class,
              foreign -> assertThat(foreign.kind()).isEqualTo(Kind.OTHER_PATH));
    }
  }
}

package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Txn;

class AdapterPathTest {

  private static final KeySpace KEYS = new KeySpace("service/v7", "service/voltha/templates");
  private static final AdapterPath PATH = AdapterPath.of("service/v7/adapter", KEYS);

  private static void assertRefused(String reason, ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(call)
        .matches(e -> e.code() == ErrorCode.ADAPTER_DATA_INVALID)
        .satisfies(e -> assertThat(e.facts().get("reason")).contains(reason));
  }

  private static Mutation putting(String key) {
    return new Mutation.Put(new Key(key), Bytes.utf8("1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "service/v7",
        "service",
        "service/v7/resource_instances",
        "service/v7/resource_instances/XGS-PON",
        "service/v7/resource_manager/{XGS-PON}",
        "service/v7/technology_profiles",
        "service/v7/ponkeeper",
        "service/v7/ponkeeper/adapter",
        "service/voltha",
        "service/voltha/templates/GPON",
      })
  void aPathWhereVolthaOrPonkeeperKeepSomethingIsRefused(String path) {
    assertRefused("keep their data at service/", () -> AdapterPath.of(path, KEYS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "service/v7/openolt/{olt-1}",
        "service/v7/resource_instances_of_mine",
        "service/v7/ponkeeper-adapter",
        "service/voltha/devices",
        "elsewhere",
      })
  void anyOtherPathIsTaken(String path) {
    assertThat(AdapterPath.of(path, KEYS).prefix()).isEqualTo(path + "/");
  }

  @Test
  void anInvalidPathIsRejected() {
    for (String path : List.of("", "/a", "a/")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> AdapterPath.of(path, KEYS));
    }
    assertRefused("no path was named", () -> AdapterPath.required(Optional.empty()));
  }

  @Test
  void keysBelowThePathAreTaken() {
    List<Mutation> mutations =
        List.of(
            putting("service/v7/adapter/a"), new Mutation.Delete(new Key("service/v7/adapter/b")));

    assertThat(PATH.checked(mutations)).isEqualTo(mutations);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "service/v7/adapter",
        "service/v7/adapter/",
        "service/v7/adapter2/a",
        "service/v7/resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{0}",
        "a",
      })
  void aKeyThatDoesNotLieBelowThePathIsRefused(String key) {
    assertRefused("is not below", () -> PATH.checked(List.of(putting(key))));
    assertRefused("is not below", () -> PATH.checked(List.of(new Mutation.Delete(new Key(key)))));
  }

  @Test
  void aKeyGivenTwiceIsRefused() {
    assertRefused(
        "given twice",
        () ->
            PATH.checked(
                List.of(
                    putting("service/v7/adapter/a"),
                    new Mutation.Delete(new Key("service/v7/adapter/a")))));
  }

  @Test
  void tooManyMutationsOrBytesAreRejected() {
    List<Mutation> most =
        IntStream.range(0, AdapterPath.MAX_MUTATIONS)
            .mapToObj(i -> putting("service/v7/adapter/" + i))
            .toList();
    assertThat(PATH.checked(most)).hasSize(AdapterPath.MAX_MUTATIONS);
    assertRefused(
        "at most 100 keys", () -> PATH.checked(Collections.nCopies(101, most.getFirst())));

    Key key = new Key("service/v7/adapter/a");
    byte[] value = new byte[(int) AdapterPath.MAX_BYTES - key.length()];
    assertThat(PATH.checked(List.of(new Mutation.Put(key, Bytes.wrap(value))))).hasSize(1);
    Mutation tooMuch = new Mutation.Put(key, Bytes.wrap(Arrays.copyOf(value, value.length + 1)));
    assertRefused("at most 524288 bytes", () -> PATH.checked(List.of(tooMuch)));
    assertThat(new Txn(List.of(), List.of(tooMuch)).mutations()).hasSize(1);
  }
}

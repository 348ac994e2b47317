package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

class EtcdUrlTest {

  @Test
  void aUrlNamesTheMembers() {
    assertThat(EtcdUrl.parse("etcd://a:1").members()).containsExactly(new EtcdMember("a", 1));
    assertThat(EtcdUrl.parse("etcd://a.example:2379,10.0.0.2:2380/").members())
        .containsExactly(new EtcdMember("a.example", 2379), new EtcdMember("10.0.0.2", 2380));
    assertThat(EtcdUrl.parse("etcd://[::1]:65535,[fe80::1]").members())
        .containsExactly(new EtcdMember("::1", 65_535), new EtcdMember("fe80::1", 2379));
  }

  @Test
  void aUrlMayHoldAUserAndAPassword() {
    assertThat(EtcdUrl.parse("etcd://a:1").user()).isEmpty();
    assertThat(EtcdUrl.parse("etcd://joe@a:1").user()).contains(new EtcdUser("joe", ""));
    assertThat(EtcdUrl.parse("etcd://joe:s3:c@ret+@a:1,b").user())
        .contains(new EtcdUser("joe", "s3:c@ret+"));
    assertThat(EtcdUrl.parse("etcd://j%40e:%2C%25%C3%A4%2b@a").user())
        .contains(new EtcdUser("j@e", ",%\u00e4+"));
  }

  @Test
  void theSchemeSaysWhetherTlsIsSpoken() {
    assertThat(EtcdUrl.parse("etcd://a").tls()).isEmpty();
    assertThat(EtcdUrl.parse("etcds://a").tls()).contains(EtcdTls.DEFAULTS);
    assertThat(EtcdUrl.isEtcd("etcd://a")).isTrue();
    assertThat(EtcdUrl.isEtcd("etcds:a")).isTrue();
    assertThat(EtcdUrl.isEtcd("etcdx://a")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "etcd",
        "etcd:",
        "etcd:a:2379",
        "etcd:/a",
        "http://a:2379",
        "ETCD://a",
        "etcd://",
        "etcd:///",
        "etcd://a:2379\r",
        "etcd://joe:pass\u0007word@a",
        "etcd://:2379",
        "etcd://a:",
        "etcd://a:0",
        "etcd://a:65536",
        "etcd://a:-1",
        "etcd://a:+1",
        "etcd://a:1x",
        "etcd://a:123456",
        "etcd://a:1,",
        "etcd://,a:1",
        "etcd://a b:1",
        "etcd://a:1/path",
        "etcd://a:1?x=y",
        "etcd://a:1//",
        "etcd://::1",
        "etcd://[::1",
        "etcd://[]:1",
        "etcd://[::1]1",
        "etcd://@a:1",
        "etcd://:secret@a:1",
        "etcd://joe:secret%zz@a:1",
        "etcd://joe:secret@",
        "etcd://joe:secret",
        "etcd://joe:secret@a:secret",
      })
  void anythingElseIsRefusedAndNoPasswordIsShown(String text) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> EtcdUrl.parse(text))
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(ErrorCode.STORE_URL_INVALID);
          assertThat(e.facts()).containsKey("reason");
          assertThat(e.toString()).doesNotContain("secret");
        });
  }

  @Test
  void noTextOfTheOptionsShowsThePassword() {
    EtcdOptions options = EtcdUrl.parse("etcds://joe:secret@a:1,[::1]");

    assertThat(options.toString()).contains("joe").doesNotContain("secret");
    assertThat(options.url()).isEqualTo("etcds://a:1,[::1]:2379");
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    EtcdOptions options = EtcdUrl.parse("etcd://a");
    Optional<Path> file = Optional.of(Path.of("x"));
    assertThatIllegalArgumentException().isThrownBy(() -> EtcdOptions.of(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> options.attempt(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.attempt(options.deadline().plusNanos(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> new EtcdUser("", "x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EtcdTls(Optional.empty(), file, Optional.empty()));
    assertThat(options.deadline(Duration.ofMillis(5)).attempt()).isEqualTo(Duration.ofMillis(5));
  }
}

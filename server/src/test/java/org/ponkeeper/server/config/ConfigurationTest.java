package org.ponkeeper.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigurationTest {

  @TempDir private Path folder;

  private Configuration read(
      String yaml, Map<String, String> environment, Map<Setting, String> flags) throws Exception {
    Path file = Files.writeString(folder.resolve("server.yaml"), yaml);
    return Configuration.read(Optional.of(file), environment, flags);
  }

  private ServerConfig config(String yaml) throws Exception {
    return ServerConfig.of(read(yaml, Map.of(), Map.of()));
  }

  @Test
  void withoutAnythingItListensOnLoopback() {
    ServerConfig config = ServerConfig.of(Configuration.read(Optional.empty(), Map.of(), Map.of()));

    assertThat(config.listen().addresses())
        .singleElement()
        .satisfies(address -> {
          assertThat(address.getAddress().isLoopbackAddress()).isTrue();
          assertThat(address.getPort()).isEqualTo(8765);
        });
    assertThat(config.security().isConfigured()).isFalse();
    assertThat(config.stopDelay()).isZero();
    assertThat(config.stopGrace()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void flagsWinOverTheEnvironmentAndThatOverTheFile() throws Exception {
    String yaml = "listen:\n  port: 1\nlimits:\n  calls: 2\n  streams: 3\n";
    Configuration values =
        read(
            yaml,
            Map.of("PONKEEPER_SERVER_LISTEN_PORT", "10", "PONKEEPER_SERVER_LIMITS_CALLS", "20"),
            Map.of(Setting.LISTEN_PORT, "100"));

    assertThat(values.text(Setting.LISTEN_PORT)).isEqualTo("100");
    assertThat(values.text(Setting.LIMITS_CALLS)).isEqualTo("20");
    assertThat(values.text(Setting.LIMITS_STREAMS)).isEqualTo("3");
    assertThat(values.yaml())
        .contains("  port: 100  # --port\n", "  calls: 20  # PONKEEPER_SERVER_LIMITS_CALLS\n");
  }

  @Test
  void theStoreOfAllCommandsIsNamedAsItsSource() throws Exception {
    String yaml = "store:\n  url: sqlite:file.db\n";
    Map<String, String> common = Map.of("PONKEEPER_STORE", "memory:");
    Map<String, String> both =
        Map.of("PONKEEPER_STORE", "memory:", "PONKEEPER_SERVER_STORE_URL", "sqlite:own.db");

    assertThat(read(yaml, common, Map.of()).yaml())
        .contains("  url: \"memory:\"  # PONKEEPER_STORE\n");
    assertThat(read(yaml, both, Map.of()).yaml())
        .contains("  url: \"sqlite:own.db\"  # PONKEEPER_SERVER_STORE_URL\n");
    assertThat(read(yaml, Map.of("PONKEEPER_STORE", ""), Map.of()).text(Setting.STORE_URL))
        .isEqualTo("sqlite:file.db");
    assertThat(read(yaml, both, Map.of(Setting.STORE_URL, "memory:")).source(Setting.STORE_URL))
        .isEqualTo("--store");
  }

  @Test
  void whatIsPrintedCanBeReadAgain() throws Exception {
    String yaml = "listen:\n  host_names: [a.example, b.example]\n  port: 7\n";
    Configuration first = read(yaml, Map.of(), Map.of());

    Configuration second = read(first.yaml(), Map.of(), Map.of());

    for (Setting setting : Setting.values()) {
      assertThat(second.text(setting)).as(setting.key()).isEqualTo(first.text(setting));
    }
    assertThat(second.text(Setting.LISTEN_HOST_NAMES)).isEqualTo("a.example,b.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{listen: {prot: 1}}            | listen.prot: there is no such setting; did you mean listen.port?",
        "{lisen: {port: 1}}             | lisen: there is no such setting; did you mean listen?",
        "{listen: {port: x}}            | listen.port: 'x' is not a number",
        "{listen: {port: 65536}}        | listen.port: write a number from 0 to 65535",
        "{listen: 7}                    | listen: it is a group",
        "{listen: {port: {a: 1}}}       | listen.port: write a value, not a group",
        "{listen: {addresses: [nohost]}}| listen.addresses: 'nohost' is not an IP address",
        "{listen: {addresses: 0.0.0.0}} | listen.addresses: 0.0.0.0 is not loopback, and no security",
        "{listen: {port: 1, port: 2}}   | --config: it is not valid YAML",
        "[1]                            | --config: write groups",
        "{tls: {key: pom.xml}}          | tls.key: tls.certificate and tls.key belong together",
        "{tls: {key: nothing.pem}}      | tls.key: 'nothing.pem' is not a file",
        "{tls: {client_certificates: required}} | tls.client_certificates: it needs tls.client_ca",
        "{security: {jwks: pom.xml}}    | security.jwks: a JWT needs all of",
        "{security: {jwt_algorithm: none}}  | security.jwt_algorithm: use RS256 or",
        "{security: {jwt_algorithm: HS256}} | security.jwt_algorithm: use RS256 or",
        "{security: {certificates: pom.xml}} | security.certificates: it needs tls.client_ca",
        "{stop: {grace: soon}}          | stop.grace: 'soon' is not a duration",
      })
  void whatIsWrongIsNamed(String yaml, String message) {
    String setting = message.substring(0, message.indexOf(':'));
    assertThatThrownBy(() -> config(yaml))
        .isInstanceOfSatisfying(
            ConfigException.class,
            wrong -> {
              assertThat(wrong.setting()).isEqualTo(setting);
              assertThat(wrong.reason()).startsWith(message.substring(setting.length() + 2));
              assertThat(wrong.source()).contains("server.yaml");
            });
  }

  @Test
  void anUnknownVariableIsNamedWithTheOneThatWasMeant() {
    assertThatThrownBy(() ->
            Configuration.read(
                Optional.empty(), Map.of("PONKEEPER_SERVER_LISTEN_PROT", "1"), Map.of()))
        .hasMessageContaining("PONKEEPER_SERVER_LISTEN_PROT")
        .hasMessageContaining("did you mean PONKEEPER_SERVER_LISTEN_PORT?");
  }

  @Test
  void withTokensButWithoutTlsItMustBeToldPlainlyToListenElsewhere() throws Exception {
    Path tokens = Files.writeString(folder.resolve("tokens"), "");
    String security = "security:\n  tokens: " + tokens + "\n";

    assertThatThrownBy(() -> config(security + "listen:\n  addresses: 0.0.0.0\n"))
        .hasMessageContaining("TLS is not configured")
        .hasMessageContaining("listen.insecure_listen");
    assertThat(
            config(security + "listen:\n  addresses: 0.0.0.0\n  insecure_listen: true\n")
                .listen()
                .addresses())
        .hasSize(1);
  }

  @Test
  void insecureListenDoesNotReplaceSecurity() {
    assertThatThrownBy(() -> config("listen:\n  addresses: 0.0.0.0\n  insecure_listen: true\n"))
        .hasMessageContaining("no security is configured");
  }

  @ParameterizedTest
  @EnumSource
  void theDefaultOfEverySettingIsValid(Setting setting) {
    if (!setting.usual().isEmpty()) {
      setting.type().check(setting.usual());
    }
    assertThat(setting.explanation()).doesNotEndWith(".");
    assertThat(setting.flag()).matches("--[a-z-]+");
  }
}

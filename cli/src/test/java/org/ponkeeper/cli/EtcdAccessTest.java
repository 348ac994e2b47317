package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.EtcdUsers;
import org.ponkeeper.tck.etcd.NeedsEtcd;
import org.ponkeeper.tck.etcd.TestCertificates;

/** Users and certificates of an etcd, as an operator gives them to the command line. */
@NeedsEtcd
@Timeout(120)
class EtcdAccessTest {

  private static final String LIST = "instance list -o json";

  @TempDir private static Path directory;

  private static Cli user(EtcdServer server, String nameAndPassword) {
    return Cli.on("etcd://" + nameAndPassword + "@127.0.0.1:" + server.port());
  }

  @Test
  void aUserWithTheRightPasswordWorksAlsoWhenItsTokensBecameWorthless() throws Exception {
    try (EtcdServer server = EtcdServer.start()) {
      EtcdUsers users =
          EtcdUsers.withRoot(server, "r00t").add("ponkeeper", "s3cr:t", "service/voltha/").enable();
      Cli cli = user(server, "ponkeeper:s3cr%3At");

      Scene.prepare(cli);
      users.invalidateTokens("ponkeeper", "s3cr:t");

      assertThat(cli.line(LIST).done().json()).hasSize(3);
      cli.line("audit").done();
    }
  }

  @Test
  void aUserWithoutPermissionIsDeniedAndNothingHappens() throws Exception {
    try (EtcdServer server = EtcdServer.start()) {
      Scene.prepare(Cli.on(server.url()));
      EtcdUsers.withRoot(server, "r00t")
          .add("ponkeeper", "s3cret", "service/voltha/")
          .add("half", "s3cret", "service/voltha/resource_manager/")
          .enable();

      Cli.Answer wrong = user(server, "ponkeeper:wrong").line(LIST);
      wrong.failed(4, "STORE_DENIED");
      assertThat(wrong.err()).contains("nothing happened; check user and password");
      user(server, "nobody:s3cret").line(LIST).failed(4, "STORE_DENIED");
      Cli.on(server.url()).line(LIST).failed(4, "STORE_DENIED");
      // with permission for the pools, but neither for the record nor for the instances
      Cli half = user(server, "half:s3cret");
      half.line(LIST).failed(4, "STORE_DENIED");
      Scene.create(half, "olt-{olt-1}/pon-{0}/onu-{9}/uni-{0}").failed(4, "STORE_DENIED");

      assertThat(user(server, "ponkeeper:s3cret").line(LIST).done().json()).hasSize(3);
    }
  }

  @Test
  void aUserWithReadPermissionCanRead() throws Exception {
    try (EtcdServer server = EtcdServer.start()) {
      ReadingTest.prepare(Cli.on(server.url()));
      EtcdUsers.withRoot(server, "r00t").addReader("viewer", "s3cret", "service/voltha/").enable();
      Cli viewer = user(server, "viewer:s3cret");

      for (String words : ReadingTest.readsAndPlans()) {
        Cli.Answer answer = viewer.line(ReadingTest.withFiles(words, directory));
        assertThat(answer.exitCode()).as("%s: %s", words, answer.err()).isZero();
      }
      Scene.create(viewer, Scene.port(0, 9, 0)).failed(4, "STORE_DENIED");
    }
  }

  @Test
  void certificatesAreNamedByOptionsOrByTheEnvironment() throws Exception {
    TestCertificates ours = TestCertificates.make(Files.createDirectory(directory.resolve("ours")));
    TestCertificates others =
        TestCertificates.make(Files.createDirectory(directory.resolve("others")));
    try (EtcdServer server =
        EtcdServer.startWithTls(
            "--cert-file=" + ours.server().certificate(),
            "--key-file=" + ours.server().key(),
            "--trusted-ca-file=" + ours.authority(),
            "--client-cert-auth")) {
      String url = "etcds://127.0.0.1:" + server.port();
      Cli byEnvironment =
          Cli.with(
              Map.of(
                  "PONKEEPER_STORE", url,
                  "PONKEEPER_TLS_CA", ours.authority().toString(),
                  "PONKEEPER_TLS_CERT", ours.client().certificate().toString(),
                  "PONKEEPER_TLS_KEY", ours.client().key().toString()));
      Scene.prepare(byEnvironment);

      assertThat(list(url, ours, ours).done().json()).hasSize(3);
      Cli.Answer denied = list(url, others, ours);
      denied.failed(4, "STORE_DENIED");
      assertThat(denied.err()).contains("TLS failed: ").contains("check the certificates");
      Cli.Answer untrusted = list(url, ours, others);
      assertThat(untrusted.exitCode()).isEqualTo(4);
      assertThat(untrusted.err()).contains("nothing happened");
      Cli.on(url)
          .run("instance", "list", "--tls-ca", directory.resolve("missing.pem").toString())
          .failed(2, "USAGE_INVALID");
      Cli.on("etcd://127.0.0.1:" + server.port())
          .line(LIST + " --timeout 2s")
          .failed(4, "STORE_UNAVAILABLE");
    }
  }

  private static Cli.Answer list(String url, TestCertificates authority, TestCertificates client) {
    return Cli.on(url)
        .run(
            "instance",
            "list",
            "-o",
            "json",
            "--tls-ca",
            authority.authority().toString(),
            "--tls-cert",
            client.client().certificate().toString(),
            "--tls-key",
            client.client().key().toString());
  }
}

package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.api.v1.GetOltRequest;
import org.ponkeeper.api.v1.OltServiceGrpc;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.tck.etcd.TestCertificates;

/** TLS, client certificates as identities, and certificates that change while the server runs. */
@Timeout(90)
class TlsTest {

  @TempDir private static Path made;
  private static TestCertificates certificates;
  private static TestCertificates others;

  @TempDir private Path folder;
  private Map<Setting, String> settings;

  @BeforeAll
  static void make() throws Exception {
    certificates = TestCertificates.make(Files.createDirectory(made.resolve("one")));
    others = TestCertificates.make(Files.createDirectory(made.resolve("two")));
  }

  @BeforeEach
  void configure() throws Exception {
    Path identities = folder.resolve("identities");
    Files.writeString(identities, "the-client viewer CN=client\n");
    settings =
        new EnumMap<>(
            Map.of(
                Setting.TLS_CERTIFICATE, certificates.server().certificate().toString(),
                Setting.TLS_KEY, certificates.server().key().toString(),
                Setting.TLS_CLIENT_CA, certificates.authority().toString(),
                Setting.SECURITY_CERTIFICATES, identities.toString()));
  }

  private Status.Code call(TestFrontend server, Optional<TestCertificates.Identity> identity)
      throws Exception {
    SslContextBuilder tls =
        GrpcSslContexts.forClient().trustManager(certificates.authority().toFile());
    identity.ifPresent(own -> tls.keyManager(own.certificate().toFile(), own.key().toFile()));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port()).sslContext(tls.build()).build();
    try {
      OltServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(20, TimeUnit.SECONDS)
          .getOlt(GetOltRequest.newBuilder().setName("technologies/XGS-PON/olts/olt-1").build());
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void aCertificateThatIsKnownIsACallerAndAnotherIsNot() throws Exception {
    try (TestFrontend server = new TestFrontend(settings)) {
      assertThat(call(server, Optional.of(certificates.client()))).isEqualTo(Status.Code.OK);
      assertThat(call(server, Optional.of(certificates.server())))
          .isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(call(server, Optional.empty())).isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  @Test
  void aCertificateOfAnotherCaIsNoCaller() throws Exception {
    try (TestFrontend server = new TestFrontend(settings)) {
      assertThat(call(server, Optional.of(others.client()))).isNotEqualTo(Status.Code.OK);
    }
  }

  @Test
  void ifRequiredNobodyConnectsWithoutACertificate() throws Exception {
    settings.put(Setting.TLS_CLIENT_CERTIFICATES, "required");
    try (TestFrontend server = new TestFrontend(settings)) {
      assertThat(call(server, Optional.of(certificates.client()))).isEqualTo(Status.Code.OK);
      assertThat(call(server, Optional.empty())).isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  @Test
  void plainTextIsNotServed() throws Exception {
    try (TestFrontend server = new TestFrontend(settings)) {
      assertThat(server.raw("GET /healthz HTTP/1.1", "Host: localhost")).doesNotContain("200 OK");
    }
  }

  @Test
  void aChangedCertificateIsUsedByNewConnections() throws Exception {
    Path certificate = folder.resolve("certificate");
    Path key = folder.resolve("key");
    copy(certificates.server().certificate(), certificate);
    copy(certificates.server().key(), key);
    settings.put(Setting.TLS_CERTIFICATE, certificate.toString());
    settings.put(Setting.TLS_KEY, key.toString());
    try (TestFrontend server = new TestFrontend(settings)) {
      X509Certificate before = shown(server);

      Files.writeString(certificate, "half of a file");
      assertThat(shown(server)).isEqualTo(before);
      copy(others.server().key(), key);
      copy(others.server().certificate(), certificate);

      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      X509Certificate after = shown(server);
      while (after.equals(before) && System.nanoTime() < end) {
        Thread.sleep(100);
        after = shown(server);
      }
      assertThat(after).isNotEqualTo(before);
    }
  }

  @Test
  void aFileThatIsNoKeyIsNamedAtTheStart() throws Exception {
    Path key = Files.writeString(folder.resolve("key"), "no key");
    settings.put(Setting.TLS_KEY, key.toString());

    assertThatThrownBy(() -> new TestFrontend(settings))
        .hasMessageContaining(Setting.TLS_CERTIFICATE.key());
  }

  private static void copy(Path from, Path to) throws Exception {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The certificate that the server shows to a new connection. */
  private static X509Certificate shown(TestFrontend server) throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new TrustsAll()}, null);
    try (SSLSocket socket =
        (SSLSocket)
            tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

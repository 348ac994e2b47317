package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.Txn;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;
import org.ponkeeper.tck.etcd.TestCertificates;

/** An etcd that speaks TLS, and wants to see a certificate. */
@NeedsEtcd
@Timeout(60)
class EtcdTlsTest {

  private static final Key A = new Key("a");
  private static final Txn PUT = Txn.put(A, Bytes.utf8("1"));

  @TempDir private static Path directory;

  private static TestCertificates ours;
  private static TestCertificates others;
  private static EtcdServer server;

  @BeforeAll
  static void startServer() throws Exception {
    ours = TestCertificates.make(Files.createDirectory(directory.resolve("ours")));
    others = TestCertificates.make(Files.createDirectory(directory.resolve("others")));
    server =
        EtcdServer.startWithTls(
            "--cert-file=" + ours.server().certificate(),
            "--key-file=" + ours.server().key(),
            "--trusted-ca-file=" + ours.authority(),
            "--client-cert-auth");
  }

  @AfterAll
  static void endServer() throws Exception {
    server.close();
  }

  private static EtcdTls tls(TestCertificates authority, TestCertificates identity) {
    return EtcdTls.DEFAULTS
        .authority(authority.authority())
        .identity(identity.client().certificate(), identity.client().key());
  }

  private static EtcdOptions options(EtcdTls tls) {
    return EtcdUrl.parse("etcds://127.0.0.1:" + server.port()).tls(tls);
  }

  @Test
  void withTheRightCertificatesItWorks() {
    try (RetryingStore store =
        RetryingStore.of(EtcdStore.open(options(tls(ours, ours))), RetryPolicy.DEFAULTS)) {
      store.commit(PUT);
      assertThat(store.get(A)).isPresent();
    }
  }

  @Test
  void aServerOfAnAuthorityThatIsNotTrustedIsRefused() {
    try (EtcdStore store = EtcdStore.open(options(tls(others, ours)))) {
      Failures.assertFails(ErrorCode.STORE_DENIED, () -> store.get(A));
      Failures.assertFails(ErrorCode.STORE_DENIED, () -> store.commit(PUT));
    }
    try (EtcdStore store = EtcdStore.open(options(EtcdTls.DEFAULTS))) {
      Failures.assertFails(ErrorCode.STORE_DENIED, () -> store.get(A));
    }
  }

  @Test
  void aClientThatTheServerDoesNotTrustIsDeniedOrCannotConnectAndNothingHappens() {
    try (EtcdStore wrong = EtcdStore.open(options(tls(ours, others)));
        EtcdStore none = EtcdStore.open(options(EtcdTls.DEFAULTS.authority(ours.authority())))) {
      for (EtcdStore store : new EtcdStore[] {wrong, none}) {
        Failures.assertNothingHappened(() -> store.get(A));
        Failures.assertNothingHappened(() -> store.commit(PUT));
      }
    }
  }

  @Test
  void plainTextToAServerOfTlsCannotConnect() {
    try (EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()))) {
      Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.get(A));
      Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.commit(PUT));
    }
  }

  @Test
  void tlsToAPortOfPlainTextCannotConnectAndSaysWhatToDo() throws Exception {
    try (EtcdServer plain = EtcdServer.start();
        EtcdStore store =
            EtcdStore.open(
                EtcdUrl.parse("etcds://127.0.0.1:" + plain.port()).tls(tls(ours, ours)))) {
      Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.commit(PUT));
      StoreFailedException failure = refused(store);
      for (int i = 0; i < 50 && isReset(failure); i++) {
        // The server may close the connection before its reply was read.
        failure = refused(store);
      }
      assertThat(failure.facts().get("reason")).startsWith("TLS failed: ");
      assertThat(failure.remedy()).contains("Use etcd:// if not");
    }
  }

  private static StoreFailedException refused(EtcdStore store) {
    return catchThrowableOfType(StoreFailedException.class, () -> store.get(A));
  }

  private static boolean isReset(StoreFailedException failure) {
    return String.valueOf(failure.facts().get("reason")).contains("Connection reset");
  }

  @Test
  void aMemberWhoseCertificateIsNotTrustedIsPassedOverAsLongAsOthersAnswer() throws Exception {
    try (EtcdServer good = startWithTls(ours);
        EtcdServer bad = startWithTls(others)) {
      EtcdOptions both =
          EtcdUrl.parse("etcds://127.0.0.1:%d,127.0.0.1:%d".formatted(bad.port(), good.port()))
              .tls(EtcdTls.DEFAULTS.authority(ours.authority()));
      try (KeyValueStore first =
          RetryingStore.of(
              EtcdStore.open(both), RetryPolicy.DEFAULTS.deadline(Duration.ofSeconds(30)))) {
        first.get(A); // it is up
      }
      try (EtcdStore store = EtcdStore.open(both)) {
        for (int i = 0; i < 20; i++) {
          store.commit(PUT);
          store.get(A);
        }
        // when the other one is away
        good.kill();
        for (int i = 0; i < 5; i++) {
          Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.get(A));
        }
        // then it is not denied, and it goes on
        good.startProcess();
        RetryingStore patient =
            RetryingStore.of(store, RetryPolicy.DEFAULTS.deadline(Duration.ofSeconds(30)));
        assertThat(patient.get(A)).isPresent();
      }
      try (EtcdStore alone =
          EtcdStore.open(
              EtcdUrl.parse("etcds://127.0.0.1:" + bad.port())
                  .tls(EtcdTls.DEFAULTS.authority(ours.authority())))) {
        Failures.assertFails(ErrorCode.STORE_DENIED, () -> alone.get(A));
      }
    }
  }

  private static EtcdServer startWithTls(TestCertificates certificates) throws Exception {
    return EtcdServer.startWithTls(
        "--cert-file=" + certificates.server().certificate(),
        "--key-file=" + certificates.server().key());
  }

  @Test
  void filesThatCannotBeUsedAreRefusedWhenTheStoreIsOpened() throws Exception {
    Path missing = directory.resolve("missing.pem");
    Path garbage = Files.writeString(directory.resolve("garbage.pem"), "garbage");
    for (Path file : new Path[] {missing, garbage}) {
      assertRefused(file, EtcdTls.DEFAULTS.authority(file));
      assertRefused(file, EtcdTls.DEFAULTS.identity(file, ours.client().key()));
      assertRefused(file, EtcdTls.DEFAULTS.identity(ours.client().certificate(), file));
    }
  }

  private static void assertRefused(Path file, EtcdTls tls) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> EtcdStore.open(options(tls)).close())
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(ErrorCode.STORE_URL_INVALID);
          assertThat(e.facts()).containsKey("reason");
          assertThat(e.facts().toString()).contains(file.toString());
        });
  }
}

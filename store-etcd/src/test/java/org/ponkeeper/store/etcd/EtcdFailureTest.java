package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.store.RetryPolicy;

/** What an error of etcd means, in the code and in the document. */
class EtcdFailureTest {

  /** Those that etcd has words for. */
  static Stream<EtcdFailure> saidByEtcd() {
    return Stream.of(EtcdFailure.values()).filter(failure -> !failure.says().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("saidByEtcd")
  void whatEtcdSaysIsUnderstoodWhateverFollowsIt(EtcdFailure failure) {
    String[] words = failure.says().split(" ", 2);
    Status status = Status.fromCode(Status.Code.valueOf(words[0]));
    String message = words.length == 1 ? "whatever" : words[1];
    for (String text : List.of(message, message + ", possibly due to something")) {
      // An answer came, so it does not matter what was seen of the request.
      assertThat(EtcdFailure.of(status.withDescription(text), true)).isEqualTo(failure);
      assertThat(EtcdFailure.of(status.withDescription(text), false)).isEqualTo(failure);
    }
  }

  @ParameterizedTest
  @EnumSource(Status.Code.class)
  void aCommitThatMayHaveBeenSentHasAnUnknownOutcomeUnlessEtcdSaysMore(Status.Code code) {
    Status unheardOf = Status.fromCode(code).withDescription("unheard of");
    List<Status.Code> telling =
        List.of(
            Status.Code.PERMISSION_DENIED, Status.Code.INVALID_ARGUMENT, Status.Code.UNIMPLEMENTED);
    if (!telling.contains(code)) {
      assertThat(EtcdFailure.of(unheardOf, true).commit()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
      assertThat(EtcdFailure.of(unheardOf, false).commit()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
      assertThat(EtcdFailure.of(unheardOf, true).read()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }
    assertThat(EtcdFailure.of(Status.fromCode(code), true)).isNotNull(); // without a description
  }

  @Test
  void aFailedHandshakeIsFoundAnywhereAmongTheCauses() {
    Status status =
        Status.UNAVAILABLE
            .withDescription("io exception")
            .withCause(new IOException(new SSLHandshakeException("no path")));

    assertThat(EtcdFailure.of(status, false)).isEqualTo(EtcdFailure.TLS_REFUSED);
    assertThat(EtcdFailure.of(status, true)).isEqualTo(EtcdFailure.LOST);
  }

  @Test
  void aHandshakeThatTookTooLongOrWasCutMayPass() {
    Status late =
        Status.UNAVAILABLE
            .withDescription("io exception")
            .withCause(new SslHandshakeTimeoutException("handshake timed out after 10000ms"));
    Status cut =
        Status.UNAVAILABLE.withDescription(
            "Connection closed while performing TLS negotiation\nChannel Pipeline: [SslHandler#0]");

    assertThat(EtcdFailure.of(late, false)).isEqualTo(EtcdFailure.NOT_SENT);
    assertThat(EtcdFailure.of(cut, false)).isEqualTo(EtcdFailure.TLS_CUT);
  }

  @Test
  void whatDoesNotSpeakTlsIsDenied() {
    Status status =
        Status.UNAVAILABLE.withCause(
            new DecoderException(new NotSslRecordException("not an SSL/TLS record: 48545450")));

    assertThat(EtcdFailure.of(status, false)).isEqualTo(EtcdFailure.TLS_REFUSED);
    assertThat(FailureReason.of(EtcdFailure.TLS_REFUSED, status))
        .isEqualTo("TLS failed: the server does not speak it");
  }

  @Test
  void theReasonNamesNothingOfHowConnectionsAreBuilt() {
    Status refused =
        Status.UNAVAILABLE
            .withDescription("io exception\nChannel Pipeline: [SslHandler#0]")
            .withCause(new IOException("Connection refused"));
    Status closed =
        Status.UNAVAILABLE.withDescription(
            "Connection closed while performing protocol negotiation for [NettyClientHandler#0]");
    Status late =
        Status.DEADLINE_EXCEEDED.withDescription(
            "CallOptions deadline exceeded after 1.3s. [remote_addr=/127.0.0.1:1]");

    assertThat(FailureReason.of(EtcdFailure.NOT_SENT, refused))
        .isEqualTo("UNAVAILABLE: Connection refused");
    assertThat(FailureReason.of(EtcdFailure.NOT_SENT, closed))
        .isEqualTo("UNAVAILABLE: Connection closed while performing protocol negotiation");
    assertThat(FailureReason.of(EtcdFailure.LOST, late))
        .isEqualTo("DEADLINE_EXCEEDED: there was no answer in time");
    assertThat(FailureReason.of(EtcdFailure.NOT_SENT, late))
        .isEqualTo("DEADLINE_EXCEEDED: there was no connection in time");
  }

  @Test
  void theReasonForTheEndOfAWatchIsUnderstoodWithAndWithoutItsStatus() {
    assertThat(EtcdFailure.ofReason("etcdserver: permission denied"))
        .isEqualTo(EtcdFailure.PERMISSION_DENIED);
    assertThat(
            EtcdFailure.ofReason(
                "rpc error: code = Unauthenticated desc = etcdserver: invalid auth token"))
        .isEqualTo(EtcdFailure.TOKEN_REFUSED);
    assertThat(EtcdFailure.ofReason("")).isEqualTo(EtcdFailure.LOST);
  }

  @Test
  void noReadHasAnUnknownOutcome() {
    for (EtcdFailure failure : EtcdFailure.values()) {
      assertThat(failure.read()).as("%s", failure).isNotEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    }
  }

  @Test
  void theDocumentHasTheSameTable() throws Exception {
    List<String> expected =
        Stream.of(EtcdFailure.values())
            .map(failure ->
                "| `%s` | %s| `%s` | `%s` |"
                    .formatted(
                        failure,
                        failure.says().isEmpty() ? "" : "`" + failure.says() + "` ",
                        failure.read(),
                        failure.commit()))
            .toList();

    assertThat(document().stream().filter(line -> line.matches("\\| `[A-Z_]+` \\|.*")))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void theDocumentHasTheDefaultsOfTheRetryPolicy() throws Exception {
    RetryPolicy policy = RetryPolicy.DEFAULTS;
    RetryPolicy.Budget budget = policy.budget();

    assertThat(document())
        .anyMatch(row("deadline", policy.deadline().toSeconds() + " s"))
        .anyMatch(row("firstBackoff", policy.firstBackoff().toMillis() + " ms"))
        .anyMatch(row("maxBackoff", policy.maxBackoff().toSeconds() + " s"))
        .anyMatch(row("budget.perCall", Double.toString(budget.perCall())))
        .anyMatch(row("budget.perSecond", Long.toString(Math.round(budget.perSecond()))))
        .anyMatch(row("budget.most", Integer.toString(budget.most())));
  }

  private static Predicate<String> row(String name, String value) {
    return line -> line.startsWith("| `" + name + "` | " + value + " |");
  }

  private static List<String> document() throws IOException {
    return Files.readAllLines(Path.of(System.getProperty("ponkeeper.root"), "docs", "stores.md"));
  }
}

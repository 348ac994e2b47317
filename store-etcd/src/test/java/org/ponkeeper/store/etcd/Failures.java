package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.error.StoreFailedException.Outcome;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;

/** What the tests say of failures. */
final class Failures {

  private Failures() {}

  /** Fails just so, and says where and why. */
  static void assertFails(ErrorCode code, Runnable call) {
    assertThatExceptionOfType(StoreFailedException.class)
        .isThrownBy(call::run)
        .satisfies(failure -> {
          assertThat(failure.code()).as("%s", failure).isEqualTo(code);
          assertThat(failure.facts()).containsKeys("store", "reason");
          assertThat(failure.facts().get("reason"))
              .isNotBlank()
              .doesNotContain("\n")
              .doesNotContainPattern("(?i)handler|pipeline|netty|grpc|exception|CallOptions");
        });
  }

  /** Fails, and says that nothing happened. */
  static void assertNothingHappened(Runnable call) {
    assertThatExceptionOfType(StoreFailedException.class)
        .isThrownBy(call::run)
        .satisfies(failure ->
            assertThat(failure.outcome()).as("%s", failure).isEqualTo(Outcome.NOTHING_HAPPENED));
  }

  static Version committed(TxnResult result) {
    assertThat(result).isInstanceOf(TxnResult.Committed.class);
    return ((TxnResult.Committed) result).version();
  }
}

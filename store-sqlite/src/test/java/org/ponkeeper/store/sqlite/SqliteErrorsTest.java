package org.ponkeeper.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.error.ErrorCode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqliteErrorsTest {

  private static final Path FILE = Path.of("/somewhere/store.db");

  @ParameterizedTest
  @CsvSource({
    "SQLITE_BUSY,            STORE_UNAVAILABLE, STORE_UNAVAILABLE, STORE_UNAVAILABLE",
    "SQLITE_BUSY_RECOVERY,   STORE_UNAVAILABLE, STORE_UNAVAILABLE, STORE_UNAVAILABLE",
    "SQLITE_LOCKED,          STORE_UNAVAILABLE, STORE_UNAVAILABLE, STORE_UNAVAILABLE",
    "SQLITE_FULL,            STORE_FULL,        STORE_FULL,        STORE_FULL",
    "SQLITE_READONLY,        STORE_DENIED,      STORE_DENIED,      STORE_URL_INVALID",
    "SQLITE_READONLY_DBMOVED, STORE_DENIED,     STORE_DENIED,      STORE_URL_INVALID",
    "SQLITE_PERM,            STORE_DENIED,      STORE_DENIED,      STORE_URL_INVALID",
    "SQLITE_CANTOPEN,        STORE_UNAVAILABLE, OUTCOME_UNKNOWN,   STORE_URL_INVALID",
    "SQLITE_IOERR,           STORE_UNAVAILABLE, OUTCOME_UNKNOWN,   STORE_UNAVAILABLE",
    "SQLITE_IOERR_FSYNC,     STORE_UNAVAILABLE, OUTCOME_UNKNOWN,   STORE_UNAVAILABLE",
    "SQLITE_IOERR_WRITE,     STORE_UNAVAILABLE, OUTCOME_UNKNOWN,   STORE_UNAVAILABLE",
    "SQLITE_IOERR_SHORT_READ, CORRUPT_DATA,     OUTCOME_UNKNOWN,   CORRUPT_DATA",
    "SQLITE_NOMEM,           STORE_UNAVAILABLE, OUTCOME_UNKNOWN,   STORE_UNAVAILABLE",
    "SQLITE_CORRUPT,         CORRUPT_DATA,      OUTCOME_UNKNOWN,   CORRUPT_DATA",
    "SQLITE_NOTADB,          CORRUPT_DATA,      OUTCOME_UNKNOWN,   STORE_URL_INVALID",
    "SQLITE_ERROR,           CORRUPT_DATA,      OUTCOME_UNKNOWN,   CORRUPT_DATA",
    "SQLITE_CONSTRAINT_CHECK, CORRUPT_DATA,     OUTCOME_UNKNOWN,   CORRUPT_DATA",
  })
  void everyResultCodeHasItsMeaning(
      SQLiteErrorCode result, ErrorCode before, ErrorCode during, ErrorCode atOpen) {
    SQLException e = new SQLiteException("trouble", result);

    assertThat(SqliteErrors.beforeCommit(e, FILE).code()).isEqualTo(before);
    assertThat(SqliteErrors.duringCommit(e, FILE).code()).isEqualTo(during);
    assertThat(SqliteErrors.atOpen(e, FILE).code()).isEqualTo(atOpen);
    assertThat(SqliteErrors.beforeCommit(e, FILE).facts())
        .containsEntry("path", FILE.toString())
        .containsKey("reason");
  }

  @ParameterizedTest
  @EnumSource(SQLiteErrorCode.class)
  void anyOtherErrorDuringACommitMeansAnUnknownOutcome(SQLiteErrorCode result) {
    SQLException e = new SQLiteException("trouble", result);

    assertThat(SqliteErrors.duringCommit(e, FILE).code().errorClass())
        .isEqualTo(ErrorClass.STORE_FAILED);
  }

  @Test
  void anErrorThatIsNotSqlitesIsAFailureOfTheStore() {
    SQLException e = new SQLException("trouble");

    assertThat(SqliteErrors.beforeCommit(e, FILE).code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(SqliteErrors.duringCommit(e, FILE).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(SqliteErrors.isBusy(e)).isFalse();
  }
}

package org.ponkeeper.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} lists every reason of a status. */
class StatusDocumentTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z]+)` \\| `([A-Z_]+)` \\|");

  @Test
  void theDocumentListsTheReasonsInTheirOrder() throws IOException {
    String document =
        Files.readString(Path.of(System.getProperty("ponkeeper.root")).resolve("docs/metrics.md"));

    List<String> rows =
        ROW.matcher(document).results().map(StatusDocumentTest::stateAndReason).toList();

    assertThat(rows)
        .isEqualTo(
            Stream.of(Status.Reason.values())
                .map(reason -> reason.state() + " " + reason)
                .toList());
  }

  private static String stateAndReason(MatchResult row) {
    return row.group(1) + " " + row.group(2);
  }
}

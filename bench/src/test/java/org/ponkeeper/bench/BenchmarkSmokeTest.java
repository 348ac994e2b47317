package org.ponkeeper.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Each benchmark does what it is to measure; how fast is not asked. */
class BenchmarkSmokeTest {

  @Test
  void everyBenchmarkRuns() throws Exception {
    List<String> run =
        MemoryFigures.run("-f", "0", "-wi", "0", "-i", "1", "-r", "10ms", "-foe", "true").stream()
            .map(result -> result.getPrimaryResult().getLabel())
            .toList();

    assertThat(run)
        .containsExactlyInAnyOrder(
            "lookup",
            "lookupBaseline",
            "gemPortForPbit",
            "gemPortForPbitBaseline",
            "decideCreate",
            "decideDelete",
            "createInMemory",
            "encodeInstance",
            "decodeInstance",
            "encodePool",
            "decodePool",
            "load",
            "searchUnusedId",
            "searchSerialNumber",
            "searchUnknownSerialNumber",
            "searchPath");
  }
}

package org.ponkeeper.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ReportsTest {

  @Test
  void aTableShowsBestAndMedianOfTheRuns() {
    List<JsonNode> runs =
        List.of(1000, 3000, 2000).stream()
            .map(rate ->
                JsonMapper.shared()
                    .readTree(
                        """
                        [{"work":"create-in-flight","count":12096,"rate_per_s":%d,"median_ms":5.5,
                          "p99_ms":9.123,"baseline_rate_per_s":1000,"baseline_median_ms":1,
                          "ratio":%d,"store_growth_bytes_per_create":432.4}]
                        """
                            .formatted(rate, rate / 1000)))
            .toList();

    assertThat(Goals.table(runs).lines().toList().getLast())
        .isEqualTo(
            "| create-in-flight | 12,096 | 3,000 | 2,000 | 5.50 | 9.12 | 1,000 | 3.00 | 2.00"
                + " | 1.20 | 432 | 600 |");
  }

  @Test
  void aTableComparesTheServerWithTheLibrary() {
    List<ObjectNode> runs =
        List.of(1, 3, 2).stream()
            .map(run ->
                JsonMapper.shared()
                    .createObjectNode()
                    .put("way", "gRPC, 1 client")
                    .put("count", 12096)
                    .put("rate_per_s", 1000 * run)
                    .put("median_ms", 10.0)
                    .put("p99_ms", 20.0)
                    .put("library_rate_per_s", 4000)
                    .put("library_median_ms", 9.5)
                    .put("library_p99_ms", 16)
                    .put("rate_ratio", 0.25 * run)
                    .put("p99_ratio", 1.25 * run)
                    .put("median_difference_ms", 0.5 * run)
                    .put("client_processor_us", 100)
                    .put("server_processor_us", 200)
                    .put("library_processor_us", 50))
            .toList();

    assertThat(ServerLoad.table(List.of(runs)).lines().toList().getLast())
        .isEqualTo(
            "| gRPC, 1 client | 12,096 | 2,000 | 4,000 | 0.750 | 0.500 | 10.0 | 9.50 | 0.500 | 1.00"
                + " | 20.0 | 16.0 | 1.25 | 2.50 | 100 | 200 | 50 |");
  }

  @Test
  void aPlotIsAPictureWithALineThroughItsDots() throws Exception {
    String svg =
        Plot.svg(
            "a < b & c",
            "instances",
            Map.of("creates", List.of(new Plot.Dot(1_000, 10), new Plot.Dot(10_000, 100))));

    Document picture =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(picture.getElementsByTagName("circle").getLength()).isEqualTo(2);
    assertThat(svg).contains("M80.0 350.0 L510.0 40.0", ">10,000<", "a &lt; b &amp; c");
  }
}

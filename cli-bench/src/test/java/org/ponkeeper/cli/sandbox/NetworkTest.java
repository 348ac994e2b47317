package org.ponkeeper.cli.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ponkeeper.pon.InstancePath;

class NetworkTest {

  @Test
  void aNetworkGrowsOnuByOnuOnPonsInTurnWithAllServicesOfAUniTogether() {
    Network network = new Network(1, 2, 2, 1, 2);
    String olt = "olt-{" + network.olt(0) + "}";

    assertThat(network.growth())
        .extracting(InstancePath::toString)
        .containsExactly(
            "XGS-PON/64/" + olt + "/pon-{0}/onu-{1}/uni-{0}",
            "XGS-PON/65/" + olt + "/pon-{0}/onu-{1}/uni-{0}",
            "XGS-PON/64/" + olt + "/pon-{1}/onu-{1}/uni-{0}",
            "XGS-PON/65/" + olt + "/pon-{1}/onu-{1}/uni-{0}",
            "XGS-PON/64/" + olt + "/pon-{0}/onu-{2}/uni-{0}",
            "XGS-PON/65/" + olt + "/pon-{0}/onu-{2}/uni-{0}",
            "XGS-PON/64/" + olt + "/pon-{1}/onu-{2}/uni-{0}",
            "XGS-PON/65/" + olt + "/pon-{1}/onu-{2}/uni-{0}");
  }

  @Test
  void theLargestPublishedTestHas12096Instances() {
    Network network = new Network(1, 64, 63, 1, 3);

    assertThat(network.services()).isEqualTo(12_096);
    assertThat(network.growth()).doesNotHaveDuplicates().hasSize(12_096);
    assertThat(network.olt(0).device()).matches("[0-9a-f-]{36}");
  }
}

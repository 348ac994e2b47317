package org.ponkeeper.tck;

import java.util.Collections;
import org.ponkeeper.store.Bytes;

/** Templates as JSON for tests in which only the number of ids matters. */
public final class PlainTemplate {

  private PlainTemplate() {}

  /**
   * A valid xPON template.
   *
   * @param name its name
   * @param gemPorts its number of GEM ports
   * @param sharesAllocId whether the UNI ports of an ONU share its Alloc-ID
   */
  public static Bytes json(String name, int gemPorts, boolean sharesAllocId) {
    String queue = "{\"pbit_map\":\"0b11111111\",\"aes_encryption\":\"True\"}";
    String queues = String.join(",", Collections.nCopies(gemPorts, queue));
    return Bytes.utf8(
        """
        {"name":"%s","version":1,"profile_type":"XPON","num_gem_ports":%s,
        "instance_control":{"onu":"%s","uni":"single-instance","max_gem_payload_size":"auto"},
        "us_scheduler":{"direction":"UPSTREAM"},"ds_scheduler":{"direction":"DOWNSTREAM"},
        "upstream_gem_port_attribute_list":[%s],"downstream_gem_port_attribute_list":[%s]}\
        """
            .formatted(
                name,
                gemPorts,
                sharesAllocId ? "single-instance" : "multi-instance",
                queues,
                queues));
  }
}

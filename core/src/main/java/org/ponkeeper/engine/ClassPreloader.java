package org.ponkeeper.engine;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ponkeeper.keyspace.ResourceInstanceCodec;
import org.ponkeeper.keyspace.TemplateCodec;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Bytes;

/**
 * Loads the classes that decode templates and instances while a new process waits for the store's
 * first answers: at a restart this takes as long as reading the data. Runs once in a process, on
 * its own thread that ends by itself. A class that is needed earlier is loaded by the thread that
 * needs it.
 */
public final class ClassPreloader {

  private static final String TEMPLATE =
      """
      {"name":"t","version":1,"profile_type":"XPON","num_gem_ports":1,"instance_control":{
      "onu":"multi-instance","uni":"single-instance","max_gem_payload_size":"auto"},
      "us_scheduler":{"direction":"UPSTREAM","additional_bw":"AdditionalBW_BestEffort",
      "priority":0,"weight":0,"q_sched_policy":"Hybrid"},"ds_scheduler":{"direction":"DOWNSTREAM"},
      "upstream_gem_port_attribute_list":[{"pbit_map":"0b11111111","aes_encryption":"True",
      "discard_config":{"max_threshold":0}}],
      "downstream_gem_port_attribute_list":[{"pbit_map":"0b11111111"}]}
      """;

  private static final AtomicBoolean BEGUN = new AtomicBoolean();

  private ClassPreloader() {}

  /** Starts loading, unless already started; does not wait. */
  public static void begin() {
    if (BEGUN.compareAndSet(false, true)) {
      Thread.ofVirtual().name("ponkeeper-warm-up").start(ClassPreloader::readEverything);
    }
  }

  private static void readEverything() {
    TemplateCodec.readStored(Technology.XGS_PON, Bytes.utf8(TEMPLATE));
    UniPort port = UniPort.of("warm-up", 0, 1, 0);
    TechProfileId template = new TechProfileId(64);
    ResourceInstance resource =
        new ResourceInstance(
            template, "XPON", port, new AllocId(1024), List.of(new GemPortId(1024)));
    ResourceInstanceCodec.decode(
        new InstancePath(Technology.XGS_PON, template, port),
        ResourceInstanceCodec.encode(resource));
  }
}

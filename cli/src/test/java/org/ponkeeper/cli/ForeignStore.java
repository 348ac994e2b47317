package org.ponkeeper.cli;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Every kind of data that Ponkeeper does not work with, each below one prefix. */
@SuppressWarnings("ImmutableEnumChecker")
enum ForeignStore {
  TEMPLATE_OF_2019(
      "technology_profiles/xgspon/64", "other-spelling", "technology_profiles/xgspon/"),
  INSTANCE_UPPER_CASE(
      "resource_instances/XGSPON/64/olt-{olt-7}/pon-{0}/onu-{1}/uni-{0}",
      "other-spelling", "resource_instances/XGSPON/"),
  POOL_LOWER_CASE(
      "resource_manager/{gpon}/{olt-7}/alloc_id_pool/{0}",
      "other-spelling", "resource_manager/{gpon}/"),
  RANGES_LOWER_CASE(
      "resource_manager/{xgs_pon}/resource_ranges/asfvolt16",
      "other-spelling",
      "resource_manager/{xgs_pon}/"),
  INSTANCE_WITHOUT_OLT(
      "technology_profiles/XGS-PON/64/pon-{0}/onu-{1}/uni-{0}",
      "older-layout", "technology_profiles/XGS-PON/64/pon-{"),
  POOL_WITHOUT_BRACES(
      "resource_manager/XGS-PON/olt-7/alloc_id_pool/0",
      "older-layout",
      "resource_manager/XGS-PON/"),
  DEVICE_WITHOUT_BRACES(
      "resource_manager/{GPON}/olt-7/onu_id_pool/0",
      "older-layout",
      "resource_manager/{GPON}/olt-7/"),
  INDEX_WITHOUT_BRACES(
      "resource_manager/{EPON}/{olt-8}/alloc_id_pool/0",
      "older-layout",
      "resource_manager/{EPON}/{olt-8}/alloc_id_pool/"),
  DEVICE_UPPER_CASE(
      "resource_instances/GPON/64/olt-{OLT_7}/pon-{0}/onu-{1}/uni-{0}",
      "unknown-keys", "resource_instances/GPON/64/olt-{OLT_7}/"),
  DEVICE_WITH_COLON(
      "resource_manager/{GPON}/{of:0000.1}/gemport_id_pool/{0}",
      "unknown-keys", "resource_manager/{GPON}/{of:0000.1}/"),
  DEVICE_WITH_BRACES(
      "resource_manager/{a{b}c}/alloc_id_pool/{0}", "unknown-keys", "resource_manager/{a{b}c}/"),
  UNKNOWN_TECHNOLOGY(
      "resource_manager/{NG-PON2}/{olt-7}/alloc_id_pool/{0}",
      "unknown-keys", "resource_manager/{NG-PON2}/"),
  TOSCA_NAME("technology_profiles/seba-tp/64", "unknown-keys", "technology_profiles/seba-tp/"),
  TEMPLATE_BY_NAME(
      "technology_profiles/XGS-PON/1Service",
      "unknown-keys",
      "technology_profiles/XGS-PON/1Service"),
  INSTANCE_WITHOUT_UNI(
      "resource_instances/EPON/64/onu-1", "unknown-keys", "resource_instances/EPON/64/onu-1"),
  MAP_WITHOUT_BRACES(
      "resource_manager/{EPON}/{olt-8}/0,1/alloc_ids",
      "unknown-keys",
      "resource_manager/{EPON}/{olt-8}/0,1/"),
  MAP_OF_NAMED_ONU(
      "resource_manager/{EPON}/{olt-8}/{ALCL00001234}/gemport_ids",
      "unknown-keys",
      "resource_manager/{EPON}/{olt-8}/{ALCL00001234}/"),
  CONFIGURATION(
      "resource_manager/config/reserved_alloc_ids",
      "unknown-keys",
      "resource_manager/config/reserved_alloc_ids"),
  RECORD_LOWER_CASE("ponkeeper/olts/xgspon/olt-7", "unknown-keys", "ponkeeper/olts/xgspon/olt-7"),
  NEWER_PONKEEPER("ponkeeper/templates/XGS-PON/64/1", "unknown-keys", "ponkeeper/templates/"),
  STACK_BELOW(
      "voltha1_voltha1/resource_instances/XGS-PON/64/olt-{olt-7}/pon-{0}/onu-{1}/uni-{0}",
      "other-path", "voltha1_voltha1/resource_instances/"),
  TEMPLATE_OF_STACK(
      "voltha1_voltha1/technology_profiles/XGS-PON/64",
      "other-path",
      "voltha1_voltha1/technology_profiles/"),
  POOL_OF_VOLTHA_5(
      "/service/voltha_voltha/resource_manager/{XGS-PON}/{olt-7}/alloc_id_pool/{0}",
      "other-path", "/service/voltha_voltha/resource_manager/");

  private final String key;
  private final String kind;
  private final String prefix;

  ForeignStore(String key, String kind, String prefix) {
    this.key = absolute(key);
    this.kind = kind;
    this.prefix = absolute(prefix);
  }

  private static String absolute(String key) {
    return key.startsWith("/") ? key.substring(1) : "service/voltha/" + key;
  }

  String key() {
    return key;
  }

  /** The kind of finding that reports it. */
  String kind() {
    return kind;
  }

  /** The prefix by which it is named. */
  String prefix() {
    return prefix;
  }

  /** Puts one key of each kind into the store. */
  static void fill(Cli cli) {
    Map<String, byte[]> values = new TreeMap<>();
    for (ForeignStore foreign : values()) {
      values.put(foreign.key, "{}".getBytes(StandardCharsets.UTF_8));
    }
    cli.putAll(values);
  }
}

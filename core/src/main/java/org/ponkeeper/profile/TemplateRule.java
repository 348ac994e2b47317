package org.ponkeeper.profile;

import java.util.Optional;

/**
 * The rules for templates. The names are stable: scripts match on them.
 *
 * <p>A rule that only the text can break (what is not JSON, keys that nobody knows) stands here
 * beside those about values. {@code docs/templates.md} lists them all, and a test holds the two
 * together.
 */
public enum TemplateRule {
  // What cannot be read.
  DOCUMENT_EMPTY(
      Severity.ERROR,
      "there is nothing to read",
      "proto3 JSON mapping",
      "(no bytes)",
      "give the template as JSON"),
  DOCUMENT_TOO_LARGE(
      Severity.ERROR,
      "templates have a few KB; a value in a store has at most 1 MiB",
      "",
      "(more than 1048576 bytes)",
      "give only the template"),
  NOT_UTF8(
      Severity.ERROR,
      "JSON is exchanged as UTF-8",
      "RFC 8259, section 8.1",
      "\"name\": \"caf\\xe9\"",
      "save the file as UTF-8"),
  BYTE_ORDER_MARK(
      Severity.ERROR,
      "JSON must not begin with a byte order mark, and VOLTHA's library refuses it",
      "RFC 8259, section 8.1",
      "\\xef\\xbb\\xbf{",
      "save the file as UTF-8 without a byte order mark"),
  NOT_JSON(
      Severity.ERROR,
      "VOLTHA's library refuses the template and uses its default",
      "RFC 8259",
      "\"version\": 1,}",
      "correct the JSON at this place; the rest was not checked"),
  TEXT_AFTER_DOCUMENT(
      Severity.ERROR,
      "newer versions of VOLTHA's library refuse it, older ones ignore it",
      "RFC 8259",
      "{…} {…}",
      "remove the text after the last brace"),
  KEY_UNKNOWN(
      Severity.ERROR,
      "one unknown key makes VOLTHA's library refuse the whole template and use its default",
      "proto3 JSON mapping",
      "\"num_gemports\": 4",
      "use the key that the message suggests, or remove it; 'template lint --fix' removes comments "
          + "and moves epon_attribute.package_type to the template"),
  KEY_TWICE(
      Severity.ERROR,
      "newer versions of VOLTHA's library refuse it, older ones use the last value",
      "RFC 8259, section 4",
      "\"version\": 1, \"version\": 2",
      "remove all but one"),
  CHOICE_TWICE(
      Severity.ERROR,
      "a discard policy has only one kind of parameters",
      "proto3 JSON mapping (oneof)",
      "\"red_discard_config\": {}, \"wred_discard_config\": {}",
      "remove all but one"),
  VALUE_KIND(
      Severity.ERROR,
      "VOLTHA's library refuses a value whose type differs from the field's",
      "proto3 JSON mapping",
      "\"aes_encryption\": true",
      "write texts in quotes, numbers without quotes, lists in [] and objects in {}"),
  NUMBER_RANGE(
      Severity.ERROR,
      "all numbers in a template are unsigned 32-bit integers",
      "proto3 JSON mapping",
      "\"weight\": -1",
      "write a whole number from 0 to 4294967295"),
  NUMBER_NOT_PLAIN(
      Severity.ERROR,
      "only newer versions of VOLTHA's library accept this notation of a whole number",
      "proto3 JSON mapping",
      "\"version\": 1.0",
      "write digits only; 'template lint --fix' does this"),
  ENUM_UNKNOWN(
      Severity.ERROR,
      "VOLTHA's library refuses unknown names",
      "proto3 JSON mapping",
      "\"additional_bw\": \"auto\"",
      "write one of the names that the message lists; 'template lint --fix' corrects the case and "
          + "adds a missing prefix"),
  TEXT_MALFORMED(
      Severity.ERROR,
      "half of a surrogate pair is not a character and cannot be stored",
      "RFC 8259," + " section 8.2",
      "\"name\": \"\\ud800\"",
      "write the character itself, or both halves"),

  // What no instance can be created from.
  TOO_MANY_ENTRIES(
      Severity.ERROR,
      "a service has a few queues; a much longer list is damaged and would fill the memory",
      "",
      "(a list of 4097 entries)",
      "keep num_gem_ports unicast entries and the multicast entries"),
  INSTANCE_CONTROL_MISSING(
      Severity.UNFIT,
      "it is unknown whether the UNIs of an ONU share an Alloc-ID",
      "VOLTHA's library",
      "(no \"instance_control\")",
      "add \"instance_control\": {\"onu\": \"multi-instance\", \"uni\": \"single-instance\","
          + " \"max_gem_payload_size\": \"auto\"}"),
  INSTANCE_CONTROL_ONU(
      Severity.UNFIT,
      "only these two values are allowed",
      "VOLTHA's library",
      "\"onu\": \"multi\"",
      "write multi-instance (each UNI has its own Alloc-ID) or single-instance (the UNIs of an ONU"
          + " share it)"),
  INSTANCE_CONTROL_UNI(
      Severity.UNFIT,
      "a UNI has only one instance of a template",
      "VOLTHA's library",
      "\"uni\": \"multi-instance\"",
      "write single-instance"),
  NUM_GEM_PORTS_ZERO(
      Severity.UNFIT,
      "an instance has at least one GEM port",
      "",
      "\"num_gem_ports\": 0",
      "write the number of queues of the service"),
  NUM_GEM_PORTS_TOO_GREAT(
      Severity.UNFIT,
      "a GEM port id has at most 16 bits",
      "ITU-T G.987.3, G.9807.1",
      "\"num_gem_ports\": 70000",
      "write the number of queues of the service"),
  LIST_TOO_SHORT(
      Severity.UNFIT,
      "each GEM port needs an upstream entry and, if the downstream list is not empty, a "
          + "downstream entry",
      "VOLTHA's library",
      "(\"num_gem_ports\": 2, and one entry)",
      "add the missing entries, or lower num_gem_ports"),
  SCHEDULER_MISSING(
      Severity.UNFIT,
      "a service needs a scheduler in both directions",
      "VOLTHA's library",
      "(no \"ds_scheduler\")",
      "add the scheduler"),

  // What surely does something else than was meant.
  PBIT_MAP_MISSING(
      Severity.ERROR,
      "a queue without a p-bit map carries no traffic",
      "VOLTHA's library",
      "(no \"pbit_map\")",
      "add \"pbit_map\": \"0b11111111\", with 1 for each p-bit that the queue carries"),
  PBIT_MAP_NOT_BINARY(
      Severity.ERROR,
      "VOLTHA's library treats only the digit 1 as a p-bit, and gives no message",
      "VOLTHA's library",
      "\"pbit_map\": \"0xff\"",
      "write 0b and eight binary digits; the rightmost digit is p-bit 0"),
  PBIT_MAP_LENGTH(
      Severity.ERROR,
      "there are eight p-bits; VOLTHA's library reads a map from the right, so in a map of another "
          + "length the digits mean other p-bits than expected",
      "IEEE 802.1Q (a priority has 3 bits)",
      "\"pbit_map\": \"0b0001000\"",
      "write 0b and eight binary digits; the rightmost digit is p-bit 0"),
  SCHEDULER_DIRECTION(
      Severity.ERROR,
      "the OLT would schedule the other direction; a missing value means UPSTREAM",
      "VOLTHA's library",
      "\"ds_scheduler\": {\"direction\": \"UPSTREAM\"}",
      "write UPSTREAM in us_scheduler and DOWNSTREAM in ds_scheduler"),
  AES_VALUE(
      Severity.ERROR,
      "only the exact value True turns encryption on; every other value turns it off without a "
          + "message",
      "VOLTHA's library",
      "\"aes_encryption\": \"true\"",
      "write \"True\" or \"False\""),
  IS_MULTICAST_VALUE(
      Severity.ERROR,
      "every value except True, true and TRUE means unicast and takes a GEM port id",
      "VOLTHA's library",
      "\"is_multicast\": \"yes\"",
      "write \"True\" or \"False\""),
  MULTICAST_ID_MISSING(
      Severity.ERROR,
      "the template sets the id of a multicast GEM port",
      "VOLTHA's library",
      "(\"is_multicast\": \"True\" without \"multicast_gem_id\")",
      "add \"multicast_gem_id\" with an id that services do not use, often 4069"),
  MULTICAST_ID_RANGE(
      Severity.ERROR,
      "the technology does not allow this GEM port id",
      "ITU-T G.984.3, G.987.3, G.9807.1",
      "\"multicast_gem_id\": 70000",
      "use an id in the legal range that the message shows"),
  ACCESS_LIST_MALFORMED(
      Severity.ERROR,
      "the list is one IPv4 address, or a range with the lower address first",
      "",
      "\"dynamic_access_control_list\": \"239.1.1.1-224.0.0.0\"",
      "write for example 224.0.0.0-239.255.255.255"),
  ACCESS_LIST_NOT_MULTICAST(
      Severity.ERROR,
      "an ONU can join only multicast groups",
      "RFC 5771 (224.0.0.0 to 239.255.255.255)",
      "\"static_access_control_list\": \"10.0.0.1\"",
      "use addresses from 224.0.0.0 to 239.255.255.255"),

  // What is often a mistake.
  PBIT_TWICE(
      Severity.WARNING,
      "if several queues have the same p-bit, only the first gets the traffic",
      "VOLTHA's library",
      "(\"0b00000011\" and \"0b00000010\" in one direction)",
      "give each p-bit to one queue per direction"),
  PBIT_UNCOVERED(
      Severity.WARNING,
      "frames with this p-bit have no queue, unless another service carries them",
      "VOLTHA's library",
      "(\"0b00000001\" on the only queue)",
      "add the p-bit to a queue; ignore this if several templates share the UNI"),
  PBIT_DIRECTIONS_DIFFER(
      Severity.WARNING,
      "queues with the same index share a GEM port id, so the p-bit uses different GEM ports in "
          + "the two directions",
      "VOLTHA's library",
      "(\"0b00000001\" upstream, \"0b00000010\" downstream)",
      "give both directions the same map at the same index"),
  PRIORITY_RANGE(
      Severity.WARNING,
      "a port has at most eight priorities",
      "IEEE 802.1Q (eight traffic classes)",
      "\"priority_q\": 8",
      "use 0 to 7"),
  PRIORITY_TWICE(
      Severity.WARNING,
      "the OLT chooses which of two strict queues with the same priority is served first",
      "",
      "(\"priority_q\": 1 on two StrictPriority queues)",
      "give each StrictPriority queue of a direction its own priority_q"),
  WEIGHT_ZERO(
      Severity.WARNING,
      "beside queues with a weight, this queue may get no bandwidth",
      "",
      "\"scheduling_policy\": \"WRR\", \"weight\": 0",
      "give each WRR queue a weight"),
  WEIGHT_SUM(
      Severity.WARNING,
      "some OLTs read weights as percentages",
      "",
      "(weights 25 and 70)",
      "make the weights of the WRR queues of a direction add up to 100"),
  WEIGHT_RANGE(
      Severity.WARNING,
      "the weight of an ONU queue has 8 bits",
      "ITU-T G.988 (priority queue)",
      "\"weight\": 256",
      "use 0 to 255"),
  QUEUE_POLICY(
      Severity.WARNING,
      "it is undefined how a queue is served if its policy differs from that of its scheduler",
      "",
      "(\"q_sched_policy\": \"StrictPriority\" over a WRR queue)",
      "use the same policy for scheduler and queues, or Hybrid for the scheduler; a queue cannot "
          + "be Hybrid"),
  LIST_TOO_LONG(
      Severity.WARNING,
      "entries beyond num_gem_ports are ignored",
      "VOLTHA's library",
      "(\"num_gem_ports\": 1, and four entries)",
      "remove the extra entries, or raise num_gem_ports"),
  TOO_MANY_QUEUES(
      Severity.WARNING,
      "there are eight p-bits, and an ONU usually has eight queues per T-CONT",
      "IEEE 802.1Q (a priority has 3 bits)",
      "\"num_gem_ports\": 9",
      "use at most 8 queues"),
  AES_MISSING(
      Severity.WARNING,
      "without the key, encryption is off",
      "VOLTHA's library",
      "(no \"aes_encryption\")",
      "add \"aes_encryption\": \"True\" or \"False\""),
  MULTICAST_UPSTREAM(
      Severity.WARNING,
      "multicast works only downstream; the upstream value is ignored",
      "VOLTHA's library",
      "(\"is_multicast\": \"True\" upstream)",
      "move the entry to the downstream list"),
  MULTICAST_ID_TWICE(
      Severity.WARNING,
      "two entries define the same GEM port",
      "",
      "(\"multicast_gem_id\": 4069 on two entries)",
      "give each multicast entry its own id"),
  SIZE_TEXT(
      Severity.WARNING,
      "a size is auto or a number of bytes",
      "",
      "\"max_q_size\": \"big\"",
      "write \"auto\" or a number in quotes"),
  DISCARD_THRESHOLDS(
      Severity.WARNING,
      "packets are dropped at random between the thresholds, so min must not exceed max",
      "",
      "\"min_threshold\": 9, \"max_threshold\": 1",
      "set min_threshold to at most max_threshold"),
  ASSIGNED_ID_GIVEN(
      Severity.WARNING,
      "Alloc-ID and GEM port ids are allocated; values in a template are ignored",
      "VOLTHA's library",
      "\"alloc_id\": 1024",
      "remove the key"),
  NAME_EMPTY(Severity.WARNING, "lists show the name", "", "\"name\": \"\"", "add a name"),
  VERSION_ZERO(
      Severity.WARNING,
      "the version distinguishes revisions of a template, and starts with 1",
      "",
      "\"version\": 0",
      "add \"version\": 1"),
  PROFILE_TYPE(
      Severity.WARNING,
      "it names a technology other than the template's",
      "VOLTHA's library (XPON is usual, or the technology's name)",
      "(\"profile_type\": \"GPON\" for XGS-PON)",
      "write XPON or the name of the technology; for EPON, write EPON"),
  TEMPLATE_ID(
      Severity.WARNING,
      "VOLTHA uses the ids 64 to 255",
      "VOLTHA (technology profile ids)",
      "--id 300",
      "use an id from 64 to 255");

  private final Severity severity;
  private final String reason;
  private final String source;
  private final String example;
  private final String fix;

  TemplateRule(Severity severity, String reason, String source, String example, String fix) {
    this.severity = severity;
    this.reason = reason;
    this.source = source;
    this.example = example;
    this.fix = fix;
  }

  /** The name that messages and scripts use, for example {@code PBIT_MAP_LENGTH}. */
  public String code() {
    return name();
  }

  /** How bad it is to break the rule. */
  public Severity severity() {
    return severity;
  }

  /** Why the rule is there, in one sentence. */
  public String reason() {
    return reason;
  }

  /** The standard or program that the rule comes from, if there is one. */
  public Optional<String> source() {
    return source.isEmpty() ? Optional.empty() : Optional.of(source);
  }

  /** A part of a template that breaks the rule; in parentheses where it cannot be shown. */
  public String example() {
    return example;
  }

  /** What to do. */
  public String fix() {
    return fix;
  }
}

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
      "hand in the template's JSON"),
  DOCUMENT_TOO_LARGE(
      Severity.ERROR,
      "a template is a few KB; stores take values of 1 MiB",
      "",
      "(more than 1048576 bytes)",
      "hand in the template and nothing else"),
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
      "VOLTHA's library refuses the template and takes its default",
      "RFC 8259",
      "\"version\": 1,}",
      "mend the JSON at the place; the reading ended there"),
  TEXT_AFTER_DOCUMENT(
      Severity.ERROR,
      "newer versions of VOLTHA's library refuse it, older ones ignore it",
      "RFC 8259",
      "{…} {…}",
      "remove what stands behind the last brace"),
  KEY_UNKNOWN(
      Severity.ERROR,
      "VOLTHA's library refuses the whole template for one unknown key and takes its default",
      "proto3 JSON mapping",
      "\"num_gemports\": 4",
      "write the key as the message names it, or remove it; 'template lint --fix' removes comments"
          + " and lifts epon_attribute.package_type"),
  KEY_TWICE(
      Severity.ERROR,
      "newer versions of VOLTHA's library refuse it, for older ones the last counts",
      "RFC 8259, section 4",
      "\"version\": 1, \"version\": 2",
      "remove all but one"),
  CHOICE_TWICE(
      Severity.ERROR,
      "of the parameters of one discard policy only one kind can be given",
      "proto3 JSON mapping (oneof)",
      "\"red_discard_config\": {}, \"wred_discard_config\": {}",
      "remove all but one"),
  VALUE_KIND(
      Severity.ERROR,
      "VOLTHA's library refuses a value of another kind than the field's",
      "proto3 JSON mapping",
      "\"aes_encryption\": true",
      "write texts in quotes, numbers without, lists in [] and objects in {}"),
  NUMBER_RANGE(
      Severity.ERROR,
      "all numbers of a template are unsigned 32 bits",
      "proto3 JSON mapping",
      "\"weight\": -1",
      "write a whole number of 0 to 4294967295"),
  NUMBER_NOT_PLAIN(
      Severity.ERROR,
      "only newer versions of VOLTHA's library take a whole number written so",
      "proto3 JSON mapping",
      "\"version\": 1.0",
      "write digits only; 'template lint --fix' does it"),
  ENUM_UNKNOWN(
      Severity.ERROR,
      "VOLTHA's library refuses names that the field does not know",
      "proto3 JSON mapping",
      "\"additional_bw\": \"auto\"",
      "write one of the names that the message lists; 'template lint --fix' mends the case and a"
          + " missing prefix"),
  TEXT_MALFORMED(
      Severity.ERROR,
      "half of a surrogate pair is no character, and cannot be stored",
      "RFC 8259," + " section 8.2",
      "\"name\": \"\\ud800\"",
      "write the character itself, or both halves"),

  // What no instance can be created from.
  TOO_MANY_ENTRIES(
      Severity.ERROR,
      "a service has a few queues; a longer list is damaged, and would fill the memory",
      "",
      "(a list of 4097 entries)",
      "keep the entries that num_gem_ports counts, and the multicast ones"),
  INSTANCE_CONTROL_MISSING(
      Severity.UNFIT,
      "nothing says whether the UNIs of an ONU share an Alloc-ID",
      "VOLTHA's library",
      "(no \"instance_control\")",
      "add \"instance_control\": {\"onu\": \"multi-instance\", \"uni\": \"single-instance\","
          + " \"max_gem_payload_size\": \"auto\"}"),
  INSTANCE_CONTROL_ONU(
      Severity.UNFIT,
      "there are two ways of sharing an Alloc-ID, and no other",
      "VOLTHA's library",
      "\"onu\": \"multi\"",
      "write multi-instance (each UNI has its own Alloc-ID) or single-instance (the UNIs of an ONU"
          + " share it)"),
  INSTANCE_CONTROL_UNI(
      Severity.UNFIT,
      "a UNI has one instance of a template",
      "VOLTHA's library",
      "\"uni\": \"multi-instance\"",
      "write single-instance"),
  NUM_GEM_PORTS_ZERO(
      Severity.UNFIT,
      "an instance has at least one GEM port",
      "",
      "\"num_gem_ports\": 0",
      "write how many queues the service has"),
  NUM_GEM_PORTS_TOO_GREAT(
      Severity.UNFIT,
      "GEM port ids have 16 bits at most",
      "ITU-T G.987.3, G.9807.1",
      "\"num_gem_ports\": 70000",
      "write how many queues the service has"),
  LIST_TOO_SHORT(
      Severity.UNFIT,
      "each GEM port needs a queue upstream, and downstream if there is any",
      "VOLTHA's library",
      "(\"num_gem_ports\": 2, and one entry)",
      "add the missing entries, or lower num_gem_ports"),
  SCHEDULER_MISSING(
      Severity.UNFIT,
      "a service is scheduled in both directions",
      "VOLTHA's library",
      "(no \"ds_scheduler\")",
      "add the scheduler"),

  // What surely does something else than was meant.
  PBIT_MAP_MISSING(
      Severity.ERROR,
      "a queue without a map carries nothing",
      "VOLTHA's library",
      "(no \"pbit_map\")",
      "add \"pbit_map\": \"0b11111111\", with 1 for each p-bit that it carries"),
  PBIT_MAP_NOT_BINARY(
      Severity.ERROR,
      "VOLTHA's library takes only the digit 1 for a p-bit, without a word",
      "VOLTHA's library",
      "\"pbit_map\": \"0xff\"",
      "write 0b and eight digits 0 or 1, the rightmost for p-bit 0"),
  PBIT_MAP_LENGTH(
      Severity.ERROR,
      "there are eight p-bits; VOLTHA's library reads other lengths from the right, so that digits"
          + " stand for other p-bits than they seem to",
      "IEEE 802.1Q (a priority has 3 bits)",
      "\"pbit_map\": \"0b0001000\"",
      "write 0b and eight digits 0 or 1, the rightmost for p-bit 0"),
  SCHEDULER_DIRECTION(
      Severity.ERROR,
      "the OLT would schedule the other direction; left out it means UPSTREAM",
      "VOLTHA's library",
      "\"ds_scheduler\": {\"direction\": \"UPSTREAM\"}",
      "write UPSTREAM in us_scheduler and DOWNSTREAM in ds_scheduler"),
  AES_VALUE(
      Severity.ERROR,
      "encryption is on only for exactly True, and off for all else, without a word",
      "VOLTHA's library",
      "\"aes_encryption\": \"true\"",
      "write \"True\" or \"False\""),
  IS_MULTICAST_VALUE(
      Severity.ERROR,
      "what is not True, true or TRUE counts as unicast and takes a GEM port id",
      "VOLTHA's library",
      "\"is_multicast\": \"yes\"",
      "write \"True\" or \"False\""),
  MULTICAST_ID_MISSING(
      Severity.ERROR,
      "a multicast GEM port has the id that the template gives it",
      "VOLTHA's library",
      "(\"is_multicast\": \"True\" without \"multicast_gem_id\")",
      "add \"multicast_gem_id\" with an id that is kept free of services, often 4069"),
  MULTICAST_ID_RANGE(
      Severity.ERROR,
      "no service of the technology can have a GEM port of that id",
      "ITU-T G.984.3, G.987.3, G.9807.1",
      "\"multicast_gem_id\": 70000",
      "use an id inside the limits that the message names"),
  ACCESS_LIST_MALFORMED(
      Severity.ERROR,
      "the list is one IPv4 address or a range of two, the lower one first",
      "",
      "\"dynamic_access_control_list\": \"239.1.1.1-224.0.0.0\"",
      "write for example 224.0.0.0-239.255.255.255"),
  ACCESS_LIST_NOT_MULTICAST(
      Severity.ERROR,
      "only groups can be joined",
      "RFC 5771 (224.0.0.0 to 239.255.255.255)",
      "\"static_access_control_list\": \"10.0.0.1\"",
      "write addresses of 224.0.0.0 to 239.255.255.255"),

  // What is often a mistake.
  PBIT_TWICE(
      Severity.WARNING,
      "of several queues with a p-bit the first one gets it, the others nothing",
      "VOLTHA's library",
      "(\"0b00000011\" and \"0b00000010\" in one direction)",
      "let each p-bit stand on one queue of a direction"),
  PBIT_UNCOVERED(
      Severity.WARNING,
      "frames with the p-bit have no queue, unless another service carries them",
      "VOLTHA's library",
      "(\"0b00000001\" on the only queue)",
      "add the p-bit to a queue; ignore this where several templates share a UNI"),
  PBIT_DIRECTIONS_DIFFER(
      Severity.WARNING,
      "queues of one index share a GEM port id, so the p-bit changes its GEM port",
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
      "which of two strict queues of one priority goes first is the OLT's choice",
      "",
      "(\"priority_q\": 1 on two StrictPriority queues)",
      "give each StrictPriority queue of a direction its own priority_q"),
  WEIGHT_ZERO(
      Severity.WARNING,
      "beside queues with a weight it may get nothing",
      "",
      "\"scheduling_policy\": \"WRR\", \"weight\": 0",
      "give each WRR queue its share"),
  WEIGHT_SUM(
      Severity.WARNING,
      "weights are read as per cent by some OLTs",
      "",
      "(weights 25 and 70)",
      "let the weights of the WRR queues of a direction add up to 100"),
  WEIGHT_RANGE(
      Severity.WARNING,
      "the weight of an ONU's queue has 8 bits",
      "ITU-T G.988 (priority queue)",
      "\"weight\": 256",
      "use 0 to 255"),
  QUEUE_POLICY(
      Severity.WARNING,
      "a queue that is served otherwise than its scheduler serves is a guess",
      "",
      "(\"q_sched_policy\": \"StrictPriority\" over a WRR queue)",
      "give scheduler and queues one policy, or the scheduler Hybrid; Hybrid is no queue's policy"),
  LIST_TOO_LONG(
      Severity.WARNING,
      "entries beyond num_gem_ports are ignored",
      "VOLTHA's library",
      "(\"num_gem_ports\": 1, and four entries)",
      "remove the extra entries, or raise num_gem_ports"),
  TOO_MANY_QUEUES(
      Severity.WARNING,
      "there are eight p-bits, and a usual ONU has eight queues for a T-CONT",
      "IEEE 802.1Q (a priority has 3 bits)",
      "\"num_gem_ports\": 9",
      "use at most 8 queues"),
  AES_MISSING(
      Severity.WARNING,
      "encryption is off when nothing is said",
      "VOLTHA's library",
      "(no \"aes_encryption\")",
      "add \"aes_encryption\": \"True\" or \"False\""),
  MULTICAST_UPSTREAM(
      Severity.WARNING,
      "multicast is downstream only; upstream it is ignored",
      "VOLTHA's library",
      "(\"is_multicast\": \"True\" upstream)",
      "move the entry to the downstream list"),
  MULTICAST_ID_TWICE(
      Severity.WARNING,
      "two entries describe one GEM port, and it cannot follow both",
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
      "between the thresholds packets are dropped by chance, so the lower comes" + " first",
      "",
      "\"min_threshold\": 9, \"max_threshold\": 1",
      "let min_threshold be at most max_threshold"),
  ASSIGNED_ID_GIVEN(
      Severity.WARNING,
      "Alloc-ID and GEM port ids are assigned; what a template says is ignored",
      "VOLTHA's library",
      "\"alloc_id\": 1024",
      "remove the key"),
  NAME_EMPTY(
      Severity.WARNING,
      "the name is what a person sees in listings",
      "",
      "\"name\": \"\"",
      "add a name"),
  VERSION_ZERO(
      Severity.WARNING,
      "a version tells one text of a template from the next, and begins with 1",
      "",
      "\"version\": 0",
      "add \"version\": 1"),
  PROFILE_TYPE(
      Severity.WARNING,
      "it names another technology than the one that the template is for",
      "VOLTHA's library (XPON is usual, or the technology's name)",
      "(\"profile_type\": \"GPON\" for XGS-PON)",
      "write XPON or the technology's name; for EPON, EPON"),
  TEMPLATE_ID(
      Severity.WARNING,
      "VOLTHA uses the ids 64 to 255",
      "VOLTHA (technology profile ids)",
      "--id 300",
      "use an id of 64 to 255");

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

package org.ponkeeper.template.lint;

import java.util.Optional;
import org.ponkeeper.profile.TemplateRule;

/**
 * The text about a rule for users. {@code docs/templates.md} has the same texts, which a test
 * checks.
 *
 * @param reason why the rule exists, in one sentence
 * @param source the standard or program that the rule comes from, if there is one
 * @param example a part of a template that breaks the rule; in parentheses where it cannot be shown
 * @param fix what to do
 */
public record RuleText(String reason, Optional<String> source, String example, String fix) {

  private RuleText(String reason, String source, String example, String fix) {
    this(reason, source.isEmpty() ? Optional.empty() : Optional.of(source), example, fix);
  }

  /** The text of a rule. A switch, so that the compiler rejects a rule without a text. */
  public static RuleText of(TemplateRule rule) {
    return switch (rule) {
      case DOCUMENT_EMPTY ->
          new RuleText(
              "there is nothing to read",
              "proto3 JSON mapping",
              "(no bytes)",
              "give the template as JSON");
      case DOCUMENT_TOO_LARGE ->
          new RuleText(
              "templates have a few KB; a value in a store has at most 1 MiB",
              "",
              "(more than 1048576 bytes)",
              "give only the template");
      case NOT_UTF8 ->
          new RuleText(
              "JSON is exchanged as UTF-8",
              "RFC 8259, section 8.1",
              "\"name\": \"caf\\xe9\"",
              "save the file as UTF-8");
      case BYTE_ORDER_MARK ->
          new RuleText(
              "JSON must not begin with a byte order mark, and VOLTHA's library refuses it",
              "RFC 8259, section 8.1",
              "\\xef\\xbb\\xbf{",
              "save the file as UTF-8 without a byte order mark");
      case NOT_JSON ->
          new RuleText(
              "VOLTHA's library refuses the template and uses its default",
              "RFC 8259",
              "\"version\": 1,}",
              "correct the JSON at this place; the rest was not checked");
      case TEXT_AFTER_DOCUMENT ->
          new RuleText(
              "newer versions of VOLTHA's library refuse it, older ones ignore it",
              "RFC 8259",
              "{…} {…}",
              "remove the text after the last brace");
      case KEY_UNKNOWN ->
          new RuleText(
              "one unknown key makes VOLTHA's library refuse the whole template and use its "
                  + "default",
              "proto3 JSON mapping",
              "\"num_gemports\": 4",
              "use the key that the message suggests, or remove it; 'template lint --fix' "
                  + "removes comments and moves epon_attribute.package_type to the template");
      case KEY_TWICE ->
          new RuleText(
              "newer versions of VOLTHA's library refuse it, older ones use the last value",
              "RFC 8259, section 4",
              "\"version\": 1, \"version\": 2",
              "remove all but one");
      case CHOICE_TWICE ->
          new RuleText(
              "a discard policy has only one kind of parameters",
              "proto3 JSON mapping (oneof)",
              "\"red_discard_config\": {}, \"wred_discard_config\": {}",
              "remove all but one");
      case VALUE_KIND ->
          new RuleText(
              "VOLTHA's library refuses a value whose type differs from the field's",
              "proto3 JSON mapping",
              "\"aes_encryption\": true",
              "write texts in quotes, numbers without quotes, lists in [] and objects in {}");
      case NUMBER_RANGE ->
          new RuleText(
              "all numbers in a template are unsigned 32-bit integers",
              "proto3 JSON mapping",
              "\"weight\": -1",
              "write a whole number from 0 to 4294967295");
      case NUMBER_NOT_PLAIN ->
          new RuleText(
              "only newer versions of VOLTHA's library accept this notation of a whole number",
              "proto3 JSON mapping",
              "\"version\": 1.0",
              "write digits only; 'template lint --fix' does this");
      case ENUM_UNKNOWN ->
          new RuleText(
              "VOLTHA's library refuses unknown names",
              "proto3 JSON mapping",
              "\"additional_bw\": \"auto\"",
              "write one of the names that the message lists; 'template lint --fix' corrects "
                  + "the case and adds a missing prefix");
      case TEXT_MALFORMED ->
          new RuleText(
              "half of a surrogate pair is not a character and cannot be stored",
              "RFC 8259," + " section 8.2",
              "\"name\": \"\\ud800\"",
              "write the character itself, or both halves");
      case TOO_MANY_ENTRIES ->
          new RuleText(
              "a service has a few queues; a much longer list is damaged and would fill the memory",
              "",
              "(a list of 4097 entries)",
              "keep num_gem_ports unicast entries and the multicast entries");
      case INSTANCE_CONTROL_MISSING ->
          new RuleText(
              "it is unknown whether the UNIs of an ONU share an Alloc-ID",
              "VOLTHA's library",
              "(no \"instance_control\")",
              "add \"instance_control\": {\"onu\": \"multi-instance\", \"uni\": \"single-instance\","
                  + " \"max_gem_payload_size\": \"auto\"}");
      case INSTANCE_CONTROL_ONU ->
          new RuleText(
              "only these two values are allowed",
              "VOLTHA's library",
              "\"onu\": \"multi\"",
              "write multi-instance (each UNI has its own Alloc-ID) or single-instance (the "
                  + "UNIs of an ONU"
                  + " share it)");
      case INSTANCE_CONTROL_UNI ->
          new RuleText(
              "a UNI has only one instance of a template",
              "VOLTHA's library",
              "\"uni\": \"multi-instance\"",
              "write single-instance");
      case NUM_GEM_PORTS_ZERO ->
          new RuleText(
              "an instance has at least one GEM port",
              "",
              "\"num_gem_ports\": 0",
              "write the number of queues of the service");
      case NUM_GEM_PORTS_TOO_GREAT ->
          new RuleText(
              "a GEM port id has at most 16 bits",
              "ITU-T G.987.3, G.9807.1",
              "\"num_gem_ports\": 70000",
              "write the number of queues of the service");
      case LIST_TOO_SHORT ->
          new RuleText(
              "each GEM port needs an upstream entry and, if the downstream list is not "
                  + "empty, a downstream entry",
              "VOLTHA's library",
              "(\"num_gem_ports\": 2, and one entry)",
              "add the missing entries, or lower num_gem_ports");
      case SCHEDULER_MISSING ->
          new RuleText(
              "a service needs a scheduler in both directions",
              "VOLTHA's library",
              "(no \"ds_scheduler\")",
              "add the scheduler");
      case PBIT_MAP_MISSING ->
          new RuleText(
              "a queue without a p-bit map carries no traffic",
              "VOLTHA's library",
              "(no \"pbit_map\")",
              "add \"pbit_map\": \"0b11111111\", with 1 for each p-bit that the queue carries");
      case PBIT_MAP_NOT_BINARY ->
          new RuleText(
              "VOLTHA's library treats only the digit 1 as a p-bit, and gives no message",
              "VOLTHA's library",
              "\"pbit_map\": \"0xff\"",
              "write 0b and eight binary digits; the rightmost digit is p-bit 0");
      case PBIT_MAP_LENGTH ->
          new RuleText(
              "there are eight p-bits; VOLTHA's library reads a map from the right, so in a "
                  + "map of another length the digits mean other p-bits than expected",
              "IEEE 802.1Q (a priority has 3 bits)",
              "\"pbit_map\": \"0b0001000\"",
              "write 0b and eight binary digits; the rightmost digit is p-bit 0");
      case SCHEDULER_DIRECTION ->
          new RuleText(
              "the OLT would schedule the other direction; a missing value means UPSTREAM",
              "VOLTHA's library",
              "\"ds_scheduler\": {\"direction\": \"UPSTREAM\"}",
              "write UPSTREAM in us_scheduler and DOWNSTREAM in ds_scheduler");
      case AES_VALUE ->
          new RuleText(
              "only the exact value True turns encryption on; every other value turns it off "
                  + "without a message",
              "VOLTHA's library",
              "\"aes_encryption\": \"true\"",
              "write \"True\" or \"False\"");
      case IS_MULTICAST_VALUE ->
          new RuleText(
              "every value except True, true and TRUE means unicast and takes a GEM port id",
              "VOLTHA's library",
              "\"is_multicast\": \"yes\"",
              "write \"True\" or \"False\"");
      case MULTICAST_ID_MISSING ->
          new RuleText(
              "the template sets the id of a multicast GEM port",
              "VOLTHA's library",
              "(\"is_multicast\": \"True\" without \"multicast_gem_id\")",
              "add \"multicast_gem_id\" with an id that services do not use, often 4069");
      case MULTICAST_ID_RANGE ->
          new RuleText(
              "the technology does not allow this GEM port id",
              "ITU-T G.984.3, G.987.3, G.9807.1",
              "\"multicast_gem_id\": 70000",
              "use an id in the legal range that the message shows");
      case ACCESS_LIST_MALFORMED ->
          new RuleText(
              "the list is one IPv4 address, or a range with the lower address first",
              "",
              "\"dynamic_access_control_list\": \"239.1.1.1-224.0.0.0\"",
              "write for example 224.0.0.0-239.255.255.255");
      case ACCESS_LIST_NOT_MULTICAST ->
          new RuleText(
              "an ONU can join only multicast groups",
              "RFC 5771 (224.0.0.0 to 239.255.255.255)",
              "\"static_access_control_list\": \"10.0.0.1\"",
              "use addresses from 224.0.0.0 to 239.255.255.255");
      case PBIT_TWICE ->
          new RuleText(
              "if several queues have the same p-bit, only the first gets the traffic",
              "VOLTHA's library",
              "(\"0b00000011\" and \"0b00000010\" in one direction)",
              "give each p-bit to one queue per direction");
      case PBIT_UNCOVERED ->
          new RuleText(
              "frames with this p-bit have no queue, unless another service carries them",
              "VOLTHA's library",
              "(\"0b00000001\" on the only queue)",
              "add the p-bit to a queue; ignore this if several templates share the UNI");
      case PBIT_DIRECTIONS_DIFFER ->
          new RuleText(
              "queues with the same index share a GEM port id, so the p-bit uses different "
                  + "GEM ports in the two directions",
              "VOLTHA's library",
              "(\"0b00000001\" upstream, \"0b00000010\" downstream)",
              "give both directions the same map at the same index");
      case PRIORITY_RANGE ->
          new RuleText(
              "a port has at most eight priorities",
              "IEEE 802.1Q (eight traffic classes)",
              "\"priority_q\": 8",
              "use 0 to 7");
      case PRIORITY_TWICE ->
          new RuleText(
              "the OLT chooses which of two strict queues with the same priority is served first",
              "",
              "(\"priority_q\": 1 on two StrictPriority queues)",
              "give each StrictPriority queue of a direction its own priority_q");
      case WEIGHT_ZERO ->
          new RuleText(
              "beside queues with a weight, this queue may get no bandwidth",
              "",
              "\"scheduling_policy\": \"WRR\", \"weight\": 0",
              "give each WRR queue a weight");
      case WEIGHT_SUM ->
          new RuleText(
              "some OLTs read weights as percentages",
              "",
              "(weights 25 and 70)",
              "make the weights of the WRR queues of a direction add up to 100");
      case WEIGHT_RANGE ->
          new RuleText(
              "the weight of an ONU queue has 8 bits",
              "ITU-T G.988 (priority queue)",
              "\"weight\": 256",
              "use 0 to 255");
      case QUEUE_POLICY ->
          new RuleText(
              "it is undefined how a queue is served if its policy differs from that of its "
                  + "scheduler",
              "",
              "(\"q_sched_policy\": \"StrictPriority\" over a WRR queue)",
              "use the same policy for scheduler and queues, or Hybrid for the scheduler; a "
                  + "queue cannot be Hybrid");
      case LIST_TOO_LONG ->
          new RuleText(
              "entries beyond num_gem_ports are ignored",
              "VOLTHA's library",
              "(\"num_gem_ports\": 1, and four entries)",
              "remove the extra entries, or raise num_gem_ports");
      case TOO_MANY_QUEUES ->
          new RuleText(
              "there are eight p-bits, and an ONU usually has eight queues per T-CONT",
              "IEEE 802.1Q (a priority has 3 bits)",
              "\"num_gem_ports\": 9",
              "use at most 8 queues");
      case AES_MISSING ->
          new RuleText(
              "without the key, encryption is off",
              "VOLTHA's library",
              "(no \"aes_encryption\")",
              "add \"aes_encryption\": \"True\" or \"False\"");
      case MULTICAST_UPSTREAM ->
          new RuleText(
              "multicast works only downstream; the upstream value is ignored",
              "VOLTHA's library",
              "(\"is_multicast\": \"True\" upstream)",
              "move the entry to the downstream list");
      case MULTICAST_ID_TWICE ->
          new RuleText(
              "two entries define the same GEM port",
              "",
              "(\"multicast_gem_id\": 4069 on two entries)",
              "give each multicast entry its own id");
      case SIZE_TEXT ->
          new RuleText(
              "a size is auto or a number of bytes",
              "",
              "\"max_q_size\": \"big\"",
              "write \"auto\" or a number in quotes");
      case DISCARD_THRESHOLDS ->
          new RuleText(
              "packets are dropped at random between the thresholds, so min must not exceed max",
              "",
              "\"min_threshold\": 9, \"max_threshold\": 1",
              "set min_threshold to at most max_threshold");
      case ASSIGNED_ID_GIVEN ->
          new RuleText(
              "Alloc-ID and GEM port ids are allocated; values in a template are ignored",
              "VOLTHA's library",
              "\"alloc_id\": 1024",
              "remove the key");
      case NAME_EMPTY -> new RuleText("lists show the name", "", "\"name\": \"\"", "add a name");
      case VERSION_ZERO ->
          new RuleText(
              "the version distinguishes revisions of a template, and starts with 1",
              "",
              "\"version\": 0",
              "add \"version\": 1");
      case PROFILE_TYPE ->
          new RuleText(
              "it names a technology other than the template's",
              "VOLTHA's library (XPON is usual, or the technology's name)",
              "(\"profile_type\": \"GPON\" for XGS-PON)",
              "write XPON or the name of the technology; for EPON, write EPON");
      case TEMPLATE_ID ->
          new RuleText(
              "VOLTHA uses the ids 64 to 255",
              "VOLTHA (technology profile ids)",
              "--id 300",
              "use an id from 64 to 255");
    };
  }
}

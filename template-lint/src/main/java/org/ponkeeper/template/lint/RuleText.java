package org.ponkeeper.template.lint;

import java.util.Optional;
import org.ponkeeper.profile.TemplateRule;

/**
 * What a person reads about a rule. {@code docs/templates.md} has the same texts, and a test holds
 * the two together.
 *
 * @param reason why the rule is there, in one sentence
 * @param source the standard or program that the rule comes from, if there is one
 * @param example a part of a template that breaks the rule; in parentheses where it cannot be shown
 * @param fix what to do
 */
public record RuleText(String reason, Optional<String> source, String example, String fix) {

  private RuleText(String reason, String source, String example, String fix) {
    this(reason, source.isEmpty() ? Optional.empty() : Optional.of(source), example, fix);
  }

  /** The text of a rule. A table: the compiler refuses a rule that has none. */
  public static RuleText of(TemplateRule rule) {
    return switch (rule) {
      case DOCUMENT_EMPTY ->
          new RuleText(
              "there is nothing to read",
              "proto3 JSON mapping",
              "(no bytes)",
              "hand in the template's JSON");
      case DOCUMENT_TOO_LARGE ->
          new RuleText(
              "a template is a few KB; stores take values of 1 MiB",
              "",
              "(more than 1048576 bytes)",
              "hand in the template and nothing else");
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
              "VOLTHA's library refuses the template and takes its default",
              "RFC 8259",
              "\"version\": 1,}",
              "mend the JSON at the place; the reading ended there");
      case TEXT_AFTER_DOCUMENT ->
          new RuleText(
              "newer versions of VOLTHA's library refuse it, older ones ignore it",
              "RFC 8259",
              "{…} {…}",
              "remove what stands behind the last brace");
      case KEY_UNKNOWN ->
          new RuleText(
              "VOLTHA's library refuses the whole template for one unknown key and takes its default",
              "proto3 JSON mapping",
              "\"num_gemports\": 4",
              "write the key as the message names it, or remove it; 'template lint --fix' removes comments"
                  + " and lifts epon_attribute.package_type");
      case KEY_TWICE ->
          new RuleText(
              "newer versions of VOLTHA's library refuse it, for older ones the last counts",
              "RFC 8259, section 4",
              "\"version\": 1, \"version\": 2",
              "remove all but one");
      case CHOICE_TWICE ->
          new RuleText(
              "of the parameters of one discard policy only one kind can be given",
              "proto3 JSON mapping (oneof)",
              "\"red_discard_config\": {}, \"wred_discard_config\": {}",
              "remove all but one");
      case VALUE_KIND ->
          new RuleText(
              "VOLTHA's library refuses a value of another kind than the field's",
              "proto3 JSON mapping",
              "\"aes_encryption\": true",
              "write texts in quotes, numbers without, lists in [] and objects in {}");
      case NUMBER_RANGE ->
          new RuleText(
              "all numbers of a template are unsigned 32 bits",
              "proto3 JSON mapping",
              "\"weight\": -1",
              "write a whole number of 0 to 4294967295");
      case NUMBER_NOT_PLAIN ->
          new RuleText(
              "only newer versions of VOLTHA's library take a whole number written so",
              "proto3 JSON mapping",
              "\"version\": 1.0",
              "write digits only; 'template lint --fix' does it");
      case ENUM_UNKNOWN ->
          new RuleText(
              "VOLTHA's library refuses names that the field does not know",
              "proto3 JSON mapping",
              "\"additional_bw\": \"auto\"",
              "write one of the names that the message lists; 'template lint --fix' mends the case and a"
                  + " missing prefix");
      case TEXT_MALFORMED ->
          new RuleText(
              "half of a surrogate pair is no character, and cannot be stored",
              "RFC 8259," + " section 8.2",
              "\"name\": \"\\ud800\"",
              "write the character itself, or both halves");
      case TOO_MANY_ENTRIES ->
          new RuleText(
              "a service has a few queues; a longer list is damaged, and would fill the memory",
              "",
              "(a list of 4097 entries)",
              "keep the entries that num_gem_ports counts, and the multicast ones");
      case INSTANCE_CONTROL_MISSING ->
          new RuleText(
              "nothing says whether the UNIs of an ONU share an Alloc-ID",
              "VOLTHA's library",
              "(no \"instance_control\")",
              "add \"instance_control\": {\"onu\": \"multi-instance\", \"uni\": \"single-instance\","
                  + " \"max_gem_payload_size\": \"auto\"}");
      case INSTANCE_CONTROL_ONU ->
          new RuleText(
              "there are two ways of sharing an Alloc-ID, and no other",
              "VOLTHA's library",
              "\"onu\": \"multi\"",
              "write multi-instance (each UNI has its own Alloc-ID) or single-instance (the UNIs of an ONU"
                  + " share it)");
      case INSTANCE_CONTROL_UNI ->
          new RuleText(
              "a UNI has one instance of a template",
              "VOLTHA's library",
              "\"uni\": \"multi-instance\"",
              "write single-instance");
      case NUM_GEM_PORTS_ZERO ->
          new RuleText(
              "an instance has at least one GEM port",
              "",
              "\"num_gem_ports\": 0",
              "write how many queues the service has");
      case NUM_GEM_PORTS_TOO_GREAT ->
          new RuleText(
              "GEM port ids have 16 bits at most",
              "ITU-T G.987.3, G.9807.1",
              "\"num_gem_ports\": 70000",
              "write how many queues the service has");
      case LIST_TOO_SHORT ->
          new RuleText(
              "each GEM port needs a queue upstream, and downstream if there is any",
              "VOLTHA's library",
              "(\"num_gem_ports\": 2, and one entry)",
              "add the missing entries, or lower num_gem_ports");
      case SCHEDULER_MISSING ->
          new RuleText(
              "a service is scheduled in both directions",
              "VOLTHA's library",
              "(no \"ds_scheduler\")",
              "add the scheduler");
      case PBIT_MAP_MISSING ->
          new RuleText(
              "a queue without a map carries nothing",
              "VOLTHA's library",
              "(no \"pbit_map\")",
              "add \"pbit_map\": \"0b11111111\", with 1 for each p-bit that it carries");
      case PBIT_MAP_NOT_BINARY ->
          new RuleText(
              "VOLTHA's library takes only the digit 1 for a p-bit, without a word",
              "VOLTHA's library",
              "\"pbit_map\": \"0xff\"",
              "write 0b and eight digits 0 or 1, the rightmost for p-bit 0");
      case PBIT_MAP_LENGTH ->
          new RuleText(
              "there are eight p-bits; VOLTHA's library reads other lengths from the right, so that digits"
                  + " stand for other p-bits than they seem to",
              "IEEE 802.1Q (a priority has 3 bits)",
              "\"pbit_map\": \"0b0001000\"",
              "write 0b and eight digits 0 or 1, the rightmost for p-bit 0");
      case SCHEDULER_DIRECTION ->
          new RuleText(
              "the OLT would schedule the other direction; left out it means UPSTREAM",
              "VOLTHA's library",
              "\"ds_scheduler\": {\"direction\": \"UPSTREAM\"}",
              "write UPSTREAM in us_scheduler and DOWNSTREAM in ds_scheduler");
      case AES_VALUE ->
          new RuleText(
              "encryption is on only for exactly True, and off for all else, without a word",
              "VOLTHA's library",
              "\"aes_encryption\": \"true\"",
              "write \"True\" or \"False\"");
      case IS_MULTICAST_VALUE ->
          new RuleText(
              "what is not True, true or TRUE counts as unicast and takes a GEM port id",
              "VOLTHA's library",
              "\"is_multicast\": \"yes\"",
              "write \"True\" or \"False\"");
      case MULTICAST_ID_MISSING ->
          new RuleText(
              "a multicast GEM port has the id that the template gives it",
              "VOLTHA's library",
              "(\"is_multicast\": \"True\" without \"multicast_gem_id\")",
              "add \"multicast_gem_id\" with an id that is kept free of services, often 4069");
      case MULTICAST_ID_RANGE ->
          new RuleText(
              "no service of the technology can have a GEM port of that id",
              "ITU-T G.984.3, G.987.3, G.9807.1",
              "\"multicast_gem_id\": 70000",
              "use an id inside the limits that the message names");
      case ACCESS_LIST_MALFORMED ->
          new RuleText(
              "the list is one IPv4 address or a range of two, the lower one first",
              "",
              "\"dynamic_access_control_list\": \"239.1.1.1-224.0.0.0\"",
              "write for example 224.0.0.0-239.255.255.255");
      case ACCESS_LIST_NOT_MULTICAST ->
          new RuleText(
              "only groups can be joined",
              "RFC 5771 (224.0.0.0 to 239.255.255.255)",
              "\"static_access_control_list\": \"10.0.0.1\"",
              "write addresses of 224.0.0.0 to 239.255.255.255");
      case PBIT_TWICE ->
          new RuleText(
              "of several queues with a p-bit the first one gets it, the others nothing",
              "VOLTHA's library",
              "(\"0b00000011\" and \"0b00000010\" in one direction)",
              "let each p-bit stand on one queue of a direction");
      case PBIT_UNCOVERED ->
          new RuleText(
              "frames with the p-bit have no queue, unless another service carries them",
              "VOLTHA's library",
              "(\"0b00000001\" on the only queue)",
              "add the p-bit to a queue; ignore this where several templates share a UNI");
      case PBIT_DIRECTIONS_DIFFER ->
          new RuleText(
              "queues of one index share a GEM port id, so the p-bit changes its GEM port",
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
              "which of two strict queues of one priority goes first is the OLT's choice",
              "",
              "(\"priority_q\": 1 on two StrictPriority queues)",
              "give each StrictPriority queue of a direction its own priority_q");
      case WEIGHT_ZERO ->
          new RuleText(
              "beside queues with a weight it may get nothing",
              "",
              "\"scheduling_policy\": \"WRR\", \"weight\": 0",
              "give each WRR queue its share");
      case WEIGHT_SUM ->
          new RuleText(
              "weights are read as per cent by some OLTs",
              "",
              "(weights 25 and 70)",
              "let the weights of the WRR queues of a direction add up to 100");
      case WEIGHT_RANGE ->
          new RuleText(
              "the weight of an ONU's queue has 8 bits",
              "ITU-T G.988 (priority queue)",
              "\"weight\": 256",
              "use 0 to 255");
      case QUEUE_POLICY ->
          new RuleText(
              "a queue that is served otherwise than its scheduler serves is a guess",
              "",
              "(\"q_sched_policy\": \"StrictPriority\" over a WRR queue)",
              "give scheduler and queues one policy, or the scheduler Hybrid; Hybrid is no queue's policy");
      case LIST_TOO_LONG ->
          new RuleText(
              "entries beyond num_gem_ports are ignored",
              "VOLTHA's library",
              "(\"num_gem_ports\": 1, and four entries)",
              "remove the extra entries, or raise num_gem_ports");
      case TOO_MANY_QUEUES ->
          new RuleText(
              "there are eight p-bits, and a usual ONU has eight queues for a T-CONT",
              "IEEE 802.1Q (a priority has 3 bits)",
              "\"num_gem_ports\": 9",
              "use at most 8 queues");
      case AES_MISSING ->
          new RuleText(
              "encryption is off when nothing is said",
              "VOLTHA's library",
              "(no \"aes_encryption\")",
              "add \"aes_encryption\": \"True\" or \"False\"");
      case MULTICAST_UPSTREAM ->
          new RuleText(
              "multicast is downstream only; upstream it is ignored",
              "VOLTHA's library",
              "(\"is_multicast\": \"True\" upstream)",
              "move the entry to the downstream list");
      case MULTICAST_ID_TWICE ->
          new RuleText(
              "two entries describe one GEM port, and it cannot follow both",
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
              "between the thresholds packets are dropped by chance, so the lower comes" + " first",
              "",
              "\"min_threshold\": 9, \"max_threshold\": 1",
              "let min_threshold be at most max_threshold");
      case ASSIGNED_ID_GIVEN ->
          new RuleText(
              "Alloc-ID and GEM port ids are assigned; what a template says is ignored",
              "VOLTHA's library",
              "\"alloc_id\": 1024",
              "remove the key");
      case NAME_EMPTY ->
          new RuleText(
              "the name is what a person sees in listings", "", "\"name\": \"\"", "add a name");
      case VERSION_ZERO ->
          new RuleText(
              "a version tells one text of a template from the next, and begins with 1",
              "",
              "\"version\": 0",
              "add \"version\": 1");
      case PROFILE_TYPE ->
          new RuleText(
              "it names another technology than the one that the template is for",
              "VOLTHA's library (XPON is usual, or the technology's name)",
              "(\"profile_type\": \"GPON\" for XGS-PON)",
              "write XPON or the technology's name; for EPON, EPON");
      case TEMPLATE_ID ->
          new RuleText(
              "VOLTHA uses the ids 64 to 255",
              "VOLTHA (technology profile ids)",
              "--id 300",
              "use an id of 64 to 255");
    };
  }
}

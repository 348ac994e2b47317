package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which error a command reports if several apply.
 *
 * <p>In each test everything about a call is wrong at first. The command reports one error; that is
 * put right, and the command reports the next, until it succeeds. {@code docs/errors.md} has a row
 * for each command with the errors in this order, and fails the test if it differs.
 */
@Timeout(120)
class ErrorOrderTest extends ErrorOrderSteps {

  private static final String GEM_PORT_POOL_OF = OLT + " --pon {pon} --type gem-port ";

  @Test
  void createOfAnInstance() throws IOException {
    String sharingInstance = instance(65, 1, 0);
    String theInstance = instance(65, 1, 1);
    // UNIs of one ONU share the Alloc-ID, and GEM port 1024 is for multicast
    String template =
        new String(ErrorStage.multicast(1024), StandardCharsets.UTF_8)
            .replace("multi-instance", "single-instance");
    String templateWithTooFewQueues =
        template.replace("\"num_gem_ports\": 4", "\"num_gem_ports\": 5");
    String templateWithAnotherMulticastId = template.replace(": 1024,", ": 1040,");
    unreadable(TEMPLATE_65, RESERVED_IDS, ALLOC_POOL, GEM_PORT_POOL, RECORD);
    unreadable(theInstance, sharingInstance);
    typed("onu", "254");

    calling(
            "instance create --technology GPON --template 65"
                + " 'olt-{olt-1}/pon-{0}/onu-{{onu}}/uni-{1}' --template-path"
                + " service/voltha/technology_profiles")
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("ID_OUT_OF_LEGAL_SPACE", "an ONU that the technology does not have")
        .until(typing("onu", "1"))
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("CORRUPT_DATA", "the OLT's record")
        .until(theOltIsBeingDeleted())
        .reports("OLT_BUSY")
        .until(theOltIsLiveWithoutThePon())
        .reports("PON_NOT_REGISTERED")
        .until(theOltHasThePon())
        .reports("CORRUPT_DATA", "the instance")
        .until(deleted(theInstance))
        .reports("TEMPLATE_UNREADABLE")
        .until(deleted(TEMPLATE_65))
        .reports("TEMPLATE_NOT_FOUND")
        .until(stored(TEMPLATE_65, templateWithTooFewQueues))
        .reports("TEMPLATE_UNFIT")
        .until(stored(TEMPLATE_65, template))
        .reports("CORRUPT_DATA", "the reserved ids")
        .until(deleted(RESERVED_IDS))
        .reports("CORRUPT_DATA", "the Alloc-ID pool")
        .until(allTaken(ALLOC_POOL))
        .reports("CORRUPT_DATA", "the GEM port pool")
        .until(allTaken(GEM_PORT_POOL))
        .reports("CORRUPT_DATA", "the instance to share with")
        .until(deleted(sharingInstance))
        .reports("POOL_EXHAUSTED", "Alloc-IDs")
        .until(taken(ALLOC_POOL, 1024))
        .reports("MULTICAST_GEM_PORT_TAKEN")
        .until(stored(TEMPLATE_65, templateWithAnotherMulticastId))
        .reports("POOL_EXHAUSTED", "GEM port ids")
        .until(taken(GEM_PORT_POOL, 1024, 1025, 1026, 1027))
        .succeeds();
  }

  @Test
  void deleteOfAnInstance() throws IOException {
    String anotherOfTheOnu = instance(64, 2, 1);
    unreadable(RECORD, anotherOfTheOnu, ALLOC_POOL, GEM_PORT_POOL);

    calling("instance delete --technology GPON --template 64 " + Scene.port(0, 2, 0))
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("CORRUPT_DATA", "the OLT's record")
        .until(theOltIsBeingDeleted())
        .reports("OLT_BUSY")
        .until(theOltIsLiveWithoutThePon())
        .reports("PON_NOT_REGISTERED")
        .until(theOltHasThePon())
        .reports("CORRUPT_DATA", "an instance of the ONU")
        .until(deleted(anotherOfTheOnu))
        .reports("CORRUPT_DATA", "the Alloc-ID pool")
        .until(taken(ALLOC_POOL, 1024))
        .reports("CORRUPT_DATA", "the GEM port pool")
        .until(taken(GEM_PORT_POOL, 1024, 1025, 1026, 1027))
        .succeeds();
  }

  @Test
  void getOfAnInstance() throws IOException {
    unreadable(instance(64, 3, 0));
    typed("onu", "3");

    calling(
            "instance get --technology GPON --template 64"
                + " 'olt-{olt-1}/pon-{0}/onu-{{onu}}/uni-{0}'")
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("CORRUPT_DATA", "the instance")
        .until(deleted(instance(64, 3, 0)))
        .reports("INSTANCE_NOT_FOUND")
        .until(typing("onu", "2"))
        .succeeds();
  }

  @Test
  void listOfInstances() throws IOException {
    typed("pon", "7");

    calling("instance list" + OLT + " --pon {pon}")
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("PON_NOT_REGISTERED")
        .until(typing("pon", "0"))
        .succeeds();
  }

  @Test
  void listOfOnus() throws IOException {
    typed("pon", "7");

    calling("onu list" + OLT + " --pon {pon}")
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("PON_NOT_REGISTERED")
        .until(typing("pon", "0"))
        .succeeds();
  }

  @Test
  void showOfAnOnu() throws IOException {
    typed("pon", "7");
    typed("onu", "30");

    calling("onu show" + OLT + " --pon {pon} --onu {onu}")
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("PON_NOT_REGISTERED")
        .until(typing("pon", "0"))
        .reports("ONU_NOT_FOUND")
        .until(typing("onu", "2"))
        .succeeds();
  }

  @Test
  void replacementOfAnOnu() throws IOException {
    typed("pon", "7");
    typed("onu", "30");
    typed("owner", "lab");
    stored(CLAIM, "{\"ids\":[1050]}").run();

    calling("onu replace" + OLT + " --pon {pon} --onu {onu} --owner {owner}")
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("PON_NOT_REGISTERED")
        .until(typing("pon", "0"))
        .reports("ONU_NOT_FOUND")
        .until(typing("onu", "2"))
        .reports("OWNER_HAS_IDS")
        .until(typing("owner", "other"))
        .succeeds();
  }

  @Test
  void allocationOfIds() throws IOException {
    unreadable(RECORD, RESERVED_IDS, GEM_PORT_POOL, CLAIM);
    typed("pon", "0");
    typed("ids", "--count 4 1027-1029,1040-1041");

    calling("id allocate" + GEM_PORT_POOL_OF + "--owner lab {ids}")
        .reports("COUNT_OUT_OF_RANGE", "`--count` and IDS")
        .until(typing("ids", "--count 1025"))
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("COUNT_OUT_OF_RANGE", "`--count`")
        .until(typing("ids", "--count 5"))
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("CORRUPT_DATA", "the OLT's record")
        .until(theOltIsBeingDeleted())
        .reports("OLT_BUSY")
        .until(theOltIsLiveWithoutThePon())
        .reports("PON_NOT_REGISTERED")
        .until(theOltHasThePon())
        .reports("CORRUPT_DATA", "the reserved ids")
        .until(deleted(RESERVED_IDS))
        .reports("CORRUPT_DATA", "the pool")
        .until(taken(GEM_PORT_POOL, 1024, 1025, 1026, 1027))
        .reports("CORRUPT_DATA", "the claim")
        .until(stored(CLAIM, "{\"ids\":[1028,1029]}"))
        .reports("COUNT_OUT_OF_RANGE", "the owner has others")
        .until(deleted(CLAIM))
        .reports("POOL_EXHAUSTED")
        .until(typing("ids", "1027-1029,1040"))
        .reports("ID_OWNED", "the lowest such id")
        .until(typing("ids", "1028,1040"))
        .reports("ID_OUT_OF_LEGAL_SPACE", "an id")
        .until(typing("ids", "1028-1029"))
        .succeeds();
  }

  @Test
  void releaseOfIds() throws IOException {
    String instanceThatMayOwnIt = instance(64, 3, 0);
    unreadable(RECORD, GEM_PORT_POOL, instanceThatMayOwnIt);
    typed("pon", "0");
    typed("ids", "1024,1029,1030,5000");

    calling("id release" + GEM_PORT_POOL_OF + "{ids}")
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("CORRUPT_DATA", "the OLT's record")
        .until(theOltIsBeingDeleted())
        .reports("OLT_BUSY")
        .until(theOltIsLiveWithoutThePon())
        .reports("PON_NOT_REGISTERED")
        .until(theOltHasThePon())
        .reports("CORRUPT_DATA", "the pool")
        .until(taken(GEM_PORT_POOL, 1024, 1025, 1026, 1027, 1030))
        .reports("ID_OWNED", "the lowest such id")
        .until(typing("ids", "1029,1030,5000"))
        .reports("ID_NOT_TAKEN", "the lowest such id")
        .until(typing("ids", "1030,5000"))
        .reports("ID_OUT_OF_LEGAL_SPACE", "an id that is neither taken nor in the range")
        .until(typing("ids", "1030"))
        .reports("CORRUPT_DATA", "an instance that may own it")
        .until(deleted(instanceThatMayOwnIt))
        .succeeds();
  }

  @ParameterizedTest
  @CsvSource({"id list, ''", "id owner, 1024"})
  void lookAtIds(String command, String ids) throws IOException {
    unreadable(GEM_PORT_POOL);
    typed("pon", "7");

    calling(command + GEM_PORT_POOL_OF + ids)
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("PON_NOT_REGISTERED")
        .until(typing("pon", "0"))
        .reports("CORRUPT_DATA", "the pool")
        .until(taken(GEM_PORT_POOL, 1024, 1025, 1026, 1027))
        .succeeds();
  }

  @ParameterizedTest
  @ValueSource(strings = {"olt show", "audit"})
  void lookAtAnOlt(String command) throws IOException {
    calling(command + OLT)
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .succeeds();
  }

  @ParameterizedTest
  @ValueSource(strings = {"find 1024", "events --seconds 1"})
  void lookAtTheWholeStore(String command) throws IOException {
    calling(command)
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .succeeds();
  }

  @Test
  void registrationOfAnOlt() throws IOException {
    unreadable(RECORD, MODEL + "unreadable");
    theOltIsRegistered().run();
    typed("model", "--model unknown");
    typed("ranges", "--alloc-ids 1024-1039");

    calling("olt register" + OLT + " {model} {ranges}")
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("MODEL_NOT_FOUND")
        .until(typing("model", "--model unreadable"))
        .reports("CORRUPT_DATA", "the model's ranges")
        .until(typing("model", ""))
        .reports("CORRUPT_DATA", "the OLT's record")
        .until(deleted(RECORD))
        .reports("RANGES_MISSING")
        .until(typing("ranges", "--alloc-ids 1024-1039 --onu-ids 1-32"))
        .reports("RANGE_DIFFERS")
        .until(typing("ranges", "--onu-ids 1-32"))
        .succeeds();
  }

  @Test
  void handOverOfAnOlt() throws IOException {
    unreadable(RECORD, RESERVED_IDS);

    calling("store hand-over --no-adapter-state" + OLT)
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("CORRUPT_DATA", "the OLT's record")
        .until(theOltIsBeingDeleted())
        .reports("OLT_BUSY")
        .until(theOltIsLive())
        .reports("CORRUPT_DATA", "the reserved ids")
        .until(deleted(RESERVED_IDS))
        .succeeds();
  }

  @Test
  void migrationOfAnOlt() throws IOException {
    unreadable(RECORD);
    allTaken(GEM_PORT_POOL_OF_OTHER_LAYOUT).run();

    calling("store migrate --pool-keys without-technology" + OLT)
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("CORRUPT_DATA", "the OLT's record")
        .until(theOltIsBeingDeleted())
        .reports("OLT_BUSY")
        .until(theOltIsLive())
        .reports("POOL_KEYS_DIFFER")
        .until(deleted(GEM_PORT_POOL_OF_OTHER_LAYOUT))
        .succeeds();
  }

  @Test
  void unregistrationOfAnOlt() throws IOException {
    unreadable(RECORD);
    stored(CLAIM, "{\"ids\":[1040]}").run();

    calling("olt unregister" + OLT)
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("CORRUPT_DATA", "the OLT's record")
        .until(theOltIsBeingDeleted())
        .reports("OLT_BUSY")
        .until(theOltIsLive())
        .reports("RECORD_NEEDED")
        .until(deleted(CLAIM))
        .succeeds();
  }

  @Test
  void deleteOfAnOlt() throws IOException {
    unreadable(RECORD);
    typed("yes", "");

    calling("olt delete {yes}" + OLT)
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("CORRUPT_DATA", "the OLT's record")
        .until(theOltIsLive())
        .reports("NOT_CONFIRMED")
        .until(typing("yes", "--yes"))
        .succeeds();
  }

  @ParameterizedTest
  @ValueSource(strings = {"onu-map set", "onu-map add", "onu-map remove"})
  void changeOfAnOnuMap(String command) throws IOException {
    unreadable(RECORD, GEM_PORT_MAP);

    calling(command + OLT + " --pon 0 --onu 1 --type gem-port 1024")
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("CORRUPT_DATA", "the OLT's record")
        .until(theOltIsBeingDeleted())
        .reports("OLT_BUSY")
        .until(theOltIsLiveWithoutThePon())
        .reports("PON_NOT_REGISTERED")
        .until(theOltHasThePon())
        .reports("CORRUPT_DATA", "the map")
        .until(deleted(GEM_PORT_MAP))
        .succeeds();
  }

  @Test
  void writeOfAFlowInfo() throws IOException {
    unreadable(RECORD);

    calling("flow-info set" + OLT + " --pon 0 --onu 1 --flow 7 " + file("flow.json"))
        .reports("FILE_INVALID")
        .until(written("flow.json", "{"))
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("FLOW_INFO_INVALID")
        .until(written("flow.json", "{}"))
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("CORRUPT_DATA", "the OLT's record")
        .until(theOltIsBeingDeleted())
        .reports("OLT_BUSY")
        .until(theOltIsLiveWithoutThePon())
        .reports("PON_NOT_REGISTERED")
        .until(theOltHasThePon())
        .succeeds();
  }

  @Test
  void readOfAFlowInfo() throws IOException {
    unreadable(RECORD);

    calling("flow-info get" + OLT + " --pon 0 --onu 1 --flow 7")
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_NOT_REGISTERED")
        .until(theOltIsRegistered())
        .reports("CORRUPT_DATA", "the OLT's record")
        .until(theOltIsLiveWithoutThePon())
        .reports("PON_NOT_REGISTERED")
        .until(theOltHasThePon())
        .reports("FLOW_INFO_NOT_FOUND")
        .until(stored(FLOW_INFO, "{}"))
        .succeeds();
  }

  @Test
  void applyOfATemplate() throws IOException {
    stored(RESTORE, "{}").run();
    theOltIsRegistered().run();

    calling("template apply --technology GPON --id 64 " + file("template.json"))
        .reports("FILE_INVALID")
        .until(written("template.json", Scene.fourQueues("\"XPON\"", "7")))
        .reports("TEMPLATE_INVALID")
        .until(written("template.json", Scene.fourQueues("multi-instance", "single-instance")))
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_BUSY", "a restore")
        .until(deleted(RESTORE))
        .reports("TEMPLATE_IN_USE")
        .until(written("template.json", Scene.fourQueues()))
        .succeeds();
  }

  @Test
  void lintOfTemplates() throws IOException {
    written("first.json", Scene.fourQueues("\"XPON\"", "7")).run();

    callingWithoutStore("template lint " + file("first.json") + " " + file("second.json"))
        .reports("FILE_INVALID")
        .until(written("second.json", Scene.fourQueues()))
        .reports("TEMPLATE_INVALID")
        .until(written("first.json", Scene.fourQueues()))
        .succeeds();
  }

  @Test
  void lookAtATemplate() throws IOException {
    typed("id", "99");
    theOltIsRegistered().run();

    calling("template show --technology GPON --id {id}")
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("TEMPLATE_NOT_FOUND")
        .until(typing("id", "64"))
        .succeeds();
  }

  @Test
  void deleteOfATemplate() throws IOException {
    stored(RESTORE, "{}").run();
    theOltIsRegistered().run();
    typed("id", "99");
    typed("force", "");

    calling("template delete --technology GPON --id {id} {force}")
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_BUSY", "a restore")
        .until(deleted(RESTORE))
        .reports("TEMPLATE_NOT_FOUND")
        .until(typing("id", "64"))
        .reports("TEMPLATE_IN_USE")
        .until(typing("force", "--force"))
        .succeeds();
  }

  @Test
  void importOfABackup() throws IOException {
    byte[] backup = backup();
    theOltIsLiveWithoutThePon().run();
    unreadable(instance(64, 9, 0));
    stored(RESTORE, "{}").run();
    theOltIsRegistered().run();
    typed("existing", "");

    calling("store import {existing} " + file("backup.jsonl"))
        .reports("FILE_INVALID")
        .until(written("backup.jsonl", backup))
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("OLT_BUSY", "a restore")
        .until(deleted(RESTORE))
        .reports("OLT_EXISTS")
        .until(typing("existing", "--merge"))
        .reports("KEY_EXISTS")
        .until(typing("existing", "--merge --overwrite"))
        .succeeds();
  }

  @Test
  void restoreOfABackup() throws IOException {
    byte[] backup = backup();
    theOltIsLiveWithoutThePon().run();
    theOltIsRegistered().run();
    written("backup.jsonl", Cli.jsonLine(RECORD, new byte[1])).run();
    typed("yes", "");

    calling("store restore {yes} " + file("backup.jsonl"))
        .reports("FILE_INVALID")
        .until(written("backup.jsonl", backup))
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .reports("NOT_CONFIRMED")
        .until(typing("yes", "--yes"))
        .succeeds();
  }

  @Test
  void exportOfTheStore() throws IOException {
    theOltIsRegistered().run();
    typed("file", file("missing-folder/backup.jsonl"));

    calling("store export {file}")
        .reports("STORE_URL_INVALID")
        .until(theUrlIsValid())
        .reports("FILE_INVALID")
        .until(typing("file", file("backup.jsonl")))
        .reports("STORE_UNAVAILABLE")
        .until(theStoreAnswers())
        .succeeds();
  }

  @Test
  void amongWordsUnknownOptionsComeFirstThenTheLeftmostWordAndMissingWordsLast() {
    String technology = "--technology NOPE";
    String template = "--template 99999";
    String port = "olt-1";

    assertThat(codeOfCreate(technology, template, port, "--frobnicate")).isEqualTo("USAGE_INVALID");
    assertThat(codeOfCreate(technology, template, port)).isEqualTo("TECHNOLOGY_UNKNOWN");
    assertThat(codeOfCreate(template, technology, port)).isEqualTo("ID_OUT_OF_LEGAL_SPACE");
    assertThat(codeOfCreate(port, technology, template)).isEqualTo("UNI_PORT_MALFORMED");
    assertThat(codeOfCreate(technology)).as("others are missing").isEqualTo("TECHNOLOGY_UNKNOWN");
    assertThat(codeOfCreate("--store nowhere:", port)).isEqualTo("UNI_PORT_MALFORMED");
    assertThat(codeOfCreate(technology, template, port, "extra")).isEqualTo("TECHNOLOGY_UNKNOWN");
    assertThat(codeOfCreate("--technology GPON")).isEqualTo("USAGE_INVALID");
  }
}

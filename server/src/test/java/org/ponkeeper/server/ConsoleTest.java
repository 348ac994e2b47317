package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.server.Network.FRANKFURT;
import static org.ponkeeper.server.Network.page;
import static org.ponkeeper.server.Network.serial;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.server.access.Caller;
import org.ponkeeper.server.access.Role;
import org.ponkeeper.server.access.Token;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.testing.Fault;
import org.ponkeeper.store.testing.FaultyStore;
import org.ponkeeper.tck.FaultyProxy;
import org.ponkeeper.tck.NotRun;

/** The console in a real Chromium, on a real server: what a person sees and does. */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleTest {

  private static final Path ROOT = Path.of(System.getProperty("ponkeeper.root"));
  private static final Path PICTURES = ROOT.resolve("server/target/screenshots");
  private static final String XGS_PON = "XGS-PON";
  private static final String OF_FRANKFURT = "technologies%2FXGS-PON%2Folts%2F" + FRANKFURT;

  /** The narrowest window in which everything must work. */
  private static final int PHONE = 360;

  @TempDir private Path folder;
  private Optional<Chromium> chromium = Optional.empty();
  private final MemoryStore store = new MemoryStore();
  private final TestServer server = new TestServer(store, Map.of(Setting.HISTORY_INTERVAL, "1s"));
  private final List<Tab> tabs = new ArrayList<>();
  private final String axe = axe();

  @BeforeAll
  void start() throws Exception {
    chromium = Chromium.start(ROOT);
    NotRun.unless(chromium.isPresent(), "tests of the console: there is no Chromium");
    Network.fill(server.ponkeeper(), store);
  }

  @AfterAll
  void stop() {
    chromium.ifPresent(Chromium::close);
    server.close();
  }

  /** Whatever a test does, the browser has nothing to complain of. */
  @AfterEach
  void nothingWentWrong() {
    List<String> problems = tabs.stream().flatMap(tab -> tab.problems().stream()).toList();
    tabs.forEach(Tab::close);
    tabs.clear();
    assertThat(problems).as("errors that the browser reported").isEmpty();
  }

  private static String axe() {
    try (InputStream in = ConsoleTest.class.getResourceAsStream("axe/axe.min.js")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Tab tab() {
    Tab tab = chromium.orElseThrow().open();
    tabs.add(tab);
    return tab;
  }

  /** A page of the console, in a window of its own. */
  private Tab open(String hash) {
    return tab().open(server.uri("/") + hash).see("Live");
  }

  private Olt olt(String name) {
    return server.ponkeeper().olt(Technology.XGS_PON, name);
  }

  // ---- pages

  /** A page, and what a person reads on it. */
  enum View {
    OVERVIEW("#/", "Needs attention", FRANKFURT, "97 %", "1 of 32 left", "Latest changes"),
    OLT(page(XGS_PON, FRANKFURT), "PON 15", "31/32", "Fullest first", "Ids taken, of all PONs"),
    PON(page(XGS_PON, FRANKFURT, 3), "31 of 32", "GEM port ids", serial(0, 3, 12), "UNI 1"),
    ONU(page(XGS_PON, FRANKFURT, 3, 12), serial(0, 3, 12), "HighSpeedInternet 64", "Claims"),
    INSTANCE(
        page(XGS_PON, FRANKFURT, 3, 12, 0, 64),
        "Upstream",
        "Downstream",
        "weight 70, 70 %",
        "strict priority",
        "T-CONT, Alloc-ID",
        "Path in VOLTHA"),
    MULTICAST(page(XGS_PON, FRANKFURT, 3, 12, 0, 66), "Downstream multicast", "4069"),
    SEARCH("#/search?q=1030", "Search for 1030", serial(0, 3, 2), "What can be searched for"),
    SEARCH_ONE("#/search?q=" + serial(1, 2, 5), "Open", "olt-hamburg PON 2 ONU 5"),
    TEMPLATES("#/templates", "HighSpeedInternet", "Television", "GPON 4 96", "New template"),
    TEMPLATE("#/templates/XGS-PON/66", "Television", "2 warnings", "no queue carries p-bit 4"),
    NEW_TEMPLATE("#/templates/new", "New template", "Template id", "Give a template id first"),
    AUDIT("#/audit", "Run the audit", "No audit has run here yet"),
    AUDIT_OLT("#/audit?olt=" + OF_FRANKFURT, "Taken by nobody", "1900-1902", "What to do"),
    NOT_FOUND("#/nothing", "No such page", "Search for an id");

    private final String hash;
    private final ImmutableList<String> texts;

    View(String hash, String... texts) {
      this.hash = hash;
      this.texts = ImmutableList.copyOf(texts);
    }

    String file() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @ParameterizedTest
  @EnumSource(View.class)
  void aPageIsReadableInBothThemesAndOnAPhone(View view) {
    Tab tab = open(view.hash);
    see(tab.theme("light"), view);
    tab.picture(PICTURES.resolve(view.file() + "-light.png"));
    tab.requireAccessible(axe, view.name());
    tab.theme("dark").picture(PICTURES.resolve(view.file() + "-dark.png"));
    tab.requireContrast(axe, view + " in the dark theme");
    see(tab.size(PHONE, 740), view);
    tab.picture(PICTURES.resolve(view.file() + "-phone.png"));
    tab.requireNarrow(view + " on a phone");
  }

  private static void see(Tab tab, View view) {
    for (String text : view.texts) {
      tab.see(text);
    }
    tab.await("it still loads", "!document.querySelector('.loading')");
  }

  @Test
  void fromTheOverviewToASubscriberInThreeClicks() {
    open("#/")
        .see("Needs attention")
        .click("link", FRANKFURT)
        .click("link", "PON 7")
        .click("link", serial(0, 7, 9))
        .see("Services", "ONU 9 on PON 7");
  }

  @Test
  void theThemeCanBeChosenAndStays() {
    Tab tab = chromium.orElseThrow().openApart();
    tabs.add(tab);
    tab.open(server.uri("/").toString()).theme("light").click("button", "Theme: as the system");
    tab.click("button", "Theme: light")
        .await("it is not dark", "document.documentElement?.dataset.theme === 'dark'");
    tab.evaluate("location.reload()");
    tab.see("Needs attention")
        .await("it is not dark", "document.documentElement?.dataset.theme === 'dark'");
    assertThat(
            tab.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")
                .asString())
        .isEqualTo("rgb(15, 19, 23)");
  }

  // ---- search

  @Test
  void aKeyLeadsToTheSearchAndFromThereToTheSubscriber() {
    open(page(XGS_PON, FRANKFURT))
        .see("PON 15")
        .key("/")
        .type(serial(1, 4, 3))
        .key("Enter")
        .see("olt-hamburg PON 4 ONU 3")
        .click("link", serial(1, 4, 3))
        .see("Services", "Claims")
        .controlKey("k")
        .type("no-such-name")
        .key("Enter")
        .see("Nothing has this id, name or path");
  }

  @Test
  void aSearchCanBeLimitedToOneTypeOfIds() {
    Tab tab = open("#/search?q=3").see("ONU 3", "Search for 3").click("button", "Alloc-IDs");
    tab.see("Nothing of this type").click("button", "ONU ids").see(serial(0, 3, 3));
  }

  @Test
  void aSearchFindsAnOltByAPartOfItsNameAndKnowsThatSerialNumbersHaveCapitals() {
    open("#/search?q=Frank")
        .see("No ONU, id or path has this name")
        .click("link", "OLT " + FRANKFURT)
        .see("Fullest first")
        .go("#/search?q=" + serial(0, 7, 9).toLowerCase(Locale.ROOT))
        .see("Capital letters count")
        .click("link", "search for " + serial(0, 7, 9))
        .see("Search for " + serial(0, 7, 9), "ONU 9");
  }

  // ---- the ids of a PON

  @Test
  void eachIdAnswersWhoOwnsIt() {
    Tab tab = open(page(XGS_PON, FRANKFURT, 3)).see("Alloc-IDs", "48 of 256");
    String grid = "document.querySelectorAll('.idgrid svg')[1]";
    tab.pointAt(grid, 0.5 / 64, 0.5 / 4).see("1024ONU 1, UNI 0, template 64");
    tab.pointAt(grid, 63.5 / 64, 3.5 / 4).see("1279free");

    tab.evaluate(grid + ".focus()");
    tab.key("Home").key("ArrowRight").see("1025ONU 2, UNI 0, template 64").key("ArrowDown");
    tab.await(
        "a screen reader does not hear it",
        grid + ".getAttribute('aria-valuetext') === '1089: free'");
    tab.key("Home").see("1024ONU 1").key("Enter").see("T-CONT, Alloc-ID 1024");
  }

  @Test
  void anIdThatIsTypedIsLookedUpAndALargePoolIsShownInParts() {
    Tab tab = open(page(XGS_PON, FRANKFURT, 1)).see("Shown below: 1024–1535");
    tab.evaluate(
        "(() => { const e = document.querySelectorAll('.idfield input')[2]; e.value = '1901';"
            + " e.dispatchEvent(new Event('change')); })()");
    tab.see("Shown below: 1536–2047", "taken, but nobody is known to own it");
  }

  // ---- what changes

  @Test
  void whatIsCommittedIsSeen() {
    Tab tab = open("#/").see("No changes since you opened the console");
    UniPort port = UniPort.of("olt-hamburg", 0, 60, 0);

    olt("olt-hamburg").instances().create(Network.INTERNET, port);

    tab.see("Service 64 on olt-hamburg PON 0 ONU 60 UNI 0");
    Tab onu = open(page(XGS_PON, "olt-hamburg", 0, 60)).see("HighSpeedInternet 64");
    olt("olt-hamburg").instances().create(Network.VOICE, port);
    onu.see("Voice 65");
    olt("olt-hamburg").instances().delete(Network.VOICE, port);
    onu.seeNot("Voice 65");
    olt("olt-hamburg").instances().delete(Network.INTERNET, port);
    tab.see("Service 64 left olt-hamburg PON 0 ONU 60 UNI 0");
  }

  @Test
  void aLostConnectionIsMarkedAndDataIsReadAgainAfterIt() throws Exception {
    try (FaultyProxy proxy = FaultyProxy.to(server.uri("/").getPort())) {
      String hamburg = page(XGS_PON, "olt-hamburg", 7, 1);
      Tab tab =
          tab().open("http://127.0.0.1:" + proxy.port() + "/" + hamburg).see("Live", "Services");
      // Nothing answers any more, and nothing says so.
      proxy.blackHole();
      tab.see("Connection lost, data from", "What you see may have changed since", "Services");
      tab.picture(PICTURES.resolve("connection-lost-light.png"));
      tab.requireAccessible(axe, "a page without connection");

      UniPort port = UniPort.of("olt-hamburg", 7, 1, 3);
      olt("olt-hamburg").instances().create(Network.VOICE, port);
      // It tries again by itself too; so the button is used while it cannot succeed.
      tab.click("button", "Try now").see("Connection lost");
      proxy.reset();
      proxy.heal();
      tab.seeNot("Connection lost").see("UNI 3 Voice 65", "Live");
      olt("olt-hamburg").instances().delete(Network.VOICE, port);
      tab.seeNot("UNI 3 Voice 65");
      tab.expectProblems("net::ERR_");
    }
  }

  @Test
  void aStoreThatDoesNotAnswerIsSaidWithWhatToDo() {
    AtomicBoolean isDown = new AtomicBoolean();
    MemoryStore healthy = new MemoryStore();
    FaultyStore faulty =
        new FaultyStore(healthy, call -> isDown.get() ? Fault.FAIL_BEFORE : Fault.NONE);
    try (Ponkeeper filling = Ponkeeper.on(healthy)) {
      Network.fill(filling, healthy);
    }
    try (TestServer failing =
        new TestServer(
            faulty, Map.of(), PonkeeperOptions.DEFAULTS.withCallTimeout(Duration.ofMillis(500)))) {
      Tab tab = tab().open(failing.uri("/").toString()).see("Live", "Answers", FRANKFURT);
      isDown.set(true);
      tab.expectProblems("status of 5").go("#/templates").see("STORE_UNAVAILABLE", "Try again");
      tab.go("#/").see("The store does not answer", "Does not answer", FRANKFURT);
      tab.theme("light").picture(PICTURES.resolve("store-down-light.png"));
      tab.requireAccessible(axe, "an overview without store");

      isDown.set(false);
      tab.go("#/templates").see("HighSpeedInternet").go("#/").see("Answers");
      tab.seeNot("The store does not answer");
    }
  }

  // ---- changes

  private OnuId onu(int pon, int number) {
    return new OnuId(new PonId(new OltId(FRANKFURT), pon), number);
  }

  @Test
  void anInstanceIsDeletedAfterItIsSaidWhatWillHappen() {
    Tab tab = open(page(XGS_PON, FRANKFURT, 5, 4, 0, 66)).click("button", "Delete instance…");
    tab.see(
        "Delete the service of " + serial(0, 5, 4),
        "The instance of template 66 (Television) is deleted",
        "becomes free");
    tab.picture(PICTURES.resolve("delete-instance-light.png")).requireAccessible(axe, "the dialog");
    UniPort port = UniPort.of(FRANKFURT, 5, 4, 0);
    assertThat(olt(FRANKFURT).instances().find(Network.TELEVISION, port)).isPresent();

    tab.click("button", "Delete instance").see("was deleted", "Services").seeNot("Television 66");
    assertThat(olt(FRANKFURT).instances().find(Network.TELEVISION, port)).isEmpty();
  }

  @Test
  void cancelChangesNothing() {
    Tab tab =
        open(page(XGS_PON, FRANKFURT, 5, 5))
            .click("button", "Delete…")
            .see("These ids become free");
    tab.click("button", "Cancel").seeNot("These ids become free");
    tab.click("button", "Delete…")
        .see("These ids become free")
        .key("Escape")
        .seeNot("These ids become free");
    assertThat(olt(FRANKFURT).onus().find(onu(5, 5))).isPresent();
    assertThat(tab.evaluate("document.activeElement.innerText").asString())
        .as("where the keyboard goes on")
        .isEqualTo("Delete…");
  }

  @Test
  void anOnuIsDeletedWithEverything() {
    Tab tab = open(page(XGS_PON, FRANKFURT, 5, 6)).click("button", "Delete…");
    tab.see("2 instances", "UNI 1, template 65", "ONU id 6", "The subscriber loses all services");
    tab.picture(PICTURES.resolve("delete-onu-light.png"));

    tab.click("button", "Delete ONU").see(serial(0, 5, 6) + " was deleted", "Alloc-IDs");
    assertThat(olt(FRANKFURT).onus().find(onu(5, 6))).isEmpty();
  }

  @Test
  void anOnuIsReplacedAndAnOwnerWithIdsIsRefused() {
    Tab tab = open(page(XGS_PON, FRANKFURT, 5, 7)).click("button", "Replace…");
    tab.fill("Serial number of the new ONU", serial(0, 5, 8)).see("OWNER_HAS_IDS");
    assertThat(tab.evaluate("sight.find('button', 'Replace ONU').disabled").asBoolean()).isTrue();

    tab.fill("Serial number of the new ONU", "ALCLNEWDEVICE")
        .see("takes over ONU 7 from " + serial(0, 5, 7));
    tab.picture(PICTURES.resolve("replace-onu-light.png")).requireAccessible(axe, "the dialog");
    tab.click("button", "Replace ONU").see("ONU 7 now belongs to ALCLNEWDEVICE", "ALCLNEWDEVICE");
    assertThat(olt(FRANKFURT).onus().get(onu(5, 7)).owner())
        .contains(new OwnerName("ALCLNEWDEVICE"));
    tab.expectProblems("status of 4");
  }

  @Test
  void anOnuIsMovedAndATakenPlaceIsRefused() {
    Tab tab = open(page(XGS_PON, FRANKFURT, 5, 9)).click("button", "Move…");
    tab.fill("To ONU number", "10").see("ONU_EXISTS");
    tab.fill("To ONU number", "")
        .choose("To PON", "PON 0")
        .see("on PON 0", "UNI 0, template 64", "→");
    tab.picture(PICTURES.resolve("move-onu-light.png")).requireAccessible(axe, "the dialog");

    tab.click("button", "Move ONU").see("The ONU is now ONU", serial(0, 5, 9), "on PON 0 of");
    assertThat(olt(FRANKFURT).onus().find(onu(5, 9))).isEmpty();
    tab.expectProblems("status of 4");
  }

  @Test
  void whatSomebodyElseHasChangedIsNotDeleted() {
    Tab tab =
        open(page(XGS_PON, FRANKFURT, 5, 11))
            .click("button", "Delete…")
            .see("These ids become free");
    olt(FRANKFURT).instances().create(Network.VOICE, UniPort.of(FRANKFURT, 5, 11, 5));

    tab.click("button", "Delete ONU").see("ETAG_MISMATCH");
    assertThat(olt(FRANKFURT).onus().find(onu(5, 11))).isPresent();
    tab.expectProblems("status of 4");
  }

  @Test
  void anOltIsDeletedOnlyAfterItsNameIsTyped() {
    server.ponkeeper().olt(Technology.XGS_PON, "olt-spare").register(Scene.registration().build());
    Tab tab =
        open(page(XGS_PON, "olt-spare"))
            .click("button", "Delete OLT…")
            .see("It cannot be undone", "1 record");
    tab.fill("Type olt-spare to confirm", "olt-spar");
    assertThat(tab.evaluate("sight.find('button', 'Delete olt-spare').disabled").asBoolean())
        .isTrue();
    tab.picture(PICTURES.resolve("delete-olt-light.png")).requireAccessible(axe, "the dialog");

    tab.type("e")
        .click("button", "Delete olt-spare")
        .see("olt-spare was deleted", "Needs attention");
    assertThat(server.get("/v1/technologies/XGS-PON/olts/olt-spare").statusCode())
        .isNotEqualTo(200);
  }

  @Test
  void aPonInUseIsNotRemovedAndAnEmptyOneIs() {
    Tab tab = open(page(XGS_PON, FRANKFURT, 2)).click("button", "Remove PON…").see("PON_IN_USE");
    assertThat(tab.evaluate("sight.find('button', 'Remove PON 2').disabled").asBoolean()).isTrue();
    tab.click("button", "Cancel");
    server.ponkeeper().olt(Technology.XGS_PON, "olt-two").register(Scene.registration().build());
    tab.go(page(XGS_PON, "olt-two", 1))
        .see("No ONU is stored on this PON")
        .click("button", "Remove PON…");
    tab.see("Nothing is stored of this PON")
        .click("button", "Remove PON 1")
        .see("PON 1 was removed from olt-two");
    tab.expectProblems("status of 4");
  }

  // ---- templates

  private void store(int id, String document) {
    server
        .ponkeeper()
        .templates()
        .apply(Technology.XGS_PON, new TechProfileId(id), Bytes.utf8(document));
  }

  private Tab edit(Tab tab, String from, String to) {
    tab.await(
        "there is no editor",
        "document.getElementById('editor')?.value.includes(" + Tab.quoted(from) + ")");
    tab.evaluate(
        "(() => { const e = document.getElementById('editor'); const at = e.value.indexOf("
            + Tab.quoted(from)
            + ");"
            + " e.focus(); e.setSelectionRange(at, at + "
            + from.length()
            + "); })()");
    return tab.type(to);
  }

  @Test
  void aBrokenRuleIsShownAtItsLineWhileOneTypes() {
    Tab tab = open("#/templates/XGS-PON/64");
    edit(tab, "0b00000011", "0b0000011").see("1 error: it would be refused", "Line 27");
    assertThat(tab.evaluate("document.querySelector('.gutter li.bad').innerText").asString())
        .isEqualTo("27");
    assertThat(tab.evaluate("sight.find('button', 'Apply').disabled").asBoolean()).isTrue();
    tab.picture(PICTURES.resolve("template-error-light.png")).requireAccessible(axe, "the editor");
    tab.theme("dark")
        .picture(PICTURES.resolve("template-error-dark.png"))
        .requireAccessible(axe, "the editor");

    tab.click("button", "Line 27");
    assertThat(tab.evaluate("document.activeElement.id").asString()).isEqualTo("editor");
    edit(tab, "0b0000011", "{{{").see("it would be refused");
    tab.click("button", "Discard changes").see("Follows all rules");
  }

  @Test
  void aTemplateIsAppliedAfterItIsSaidWhatItDoesToLiveServices() {
    Tab tab = open("#/templates/GPON/64");
    edit(tab, "\"weight\": 30", "\"weight\": 20");
    edit(tab, "\"weight\": 70", "\"weight\": 80").see("What differs from what is stored");
    tab.click("button", "Apply…")
        .see("96 instances use it", "olt-kiel: 96", "weight", "Lines that differ");
    tab.picture(PICTURES.resolve("apply-template-light.png")).requireAccessible(axe, "the dialog");

    tab.click("button", "Apply template")
        .see("Template 64 was stored")
        .seeNot("What differs from what is stored");
    tab.go(page("GPON", "olt-kiel", 0, 1, 0, 64)).see("weight 80, 80 %");
  }

  @Test
  void aNewTemplateIsStoredAndOneInUseIsDeletedOnlyByForce() {
    Tab tab = open("#/templates/new").see("Give a template id first");
    tab.choose("Technology", "EPON").see("it would be refused").choose("Technology", "XGS-PON");
    tab.fill("Template id", "70");
    edit(tab, "\"name\": \"\"", "\"name\": \"Business\"");
    tab.click("button", "Apply…")
        .see("Store template 70?", "No instance uses it")
        .click("button", "Apply template");
    tab.see("Template 70 of XGS-PON, usable").click("button", "Delete…").see("No instance uses it");
    tab.click("button", "Delete template").see("Template 70 was deleted", "New template");

    tab.go("#/templates/XGS-PON/65").click("button", "Delete…").see("TEMPLATE_IN_USE");
    tab.clickOn("document.querySelector('dialog input[type=checkbox]')")
        .see("shown by the built-in default");
    tab.click("button", "Cancel");
    tab.expectProblems("status of 4");
  }

  @Test
  void whatAnotherOneStoresMeanwhileIsShownAsADifference() {
    store(71, Network.internet(30));
    Tab tab = open("#/templates/XGS-PON/71");
    edit(tab, "HighSpeedInternet", "Mine").see("What differs from what is stored");
    store(71, Network.internet(45));
    tab.await(
        "the other change is not shown",
        "document.querySelector('.diff').innerText.includes('45')");
    assertThat(tab.evaluate("document.getElementById('editor').value").asString()).contains("Mine");
  }

  // ---- audit

  @Test
  void anAuditExplainsItsFindingsAndARepairSaysWhatItWillDo() {
    Olt spare = server.ponkeeper().olt(Technology.XGS_PON, "olt-broken");
    spare.register(Scene.registration().build());
    spare.ids().reserve(0, ResourceType.ALLOC_ID, new OwnerName("forgotten"), Set.of(1050));
    Stores.delete(store, "/forgotten");
    Tab tab =
        open("#/audit?olt=technologies%2FXGS-PON%2Folts%2Folt-broken")
            .see("Taken by nobody", "1050");
    tab.click("button", "Repair…")
        .see("Alloc-ID 1050 of pool 0 becomes free: nobody owns it", "No service changes its ids");
    tab.picture(PICTURES.resolve("repair-light.png")).requireAccessible(axe, "the dialog");

    tab.click("button", "Repair").see("olt-broken was repaired", "No problems found");
    tab.go("#/").see("Clean");
  }

  @Test
  void allOltsAreAudited() {
    Tab tab = open("#/audit").click("button", "Run the audit").see("1900-1902", "Audit again");
    tab.choose("OLT", FRANKFURT).see("Audit of " + FRANKFURT, "1900-1902");
  }

  // ---- wrong addresses

  @Test
  void whatIsNotThereIsSaidWithWhatToDo() {
    Tab tab = open("#/").expectProblems("status of 4");
    for (String hash :
        List.of(
            "#/olts/XGS-PON/olt-nowhere",
            "#/olts/XGS-PON/olt-frankfurt/99",
            "#/olts/XGS-PON/olt-frankfurt/0/9999",
            "#/olts/XGS-PON/olt-frankfurt/0/1/0/99",
            "#/olts/NO-PON/olt-frankfurt",
            "#/templates/XGS-PON/99",
            "#/audit?olt=technologies%2FXGS-PON%2Folts%2Folt-nowhere")) {
      tab.go(hash).see("Try again");
      assertThat(tab.evaluate("document.querySelector('.notice.bad .code').innerText").asString())
          .as(hash)
          .matches("[A-Z_]+");
      tab.go("#/").see("Needs attention");
    }
    tab.go("#/audit?olt=nothing").see("there is no such path").requireAccessible(axe, "an error");
  }

  @Test
  void anAddressThatIsNoPageIsSaid() {
    Tab tab = open("#/");
    for (String hash :
        List.of(
            "#/olts/XGS-PON",
            "#/olts/XGS-PON/olt-1/x",
            "#/olts/XGS-PON/olt-1/0/1/0",
            "#/%zz",
            "#/templates/XGS-PON",
            "#/templates/XGS-PON/x",
            "#/a/b/c")) {
      tab.go(hash).see("No such page").go("#/").see("Needs attention");
    }
  }

  /** Texts of the store are shown as texts. */
  @Test
  void aNameIsNeverMarkup() {
    String name = "<img src=x onerror=alert(1)>";
    store(72, Network.internet(30).replace("HighSpeedInternet", name));
    for (String hash : List.of("#/templates", "#/templates/XGS-PON/72")) {
      Tab tab = open(hash).see(name);
      assertThat(tab.evaluate("document.querySelectorAll('img').length").asInt()).isZero();
    }
    Tab tab = open("#/search?q=%3Cimg%20src%3Dx%3E").see("Search for <img src=x>", "NAME_INVALID");
    assertThat(tab.evaluate("document.querySelectorAll('img').length").asInt()).isZero();
    tab.expectProblems("status of 400");
  }

  // ---- roles

  private record Buttons(String hash, String button, Role least) {}

  private static final List<Buttons> BUTTONS =
      List.of(
          new Buttons(page(XGS_PON, FRANKFURT), "Delete OLT…", Role.ADMIN),
          new Buttons(page(XGS_PON, FRANKFURT, 3), "Remove PON…", Role.OPERATOR),
          new Buttons(page(XGS_PON, FRANKFURT, 3, 12), "Delete…", Role.ADAPTER),
          new Buttons(page(XGS_PON, FRANKFURT, 3, 12), "Move…", Role.ADAPTER),
          new Buttons(page(XGS_PON, FRANKFURT, 3, 12), "Replace…", Role.ADAPTER),
          new Buttons(page(XGS_PON, FRANKFURT, 3, 12, 0, 64), "Delete instance…", Role.ADAPTER),
          new Buttons("#/templates/XGS-PON/64", "Apply…", Role.OPERATOR),
          new Buttons("#/templates/XGS-PON/64", "Delete…", Role.OPERATOR),
          new Buttons("#/audit?olt=" + OF_FRANKFURT, "Repair…", Role.OPERATOR),
          new Buttons("#/audit?olt=" + OF_FRANKFURT, "Audit again", Role.VIEWER));

  private Map<Role, String> tokens() throws IOException {
    Map<Role, String> tokens = new EnumMap<>(Role.class);
    StringBuilder lines = new StringBuilder();
    for (Role role : Role.values()) {
      String token = Token.generate();
      tokens.put(role, token);
      Set<String> olts = role == Role.ADAPTER ? Set.of("XGS-PON/" + FRANKFURT) : Set.of();
      lines.append(Token.line(new Caller("the-" + role.text(), role, olts), token)).append('\n');
    }
    Files.writeString(folder.resolve("tokens"), lines);
    return tokens;
  }

  @Test
  void eachRoleSignsInAndSeesTheButtonsThatItMayUse() throws Exception {
    Map<Role, String> tokens = tokens();
    MemoryStore guarded = new MemoryStore();
    try (TestServer secured =
        new TestServer(
            guarded, Map.of(Setting.SECURITY_TOKENS, folder.resolve("tokens").toString()))) {
      Network.fill(secured.ponkeeper(), guarded);
      for (Role role : Role.values()) {
        Tab tab = tab().expectProblems("status of 401").open(secured.uri("/").toString());
        tab.see("Sign in", "ponkeeper token new");
        if (role == Role.VIEWER) {
          tab.requireAccessible(axe, "signing in");
          tab.fill("Token", "wrong").key("Enter").see("The server does not know this token");
          for (String theme : new String[] {"light", "dark"}) {
            tab.theme(theme).picture(PICTURES.resolve("sign-in-" + theme + ".png"));
          }
          tab.requireAccessible(axe, "a wrong token");
        }
        tab.fill("Token", tokens.get(role))
            .key("Enter")
            .see("the-" + role.text(), "Live", FRANKFURT);
        if (role == Role.ADAPTER) {
          tab.seeNot("olt-hamburg");
        }
        for (Buttons button : BUTTONS) {
          tab.go(button.hash);
          tab.await(
              "it still loads",
              "document.querySelector('main .actions') && !document.querySelector('.loading')");
          assertThat(tab.has("button", button.button))
              .as("%s sees '%s'", role, button.button)
              .isEqualTo(role.compareTo(button.least) >= 0);
        }
        tab.theme("light").picture(PICTURES.resolve("role-" + role.text() + "-light.png"));
        tab.click("button", "Sign out").see("Sign in").seeNot("the-" + role.text());
        tab.evaluate("location.reload()");
        tab.see("Sign in").seeNot(FRANKFURT);
      }
    }
  }

  /** Replaces a file at once: the server may look at it at any moment. */
  private static void replace(Path file, String text) throws IOException {
    Path next = Files.writeString(file.resolveSibling("next"), text + "\n");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aChangedRoleIsFollowedAndAWithdrawnTokenIsSaid() throws Exception {
    Path file = folder.resolve("changing-tokens");
    String token = Token.generate();
    replace(file, Token.line(new Caller("somebody", Role.VIEWER, Set.of()), token));
    MemoryStore guarded = new MemoryStore();
    try (TestServer secured =
        new TestServer(guarded, Map.of(Setting.SECURITY_TOKENS, file.toString()))) {
      secured.ponkeeper().olt(Technology.XGS_PON, "olt-1").register(Scene.registration().build());
      Tab tab = tab().expectProblems("status of 401").open(secured.uri("/#/").toString());
      tab.fill("Token", token).key("Enter").see("Live", "Viewer", "olt-1").go("#/templates");
      tab.see("No templates are stored").seeNot("New template");

      replace(file, Token.line(new Caller("somebody", Role.OPERATOR, Set.of()), token));
      tab.see("Operator", "New template");

      replace(file, Token.line(new Caller("other", Role.VIEWER, Set.of()), Token.generate()));
      tab.see("Sign in", "The server does not know this token", "been withdrawn");
      assertThat(tab.text()).doesNotContain("Connection lost", "somebody");
    }
  }

  // ---- the tests themselves

  /** What loads moves what is below it, also between a look at it and the click. */
  @Test
  void aClickNeverHitsWhatHasMovedInTheWay() {
    Tab tab =
        tab()
            .open(
                "data:text/html,<button onclick=\"title='wrong'\">Wrong</button><br>"
                    + "<button onclick=\"document.body.append('clicked '%2Bdocument.title)\""
                    + " onmousemove=\"if(!this.isMoved)document.body.prepend(document.createElement('hr'),"
                    + "document.createElement('br'));this.isMoved=true\">Right</button>");

    tab.click("button", "Right").see("clicked");

    assertThat(tab.evaluate("document.title").asString()).isEmpty();
    assertThat(tab.evaluate("document.querySelectorAll('hr').length").asInt()).isOne();
  }

  // ---- a large network

  @Test
  void manyOnusAreShownByPages() {
    Tab tab = open(page(XGS_PON, "olt-hamburg", 2)).see("ONUs", serial(1, 2, 1));
    assertThat(olt("olt-hamburg").onus().list(2)).hasSizeLessThan(50);
    tab.seeNot("Next");
    Olt crowded = server.ponkeeper().olt(Technology.XGS_PON, "olt-crowded");
    crowded.register(
        OltRegistration.builder()
            .pons(Set.of(0))
            .onuIds(1, 120)
            .allocIds(1024, 1279)
            .gemPortIds(1024, 2047)
            .build());
    for (int onu = 1; onu <= 120; onu++) {
      crowded.ids().reserve(0, ResourceType.ONU_ID, new OwnerName("CROWD" + onu), Set.of(onu));
    }
    tab.go(page(XGS_PON, "olt-crowded", 0)).see("CROWD50", "Page 1, 50 rows").seeNot("CROWD51");
    tab.click("button", "Next")
        .see("CROWD51", "Page 2")
        .click("button", "Next")
        .see("CROWD120", "20 rows");
    tab.click("button", "Previous").see("CROWD51");
  }
}

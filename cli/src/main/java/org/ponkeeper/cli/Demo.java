package org.ponkeeper.cli;

import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.ponkeeper.Olt;
import org.ponkeeper.keyspace.BackupKeys;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.TechProfileInstance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.template.Templates;
import org.ponkeeper.wire.InstanceMessages;
import org.ponkeeper.wire.MessageJson;
import tools.jackson.core.JsonGenerator;

/** Shows the main use from end to end, step by step. */
final class Demo {

  private static final Technology TECHNOLOGY = Technology.XGS_PON;
  private static final OltId OLT = new OltId("demo-olt");
  private static final TechProfileId TEMPLATE = new TechProfileId(64);
  private static final String INDENT = "   ";
  private static final int PONS = 4;
  private static final int PONS_IN_USE = 3;
  private static final int SUBSCRIBERS_A_PON = 4;

  private final DemoStore store;
  private final Consumer<String> narrate;

  Demo(DemoStore store, Consumer<String> narrate) {
    this.store = store;
    this.narrate = narrate;
  }

  /**
   * The results of the demo.
   *
   * @param instances the number of services created
   * @param identical how many of them were identical after a restart
   * @param deleted the path of the one that was deleted
   * @param freed the ids that this freed
   * @param next the one that was created after that
   * @param bytes the storage needed for a subscriber
   */
  record Figures(
      int instances,
      int identical,
      InstancePath deleted,
      DeleteResult freed,
      Instance next,
      Cost bytes) {
    void write(JsonGenerator json) {
      json.writeStartObject();
      json.writeNumberProperty("instances", instances);
      json.writeNumberProperty("identical", identical);
      json.writeStringProperty("deleted", deleted.toString());
      json.writeNumberProperty("freed_alloc_id", freed.freedAllocId().orElseThrow().value());
      InstanceJson.writeIds(json, "freed_gemport_ids", freed.freedGemPortIds());
      json.writeStringProperty("created_next", next.path().toString());
      json.writeNumberProperty("next_alloc_id", next.allocId().value());
      InstanceJson.writeIds(json, "next_gemport_ids", next.gemPortIds());
      json.writeObjectPropertyStart("bytes_per_subscriber");
      json.writeNumberProperty("resource_instance", bytes.resourceInstance());
      json.writeNumberProperty("share_of_pools", bytes.shareOfPools());
      json.writeNumberProperty("full_instance_json", bytes.fullJson());
      json.writeNumberProperty("full_instance_protobuf", bytes.fullProtobuf());
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  /**
   * Bytes of keys and values for one subscriber.
   *
   * @param resourceInstance the stored data of a service
   * @param shareOfPools the pools, divided by the number of services
   * @param fullJson a complete instance, as libraries of 2020 and 2021 stored it
   * @param fullProtobuf a complete instance as protobuf
   */
  record Cost(long resourceInstance, long shareOfPools, long fullJson, long fullProtobuf) {}

  Figures run() {
    applyTemplate();
    registerOlt();
    long before = stored();
    List<Instance> created = createServices();
    Cost bytes = cost(created, before);
    int identical = openAgain(created);
    Instance gone = created.get(1);
    DeleteResult freed = delete(gone.path());
    Instance next = createNext(gone);
    tell(bytes);
    return new Figures(created.size(), identical, gone.path(), freed, next, bytes);
  }

  private void applyTemplate() {
    Templates.Applied applied =
        store.session().ponkeeper().templates().apply(TECHNOLOGY, TEMPLATE, template());
    step(
        "1. Template %s of %s: %s, %s GEM ports, all p-bits, both directions"
            .formatted(
                TEMPLATE, TECHNOLOGY, applied.profile().name(), applied.profile().numGemPorts()));
  }

  private void registerOlt() {
    OltRegistration registration =
        OltRegistration.builder()
            .pons(0, PONS - 1)
            .onuIds(1, 32)
            .allocIds(1024, 1152)
            .gemPortIds(1024, 2048)
            .build();
    olt().register(registration);
    step(
        "2. OLT %s: PONs 0-%s, on each Alloc-IDs 1024-1152 and GEM port ids 1024-2048"
            .formatted(OLT, PONS - 1));
  }

  private List<Instance> createServices() {
    step(
        "3. Services for %s subscribers on %s PONs"
            .formatted(PONS_IN_USE * SUBSCRIBERS_A_PON, PONS_IN_USE));
    List<Instance> created = new ArrayList<>();
    for (int pon = 0; pon < PONS_IN_USE; pon++) {
      for (int onu = 1; onu <= SUBSCRIBERS_A_PON; onu++) {
        created.add(olt().instances().create(TEMPLATE, port(pon, onu)).instance());
      }
    }
    narrate(InstanceTables.ids(created));
    narrate.accept("");
    narrate.accept("   The queues of the first:");
    narrate(InstanceTables.queues(created.subList(0, 1)));
    return created;
  }

  private int openAgain(List<Instance> created) {
    store.reopen();
    List<Instance> found = olt().load().instances().list();
    int identical = 0;
    for (int i = 0; i < Math.min(created.size(), found.size()); i++) {
      boolean same =
          created.get(i).equals(found.get(i))
              && message(created.get(i)).equals(message(found.get(i)));
      identical += same ? 1 : 0;
    }
    step("4. Closed, and opened again from the template and the stored ids alone");
    narrate.accept(
        "   %s of %s instances are identical: ids, schedulers, queues"
            .formatted(identical, created.size()));
    if (identical != created.size() || found.size() != created.size()) {
      throw new IllegalStateException("not every instance came back identical: " + found);
    }
    return identical;
  }

  private DeleteResult delete(InstancePath path) {
    DeleteResult answer = olt().instances().delete(TEMPLATE, path.uniPort());
    step("5. Deleted " + path);
    narrate.accept("   " + InstanceCommands.freed(answer) + " are free again");
    return answer;
  }

  private Instance createNext(Instance gone) {
    int pon = gone.path().uniPort().pon().number();
    Instance next = olt().instances().create(TEMPLATE, port(pon, SUBSCRIBERS_A_PON + 1)).instance();
    narrate.accept("   Created " + next.path());
    narrate.accept(
        "   Alloc-ID %s, GEM ports %s: the same ids"
            .formatted(next.allocId(), InstanceTables.runs(next.gemPortIds())));
    if (!next.allocId().equals(gone.allocId()) || !next.gemPortIds().equals(gone.gemPortIds())) {
      throw new IllegalStateException("not the ids of " + gone + ": " + next);
    }
    return next;
  }

  /** Must be called while only the services have been added to {@code before}. */
  private Cost cost(List<Instance> created, long before) {
    long resources = 0;
    for (KeyValue kv : store.session().store().list(ranges(), ScanOptions.ALL)) {
      // An instance's key always ends with its path.
      boolean isInstance = created.stream().anyMatch(i -> kv.key().text().endsWith("/" + i.path()));
      resources += isInstance ? length(kv) : 0;
    }
    long pools = stored() - before - resources;
    Instance one = created.getFirst();
    long key = (store.session().keys().templatePath() + "/" + one.path()).length();
    return new Cost(
        resources / created.size(),
        pools / created.size(),
        key + Bytes.utf8(MessageJson.print(message(one))).length(),
        key + message(one).getSerializedSize());
  }

  private void tell(Cost bytes) {
    step("6. What a subscriber costs in the store, in bytes of keys and values");
    narrate(
        new Table()
            .text("what")
            .number("bytes")
            .row("the resource instance", number(bytes.resourceInstance()))
            .row("its share of the PON's pools", number(bytes.shareOfPools()))
            .row("together", number(bytes.resourceInstance() + bytes.shareOfPools()))
            .row("instead of the full instance as JSON", number(bytes.fullJson()))
            .row("or as protobuf", number(bytes.fullProtobuf())));
  }

  private long stored() {
    return store.session().store().list(ranges(), ScanOptions.ALL).stream()
        .mapToLong(Demo::length)
        .sum();
  }

  private List<KeyRange> ranges() {
    return BackupKeys.everything(store.session().keys(), List.of()).ranges();
  }

  private static long length(KeyValue kv) {
    return (long) kv.key().length() + kv.value().length();
  }

  private static Message message(Instance instance) {
    if (instance instanceof TechProfileInstance resolved) {
      return InstanceMessages.of(resolved);
    }
    throw new IllegalStateException("no template fits " + instance);
  }

  private Olt olt() {
    return store.session().ponkeeper().olt(TECHNOLOGY, OLT);
  }

  private static UniPort port(int pon, int onu) {
    return UniPort.of(OLT.device(), pon, onu, 0);
  }

  private void step(String what) {
    narrate.accept("");
    narrate.accept(what);
  }

  private void narrate(Table table) {
    table.lines(Table.WIDTH - INDENT.length()).forEach(line -> narrate.accept(INDENT + line));
  }

  private static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** A template with four queues. */
  static Bytes template() {
    try (InputStream in = Demo.class.getResourceAsStream("four-queues.json")) {
      return Bytes.wrap(Objects.requireNonNull(in, "four-queues.json").readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

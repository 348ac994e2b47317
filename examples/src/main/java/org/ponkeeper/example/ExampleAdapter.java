package org.ponkeeper.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.DeleteRequest;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.StoreView;
import org.ponkeeper.store.etcd.EtcdStore;
import org.ponkeeper.store.sqlite.SqliteStore;

/**
 * The part of an OLT adapter that creates and deletes services on one OLT, and stores its own notes
 * about them.
 *
 * <p>Thread-safe. Calls block, and throw a {@link org.ponkeeper.error.PonkeeperException} on
 * failure. The caller who opened the store closes it, after the adapter.
 */
public final class ExampleAdapter implements AutoCloseable {

  /** The path of the adapter's own notes; neither VOLTHA nor Ponkeeper has keys under it. */
  static final String PATH = "service/voltha/example-adapter";

  static final Technology TECHNOLOGY = Technology.XGS_PON;
  static final TechProfileId TEMPLATE = new TechProfileId(64);

  private final Ponkeeper ponkeeper;
  private final StoreView mine;
  private final Olt olt;

  /** Creates an adapter for that device; reads nothing yet. */
  public ExampleAdapter(KeyValueStore store, String device) {
    PonkeeperOptions options = PonkeeperOptions.DEFAULTS.withAdapterPath(PATH);
    ponkeeper = Ponkeeper.on(store, options);
    mine = ponkeeper.adapterData();
    olt = ponkeeper.olt(TECHNOLOGY, device);
  }

  /** Opens {@code sqlite:PATH} or {@code etcd://HOST:PORT,…}. */
  public static KeyValueStore open(String url) {
    return RetryingStore.of(
        url.startsWith("sqlite:")
            ? SqliteStore.open(Path.of(url.substring("sqlite:".length())))
            : EtcdStore.open(url));
  }

  /** Stores the template, and registers the OLT with its PONs and id ranges; safe to repeat. */
  public void bringUp(Bytes template) {
    ponkeeper.templates().apply(TECHNOLOGY, TEMPLATE, template);
    olt.register(
        OltRegistration.builder()
            .pons(0, 15)
            .onuIds(1, 32)
            .allocIds(1024, 1152)
            .gemPortIds(1024, 2048)
            .build());
  }

  /** Creates a service and a note of its GEM ports in one transaction; safe to repeat. */
  public Instance activate(UniPort port) {
    return olt.instances()
        .create(
            CreateRequest.of(TEMPLATE, port)
                .withAdapterData(
                    instance -> List.of(mine.putting(port.toString(), note(instance)))))
        .instance();
  }

  /** The service, if there is one. */
  public Optional<Instance> service(UniPort port) {
    return olt.instances().find(TEMPLATE, port);
  }

  /** The note about the service, if there is one. */
  public Optional<String> noted(UniPort port) {
    return mine.get(port.toString()).map(entry -> entry.value().toUtf8());
  }

  /** Deletes the service and its note in one transaction; safe to repeat. */
  public void deactivate(UniPort port) {
    olt.instances()
        .delete(
            DeleteRequest.of(TEMPLATE, port)
                .withAdapterData(List.of(mine.deleting(port.toString()))));
  }

  private static Bytes note(Instance instance) {
    return Bytes.utf8("{\"gem_ports\":" + instance.gemPortIds() + "}");
  }

  @Override
  public void close() {
    ponkeeper.close();
  }

  /**
   * Creates a service, finds it again after a restart, and deletes it. Arguments: the store's URL
   * and a template file.
   */
  public static void main(String[] args) throws IOException {
    Bytes template = Bytes.wrap(Files.readAllBytes(Path.of(args[1])));
    UniPort port = UniPort.of("olt-1", 0, 1, 0);
    try (KeyValueStore store = open(args[0]);
        ExampleAdapter adapter = new ExampleAdapter(store, "olt-1")) {
      adapter.bringUp(template);
      System.out.println("created: Alloc-ID " + adapter.activate(port).allocId());
    }
    try (KeyValueStore store = open(args[0]);
        ExampleAdapter adapter = new ExampleAdapter(store, "olt-1")) {
      System.out.println(
          "after a restart: Alloc-ID " + adapter.service(port).orElseThrow().allocId());
      System.out.println("noted: " + adapter.noted(port).orElseThrow());
      adapter.deactivate(port);
      System.out.println("deleted: " + adapter.service(port).isEmpty());
    }
  }
}

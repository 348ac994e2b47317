package org.ponkeeper.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.KeyValueStore;

/**
 * A process of its own that works on {@code olt-1} in a store. Says {@code ready}, waits for a
 * line, and says of each operation {@code try VERB TEMPLATE PORT}, then {@code done VERB TEMPLATE
 * PORT IDS} once it was acknowledged.
 *
 * <p>{@code create URL WORKER THREADS COUNT}: each thread creates that many instances on ports of
 * its own, on two PONs in turn, and the ones that all workers share. {@code churn URL WORKER SEED
 * [CALL_TIMEOUT_MS]}: creates and deletes at random on ports of its own, for ever. {@code migrate
 * URL WORKER}: migrates the instances of the older format, and says {@code done migrate COUNT}
 * after each transaction.
 */
final class StoreWorker {

  static final int SHARED_PORTS = 10;

  private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private final Olt olt;

  private StoreWorker(Olt olt) {
    this.olt = olt;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    StoreUrl url = StoreUrl.parse(args[1], StoreAccess.NONE, Terminal.ofProcess());
    Duration callTimeout =
        args[0].equals("churn") && args.length > 4
            ? Duration.ofMillis(Long.parseLong(args[4]))
            : PonkeeperOptions.DEFAULT_CALL_TIMEOUT;
    try (KeyValueStore store = url.open(callTimeout);
        Ponkeeper ponkeeper =
            Ponkeeper.on(store, PonkeeperOptions.DEFAULTS.withCallTimeout(callTimeout))) {
      StoreWorker worker = new StoreWorker(ponkeeper.olt(Technology.XGS_PON, new OltId("olt-1")));
      int number = Integer.parseInt(args[2]);
      say("ready");
      if (System.in.read() < 0) {
        return;
      }
      switch (args[0]) {
        case "create" ->
            worker.create(number, Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        case "migrate" -> worker.migrate();
        default -> worker.churn(number, new Random(Long.parseLong(args[3])));
      }
    }
  }

  private void create(int worker, int threads, int count) throws InterruptedException {
    List<Thread> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int uni = worker * threads + t;
      running.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < count; i++) {
                  run("create", 64, UniPort.of("olt-1", i % 2, 1 + i / 2, uni));
                  if (i < SHARED_PORTS) {
                    run("create", 64, UniPort.of("olt-1", 0, 1 + i, 200));
                  }
                }
              }));
    }
    for (Thread thread : running) {
      thread.join();
    }
  }

  private void migrate() {
    olt.olderInstances().migrate(progress -> say("done migrate " + progress.done()));
  }

  private void churn(int worker, Random random) {
    while (true) {
      int onu = 1 + worker * 4 + random.nextInt(4);
      UniPort port = UniPort.of("olt-1", random.nextInt(2), onu, random.nextInt(3));
      run(random.nextBoolean() ? "create" : "delete", 64 + random.nextInt(2), port);
    }
  }

  private void run(String verb, int template, UniPort port) {
    String operation = verb + " " + template + " " + port;
    say("try " + operation);
    TechProfileId id = new TechProfileId(template);
    try {
      if (verb.equals("create")) {
        say("done " + operation + " " + ids(olt.instances().create(id, port).instance()));
      } else {
        olt.instances().delete(id, port);
        say("done " + operation + " -");
      }
    } catch (PonkeeperException e) {
      say("failed " + operation + " " + e);
    }
  }

  /** Writes a line in one go, so that a kill cuts none in two. */
  private static void say(String line) {
    try {
      OUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The Alloc-ID and the GEM port ids of an instance. */
  static String ids(Instance instance) {
    return instance.allocId()
        + ":"
        + instance.gemPortIds().stream().map(Object::toString).collect(Collectors.joining(","));
  }
}

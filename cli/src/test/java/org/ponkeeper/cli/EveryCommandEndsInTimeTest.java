package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.tck.FaultyProxy;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;
import picocli.CommandLine;

/**
 * Every command ends within its time-out and 2 s, in whatever way the network to etcd fails; long
 * work, so long after it made progress.
 */
@NeedsEtcd
class EveryCommandEndsInTimeTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** How much longer than its time-out a command may take. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  /** The commands that run at a time: more would measure how busy the machine is. */
  private static final int AT_ONCE = 24;

  /** Commands that work on a store of their own, or on none. */
  private static final Set<String> WITHOUT_STORE =
      Set.of("demo", "template lint", "token new", "help", "completion");

  private static final String OLT = " --technology XGS-PON --olt olt-1";
  private static final String POOL = OLT + " --pon 0 --type onu";
  private static final String ONU = OLT + " --pon 0 --onu 1";
  private static final String UNI = " olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}";
  private static final String T64 = " --technology XGS-PON --id 64";
  private static final String SERVICE = " --technology XGS-PON --template 64" + UNI;

  private static final String SERVE = "serve --port 0 --seconds 1";

  private static final List<String> COMMANDS =
      List.of(
          "store export",
          "store import {backup}",
          "store import --overwrite {backup}",
          "store restore --yes {backup}",
          "store migrate --pool-keys without-technology",
          "store migrate --instances",
          "store hand-over" + OLT,
          "template apply --force" + T64 + " {template}",
          "template show" + T64,
          "template list",
          "template delete --force" + T64,
          "olt register" + OLT,
          "olt show" + OLT,
          "olt list",
          "olt remove-pon --pon 1" + OLT,
          "olt unregister" + OLT,
          "olt delete --yes" + OLT,
          "instance create" + SERVICE,
          "instance get" + SERVICE,
          "instance list",
          "instance delete" + SERVICE,
          "instance create --template 64 --unis 0 --onus 1-9 --pons 0" + OLT,
          "instance delete --template 64 --unis 0 --onus 1-9 --pons 0 --yes" + OLT,
          "onu list",
          "onu show" + ONU,
          "onu replace" + ONU + " --owner lab",
          "onu delete --yes" + ONU,
          "onu move --to-onu 5" + ONU,
          "id allocate" + POOL + " --owner lab",
          "id release" + POOL + " --owner lab",
          "id list" + POOL,
          "id owner" + POOL + " 1",
          "audit",
          "audit --repair",
          "onu-map list" + OLT,
          "onu-map set" + ONU + " --type alloc 1",
          "onu-map add" + ONU + " --type alloc 1",
          "onu-map remove" + ONU + " --type alloc 1",
          "onu-map delete" + ONU + " --type alloc",
          "flow-info list" + ONU,
          "flow-info get" + ONU + " --flow 1",
          "flow-info set" + ONU + " --flow 1 {flow}",
          "flow-info delete" + ONU + " --flow 1",
          "find 1024",
          "find lab",
          "find " + Scene.port(0, 1, 0),
          "events --seconds 1",
          SERVE,
          "simulate --seconds 1",
          "bench --pons 1 --onus 1 create-one-at-a-time");

  @TempDir static Path folder;
  private static EtcdServer server;

  @BeforeAll
  static void anOltInEtcd() throws Exception {
    server = EtcdServer.start();
    Cli cli = Cli.on(server.url());
    Scene.prepare(cli);
    cli.run("store", "export", folder.resolve("backup.jsonl").toString()).done();
    Files.write(folder.resolve("template.json"), Scene.fourQueues("", ""));
    Files.writeString(folder.resolve("flow.json"), "{}", StandardCharsets.UTF_8);
    // The first server of a process loads thousands of classes; the time of that is not measured.
    cli.line(SERVE).done();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void everyCommandIsAmongThem() {
    Set<String> walked = new TreeSet<>(WITHOUT_STORE);
    Set<String> there = new TreeSet<>();
    Terminal terminal = Terminal.ofProcess();
    CommandLine main =
        Main.commandLine(new PonkeeperCommand(terminal), new Failures(terminal), new String[0]);
    addLeaves("", main, there);
    for (String command : there) {
      if (COMMANDS.stream().anyMatch(line -> (line + " ").startsWith(command + " "))) {
        walked.add(command);
      }
    }

    assertThat(walked).isEqualTo(there);
  }

  private static void addLeaves(String prefix, CommandLine command, Set<String> leaves) {
    command
        .getSubcommands()
        .values()
        .forEach(sub -> {
          String words = (prefix + " " + sub.getCommandName()).strip();
          if (sub.getSubcommands().isEmpty()) {
            leaves.add(words);
          }
          addLeaves(words, sub, leaves);
        });
  }

  @ParameterizedTest
  @EnumSource
  void whenTheNetworkFails(FaultyProxy.Fault fault) throws Exception {
    List<String> late = new ArrayList<>();
    try (FaultyProxy proxy = FaultyProxy.to(server.port());
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      fault.begin(proxy);
      Cli cli = Cli.on("etcd://127.0.0.1:" + proxy.port());
      Map<String, Future<Duration>> running = new LinkedHashMap<>();
      for (String command : COMMANDS) {
        running.put(command, threads.submit(() -> took(cli, command)));
      }
      for (Map.Entry<String, Future<Duration>> command : running.entrySet()) {
        Duration took = command.getValue().get();
        if (took.compareTo(TIMEOUT.plus(SLACK)) > 0) {
          late.add(command.getKey() + " " + took);
        }
      }
    }
    assertThat(late).isEmpty();
  }

  private static Duration took(Cli cli, String command) {
    String words =
        command
            .replace("{backup}", folder.resolve("backup.jsonl").toString())
            .replace("{template}", folder.resolve("template.json").toString())
            .replace("{flow}", folder.resolve("flow.json").toString());
    long start = System.nanoTime();
    Cli.Answer answer = cli.line(words + " --timeout " + TIMEOUT.toMillis() + "ms");
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(answer.exitCode()).as(command + "\n" + answer.err()).isNotEqualTo(1);
    assertThat(answer.err()).as(command).doesNotContain("USAGE_INVALID");
    return took;
  }
}

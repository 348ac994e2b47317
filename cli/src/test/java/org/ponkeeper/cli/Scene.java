package org.ponkeeper.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Common set-up for tests of commands. */
final class Scene {

  static final String OLT = "--technology XGS-PON --olt olt-1";

  /** The same in JSON, with a comma behind it. */
  static final String PLACE = "\"technology\":\"XGS-PON\",\"olt\":\"olt-1\",";

  private Scene() {}

  /** The four-queue template that comes with the program. */
  static byte[] fourQueues() {
    try (InputStream in = Demo.class.getResourceAsStream("four-queues.json")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The four-queue template, changed. */
  static byte[] fourQueues(String target, String replacement) {
    String text = new String(fourQueues(), StandardCharsets.UTF_8);
    if (!text.contains(target)) {
      throw new IllegalArgumentException("the template has no " + target);
    }
    return text.replace(target, replacement).getBytes(StandardCharsets.UTF_8);
  }

  /** The name of a port of {@code olt-1}. */
  static String port(int pon, int onu, int uni) {
    return "olt-{olt-1}/pon-{%d}/onu-{%d}/uni-{%d}".formatted(pon, onu, uni);
  }

  /** Stores the template as 64. */
  static void applyTemplate(Cli cli) {
    cli.runOn(fourQueues(), "template", "apply", "--technology", "XGS-PON", "--id", "64").done();
  }

  /** The same as template 65, but the UNI ports of an ONU share its Alloc-ID. */
  static void applySharingTemplate(Cli cli) {
    byte[] sharing = fourQueues("\"multi-instance\"", "\"single-instance\"");
    cli.runOn(sharing, "template", "apply", "--technology", "XGS-PON", "--id", "65").done();
  }

  /** Registers {@code olt-1} with PONs 0 to 3. */
  static Cli.Answer register(Cli cli) {
    return cli.line(
            "olt register "
                + OLT
                + " --pons 0-3 --onu-ids 1-32 --alloc-ids 1024-1152 --gem-port-ids 1024-2048")
        .done();
  }

  /** The template, the OLT, and services on ONUs 1 and 2 of PON 0 and ONU 1 of PON 1. */
  static void prepare(Cli cli) {
    applyTemplate(cli);
    register(cli);
    create(cli, port(0, 1, 0)).done();
    create(cli, port(0, 2, 0)).done();
    create(cli, port(1, 1, 0)).done();
  }

  /** Creates an instance of template 64. */
  static Cli.Answer create(Cli cli, String port, String... more) {
    return instance(cli, "create", port, more);
  }

  /** Runs create, get or delete of an instance of template 64. */
  static Cli.Answer instance(Cli cli, String verb, String port, String... more) {
    String[] args = new String[7 + more.length];
    args[0] = "instance";
    args[1] = verb;
    args[2] = "--technology";
    args[3] = "XGS-PON";
    args[4] = "--template";
    args[5] = "64";
    args[6] = port;
    System.arraycopy(more, 0, args, 7, more.length);
    return cli.run(args);
  }
}

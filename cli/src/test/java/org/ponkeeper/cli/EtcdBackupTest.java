package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

/**
 * Backups of an etcd with other programs' keys and values that Ponkeeper cannot store: keys that
 * are not UTF-8, large values.
 */
@NeedsEtcd
@Timeout(120)
class EtcdBackupTest {

  private static final String BASE = "service/voltha/";

  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The text's bytes with one more that is no UTF-8. */
  private static byte[] notText(String text) {
    byte[] key = Arrays.copyOf(bytes(text), text.length() + 1);
    key[text.length()] = (byte) 0xff;
    return key;
  }

  @Test
  void foreignKeysAreCountedAndKeysThatABackupCannotHoldAreReportedAndNeverDeleted()
      throws Exception {
    try (EtcdServer server = EtcdServer.start()) {
      // given
      Cli cli = Cli.on(server.url());
      Scene.prepare(cli);
      server.put(bytes(BASE + "omci_mibs/go_templates/BBSM/v1/SW1"), bytes("{}"));
      server.put(notText(BASE + "omci_mibs/go_templates/ZYXE/"), bytes("{}"));
      server.put(bytes(BASE + "omci_mibs/go_templates/large"), new byte[1_200_000]);
      server.put(bytes(BASE + "openolt/{olt-1}/{0,1,0}/tp_id"), bytes("[64]"));
      server.put(bytes(BASE + "openolt/{olt-1}/onu_gem_info/0/1"), bytes("{}"));
      String file = folder.resolve("backup.jsonl").toString();

      // when
      Cli.Answer own = cli.run("store", "export", "-o", "json", file);

      // then
      assertThat(own.done().json().get("keys").intValue()).isEqualTo(10);
      assertThat(own.json().get("left_out").intValue()).isZero();
      assertThat(own.json().get("others").intValue()).isEqualTo(4);
      assertThat(own.err())
          .contains(
              "not included: 4 other keys below service/voltha",
              "service/voltha/omci_mibs (2)",
              "service/voltha/openolt (1)");
      assertThat(Files.readString(Path.of(file))).contains("{0,1,0}/tp_id");

      // when
      Cli.Answer all = cli.run("store", "export", "--everything", "-o", "json", file);

      // then
      assertThat(all.exitCode()).isEqualTo(5);
      assertThat(all.json().get("keys").intValue()).isEqualTo(12);
      assertThat(all.json().get("left_out").intValue()).isEqualTo(2);
      assertThat(all.err())
          .contains("the first: service/voltha/omci_mibs/go_templates/ZYXE/\\xff")
          .contains("the first: service/voltha/omci_mibs/go_templates/large");

      // when: everything is put back
      server.put(bytes(BASE + "later"), bytes("x"));
      Cli.Answer restored = cli.run("store", "restore", "--yes", "-o", "json", file).done();

      // then
      assertThat(restored.json().get("deleted").intValue()).isEqualTo(1);
      assertThat(restored.json().get("too_large").intValue()).isEqualTo(1);
      Cli.Answer again = cli.run("store", "export", "--everything", "-o", "json", file);
      assertThat(again.json().get("keys").intValue()).isEqualTo(12);
      assertThat(again.json().get("left_out").intValue()).isEqualTo(2);

      // when: into another store
      Cli copy = Cli.on("sqlite:" + folder.resolve("copy.db"));
      copy.run("store", "import", file).done();
      assertThat(copy.exported()).isEqualTo(Cli.entries(Files.readString(Path.of(file))).toList());
    }
  }

  @Test
  void inTheScopeToo() throws Exception {
    try (EtcdServer server = EtcdServer.start()) {
      // given
      Cli cli = Cli.on(server.url());
      Scene.prepare(cli);
      server.put(notText(BASE + "resource_manager/{XGS-PON}/"), bytes("{}"));
      server.put(bytes(BASE + "technology_profiles/XGS-PON/99"), new byte[1_200_000]);
      Path file = folder.resolve("backup.jsonl");

      // when
      Cli.Answer exported = cli.run("store", "export", file.toString());

      // then
      assertThat(exported.exitCode()).isEqualTo(5);
      assertThat(exported.out()).startsWith("exported 9 keys");
      assertThat(List.of(exported.err().split("\n")))
          .anyMatch(line -> line.contains("1 key is missing") && line.endsWith("\\xff"))
          .anyMatch(line -> line.contains("1 key is missing") && line.endsWith("XGS-PON/99"));
      assertThat(Files.readAllLines(file).getLast()).contains("\"left_out\":2");

      // when
      Cli.Answer restored = cli.run("store", "restore", "--yes", file.toString()).done();

      // then
      assertThat(restored.out()).startsWith("the store already has the content of ");
      assertThat(cli.run("store", "export").exitCode()).isEqualTo(5);
    }
  }
}

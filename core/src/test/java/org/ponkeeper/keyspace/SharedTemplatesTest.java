package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.store.Bytes;

/** Templates that operators and test suites really use, where the folder with them lies beside. */
class SharedTemplatesTest {

  @Test
  void everyTemplateOfTheFieldGivesWhatItShould() throws IOException {
    Path folder = Path.of(System.getProperty("ponkeeper.shared", "."), "templates");
    if (!Files.isDirectory(folder)) {
      System.out.println("templates of the field: NOT RUN, the shared folder is not there");
    }
    assumeTrue(Files.isDirectory(folder), "the shared folder is not there");

    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        found.put(file.getFileName().toString(), outcome(file));
      }
    }

    System.out.println("templates of the field: " + found.size() + " read");
    Map<String, String> expected = new TreeMap<>();
    for (String fit :
        List.of(
            "1T4GEM-FTTB",
            "1T4GEM",
            "1T8GEM-unencrypted",
            "4QueueHybridProfileMap1",
            "TT-HSIA",
            "TT-MCAST-AdditionalBW-NA",
            "TT-MCAST-AdditionalBW-None",
            "TT-VoIP",
            "scale-TT-64")) {
      expected.put(fit + ".json", "fit");
    }
    expected.put(
        "1T1GEM-multi-instances.json",
        "unfit: [instance_control.uni: must be single-instance, not \"multi-instance\"]");
    expected.put(
        "1T65GEM-error-case-priority-queues.json",
        "fit, 4 odd p-bit maps, not to be applied: [line 1849, column 3:"
            + " downstream_gem_port_attribute_list: given twice]");
    expected.put(
        "SingleQueueEponProfile.json",
        "unreadable: [line 11, column 5: epon_attribute: unknown key]");
    assertThat(found).isEqualTo(expected);
  }

  private static String outcome(Path file) throws IOException {
    Technology technology =
        file.getFileName().toString().contains("Epon") ? Technology.EPON : Technology.XGS_PON;
    Bytes bytes = Bytes.wrap(Files.readAllBytes(file));
    TemplateReading stored = TemplateCodec.readStored(technology, bytes);
    return switch (stored) {
      case TemplateReading.Unreadable unreadable -> "unreadable: " + unreadable.complaints();
      case TemplateReading.Read read when !read.profile().isFit() ->
          "unfit: " + read.profile().complaints();
      case TemplateReading.Read read ->
          "fit" + odd(read.profile()) + strict(TemplateCodec.readStrict(technology, bytes));
    };
  }

  private static String odd(TechProfile profile) {
    int count = profile.oddities().size();
    return count == 0 ? "" : ", " + count + " odd p-bit maps";
  }

  private static String strict(TemplateReading reading) {
    return reading instanceof TemplateReading.Unreadable unreadable
        ? ", not to be applied: " + unreadable.complaints()
        : "";
  }
}

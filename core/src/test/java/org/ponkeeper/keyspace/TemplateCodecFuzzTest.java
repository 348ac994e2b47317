package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.TemplateReport;
import org.ponkeeper.store.Bytes;

/** Reading a template returns a result and never throws, whatever its bytes are. */
class TemplateCodecFuzzTest {

  private static final int ROUNDS = 3000;

  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "null",
    "true",
    "-1",
    "1.0",
    "4294967296",
    "1e999999",
    "\"x\"",
    "\"\\ud800\"",
    "\u0000",
    "\u00ff",
    "{\"a\":",
    "\"version\":",
    "0b",
    "\"Red\"",
    " "
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noBytesMakeItThrow(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] xpon = TemplateCodecTest.resource("two-queues.json").getBytes(StandardCharsets.UTF_8);
    byte[] epon = TemplateCodecTest.resource("epon.json").getBytes(StandardCharsets.UTF_8);
    int read = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Technology technology = random.nextBoolean() ? Technology.EPON : Technology.GPON;
      byte[] bytes = random.nextBoolean() ? xpon : epon;
      for (int change = random.nextInt(5); change > 0; change--) {
        bytes = mutated(bytes, random);
      }
      Bytes text = Bytes.copyOf(bytes);
      TemplateReading stored = TemplateCodec.readStored(technology, text);
      TemplateReport report = TemplateLinter.check(technology, Optional.empty(), text);

      switch (stored) {
        case TemplateReading.Read good -> {
          use(good.profile());
          read++;
          assertThat(report.profile().isPresent())
              .as("round %d of seed %d: what needs no warning is taken", i, seed)
              .isEqualTo(good.warnings().isEmpty());
        }
        case TemplateReading.Unreadable bad ->
            assertThat(report.isRefused()).as("round %d of seed %d: %s", i, seed, bad).isTrue();
      }
    }
    assertThat(read).as("mutants that could be read").isBetween(1, ROUNDS - 1);
  }

  private static void use(TechProfile profile) {
    assertThat(profile.diagnostics()).isNotNull();
    for (int pbit = 0; pbit < 8; pbit++) {
      assertThat(profile.queueForPbit(Direction.UPSTREAM, pbit)).isGreaterThanOrEqualTo(-1);
    }
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(20));
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> replaced(bytes, at, end, new byte[0]);
      case 2 -> replaced(bytes, at, end, Arrays.copyOfRange(bytes, at / 2, end));
      case 3 -> replaced(bytes, at, at + 1, new byte[] {(byte) random.nextInt(256)});
      case 4 -> replaced(bytes, at, at, piece(random));
      default -> replaced(bytes, at, at + 1, piece(random));
    };
  }

  private static byte[] piece(Random random) {
    return PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] replaced(byte[] bytes, int from, int to, byte[] with) {
    byte[] made = new byte[from + with.length + bytes.length - to];
    System.arraycopy(bytes, 0, made, 0, from);
    System.arraycopy(with, 0, made, from, with.length);
    System.arraycopy(bytes, to, made, from + with.length, bytes.length - to);
    return made;
  }
}

package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** When a test of shared cases runs, when it is skipped, and when it fails. */
class SharedFolderTest {

  @TempDir private Path parent;
  private Path root;

  @BeforeEach
  void checkout() throws IOException {
    root = Files.createDirectory(parent.resolve("checkout"));
  }

  /** As Maven names the folder beside the checkout. */
  private SharedFolder besideCheckout(boolean without) {
    return SharedFolder.of(root + "/../shared", root.toString(), without);
  }

  private void assertFails(SharedFolder shared) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> shared.cases("golden"))
        .withMessageContainingAll("golden", "-Dponkeeper.without-shared=true");
  }

  private static void assertSkipped(SharedFolder shared) {
    assertThatExceptionOfType(TestAbortedException.class)
        .isThrownBy(() -> shared.cases("golden"))
        .withMessageContaining("NOT RUN");
  }

  @Test
  void casesOfTheFolderBesideTheCheckoutAreRun() throws IOException {
    Path b = Files.createDirectories(parent.resolve("shared/golden/b"));
    Path a = Files.createDirectories(parent.resolve("shared/golden/a"));

    assertThat(besideCheckout(false).cases("golden")).containsExactly(a, b);
  }

  @Test
  void aCheckoutWithoutTheFolderSkipsThem() {
    assertSkipped(besideCheckout(false));
  }

  @Test
  void aFolderWithoutTheCasesFails() throws IOException {
    Files.createDirectories(parent.resolve("shared/templates"));
    assertFails(besideCheckout(false));

    Files.createDirectories(parent.resolve("shared/golden"));
    assertFails(besideCheckout(false));
  }

  @Test
  void aFolderThatIsNamedAndMissingFails() {
    assertFails(SharedFolder.of(parent.resolve("other").toString(), root.toString(), false));
  }

  @Test
  void thePropertySkipsCasesThatAreThere() throws IOException {
    Files.createDirectories(parent.resolve("shared/golden/a"));

    assertSkipped(besideCheckout(true));
  }
}

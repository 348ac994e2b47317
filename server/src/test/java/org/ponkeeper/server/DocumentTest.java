package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.ponkeeper.server.access.MethodRule;
import org.ponkeeper.server.config.Setting;

/** The tables in docs/server-settings.md are those of the code. */
class DocumentTest {

  private static final Path DOCUMENT =
      Path.of(System.getProperty("ponkeeper.root"), "docs", "server-settings.md");

  @Test
  void everySettingAndEveryRuleStandsThere() throws Exception {
    assertThat(Files.readString(DOCUMENT)).contains(Setting.markdown(), MethodRule.markdown());
  }
}

package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  private static final Table TABLE =
      new Table()
          .number("pon")
          .text("owner")
          .number("instances")
          .text("gem-ports")
          .row(0, "ALCL00001234-in-the-north", 12, "1024-1027,1030,1040-1043")
          .row(10, "x", 1234567, "-");

  @Test
  void nothingIsShortenedIfTheTableFits() {
    assertThat(TABLE.lines(Integer.MAX_VALUE))
        .containsExactly(
            "pon  owner                      instances  gem-ports",
            "  0  ALCL00001234-in-the-north         12  1024-1027,1030,1040-1043",
            " 10  x                            1234567  -");
    assertThat(TABLE.lines(67)).isEqualTo(TABLE.lines(Integer.MAX_VALUE));
  }

  @Test
  void theLongestTextIsShortenedAndNumbersAreNot() {
    assertThat(TABLE.lines(50))
        .containsExactly(
            "pon  owner             instances  gem-ports",
            "  0  ALCL00001234-in…         12  1024-1027,1030,…",
            " 10  x                   1234567  -");
  }

  @Test
  void atAnyWidthNoLineIsLongerAndNumbersAreWholeWhileTheyFit() {
    for (int width = 1; width < 80; width++) {
      List<String> lines = TABLE.lines(width);
      assertThat(lines).hasSize(3);
      for (String line : lines) {
        assertThat(line.codePointCount(0, line.length())).as(line).isLessThanOrEqualTo(width);
      }
      if (width >= 26) {
        assertThat(lines.get(2)).as("width " + width).contains("1234567");
      }
    }
  }

  @Test
  void aWideCharacterThatTakesTwoCharsOfJavaIsOne() {
    Table table = new Table().text("name").row("\uD83D\uDE00".repeat(20));

    assertThat(table.lines(8).get(1)).isEqualTo("\uD83D\uDE00".repeat(7) + "…");
  }
}

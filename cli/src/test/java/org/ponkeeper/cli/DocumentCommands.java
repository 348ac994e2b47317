package org.ponkeeper.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands that a document tells its reader to run: in blocks of code, and between backquotes.
 * Blocks in a language are no commands, and neither is what follows a prompt: transcripts are held
 * to what is printed, by tests of their own.
 */
final class DocumentCommands {

  private static final Pattern COMMAND =
      Pattern.compile(
          "(?:[A-Z_]+=\\S+ )?(?:(?:\\./ponkeeper|ponkeeper|etcdctl|mvn) .*|\\./check(?: .*)?)");

  private static final Pattern QUOTED = Pattern.compile("`([^`\n]+)`");

  private DocumentCommands() {}

  /** The commands, in their order. */
  static List<String> of(Path document) throws IOException {
    return of(Files.readAllLines(document));
  }

  /** Those of a part of a document. */
  static List<String> of(List<String> lines) {
    List<String> commands = new ArrayList<>();
    boolean fenced = false;
    boolean plain = false;
    for (String line : lines) {
      if (line.strip().startsWith("```")) {
        fenced = !fenced;
        plain = line.strip().equals("```");
      } else if (fenced ? plain : line.startsWith("    ")) {
        add(line.strip(), commands);
      } else if (!fenced) {
        quoted(line).forEach(text -> add(text, commands));
      }
    }
    return commands;
  }

  /** What stands between backquotes in the line. */
  static List<String> quoted(String line) {
    Matcher m = QUOTED.matcher(line);
    return m.results().map(found -> found.group(1)).toList();
  }

  private static void add(String text, List<String> commands) {
    if (COMMAND.matcher(text).matches()) {
      commands.add(text);
    }
  }
}

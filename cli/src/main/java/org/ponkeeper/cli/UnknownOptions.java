package org.ponkeeper.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Finds options that a command does not know. They are looked for whatever else is wrong: where an
 * option is misspelt, its value is taken for an argument, and the complaint would be about that.
 */
final class UnknownOptions {
  private UnknownOptions() {}

  /** What is wrong with the words of a call: the first unknown option, else what was found. */
  static ParameterException first(ParameterException found, String[] words) {
    CommandLine command = root(found.getCommandLine());
    for (int i = 0; i < words.length && !words[i].equals("--"); i++) {
      String word = words[i];
      CommandLine subcommand = command.getSubcommands().get(word);
      if (subcommand != null) {
        command = subcommand;
      } else if (looksLikeOption(word)) {
        Optional<OptionSpec> option = option(command, word);
        if (option.isEmpty()) {
          return new UnmatchedArgumentException(command, List.of(nameOf(word)));
        }
        boolean valueFollows =
            option.get().arity().max() > 0 && List.of(option.get().names()).contains(word);
        i += valueFollows ? 1 : 0;
      }
    }
    return found;
  }

  /** Without the value, which may be a password: {@code --password=x}, {@code -px}. */
  private static String nameOf(String word) {
    if (word.startsWith("--")) {
      return word.split("=", 2)[0];
    }
    return word.matches("-[a-z]+(-[a-z]+)*") ? word : word.substring(0, 2);
  }

  private static CommandLine root(CommandLine command) {
    CommandLine root = command;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root;
  }

  /** A negative number does not. */
  private static boolean looksLikeOption(String word) {
    return word.length() > 1 && word.charAt(0) == '-' && !Character.isDigit(word.charAt(1));
  }

  /** The option of a word: {@code --name}, {@code --name=value}, {@code -n} or {@code -nvalue}. */
  private static Optional<OptionSpec> option(CommandLine command, String word) {
    Map<String, OptionSpec> options = command.getCommandSpec().optionsMap();
    String name = word.startsWith("--") ? word.split("=", 2)[0] : word.substring(0, 2);
    return Optional.ofNullable(options.get(name));
  }
}

package org.ponkeeper.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Finds commands and options that do not exist. They are reported before other errors: if one is
 * misspelt, what follows is parsed as something else, and the error would be about that.
 */
final class UnknownWords {
  private UnknownWords() {}

  /** The error to report: the first unknown command or option, otherwise the one found. */
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
      } else if (!command.getSubcommands().isEmpty()
          && command.getCommandSpec().positionalParameters().isEmpty()) {
        return new UnmatchedArgumentException(command, List.of(word));
      }
    }
    return found;
  }

  /** The option without its value, which may be a password: {@code --password=x}, {@code -px}. */
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

  /** A negative number does not look like an option. */
  private static boolean looksLikeOption(String word) {
    return word.length() > 1 && word.charAt(0) == '-' && !Character.isDigit(word.charAt(1));
  }

  /**
   * The option of an argument: {@code --name}, {@code --name=value}, {@code -n} or {@code -nvalue}.
   */
  private static Optional<OptionSpec> option(CommandLine command, String word) {
    Map<String, OptionSpec> options = command.getCommandSpec().optionsMap();
    String name = word.startsWith("--") ? word.split("=", 2)[0] : word.substring(0, 2);
    return Optional.ofNullable(options.get(name));
  }
}

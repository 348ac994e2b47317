package org.ponkeeper.error;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that was most likely meant, for errors about an unknown one. */
public final class NearestName {

  private static final int LONGEST = 60;
  private static final int MOST_CHANGES = 3;

  private NearestName() {}

  /**
   * The most similar known name, or else the only one that contains all words of the name, in their
   * order; empty if it would be a guess. Ignores case and word separators.
   */
  public static Optional<String> of(String name, Collection<String> known) {
    if (name.length() > LONGEST) {
      return Optional.empty();
    }
    String plain = plain(name);
    int least = Math.clamp(plain.length() / 3, 1, MOST_CHANGES) + 1;
    Optional<String> nearest = Optional.empty();
    for (String candidate : known) {
      int distance = distance(plain, plain(candidate));
      if (distance < least) {
        least = distance;
        nearest = Optional.of(candidate);
      }
    }
    return nearest.or(() -> longer(name, known));
  }

  /** The only known name that contains all words of the name, if it has at least two. */
  private static Optional<String> longer(String name, Collection<String> known) {
    List<String> words = words(name);
    List<String> longer =
        known.stream().filter(candidate -> isWithin(words, words(candidate))).toList();
    return words.size() > 1 && longer.size() == 1
        ? Optional.of(longer.getFirst())
        : Optional.empty();
  }

  private static List<String> words(String name) {
    return List.of(name.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1));
  }

  private static boolean isWithin(List<String> words, List<String> longer) {
    int found = 0;
    for (String word : longer) {
      if (found < words.size() && word.equals(words.get(found))) {
        found++;
      }
    }
    return found == words.size();
  }

  /**
   * The known name that differs only in case, separators, or a missing prefix like that of {@code
   * AdditionalBW_Auto}.
   */
  public static Optional<String> same(String name, Collection<String> known) {
    String plain = plain(name);
    return known.stream()
        .filter(candidate ->
            plain(candidate).equals(plain)
                || plain(candidate.substring(candidate.indexOf('_') + 1)).equals(plain))
        .findFirst();
  }

  private static String plain(String name) {
    StringBuilder plain = new StringBuilder();
    name.toLowerCase(Locale.ROOT)
        .chars()
        .filter(Character::isLetterOrDigit)
        .forEach(c -> plain.append((char) c));
    return plain.toString();
  }

  /** How many characters must be changed, inserted or removed. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}

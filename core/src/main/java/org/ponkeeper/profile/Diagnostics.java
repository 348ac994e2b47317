package org.ponkeeper.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Collects diagnostics. Of each rule the first {@value #MOST_OF_A_RULE} are kept, and of more only
 * the number: a text made to annoy does not fill the memory, and no rule crowds out another. Not
 * thread-safe.
 */
public final class Diagnostics {

  /** None yet. */
  public Diagnostics() {}

  /** How many diagnostics of one rule are kept. */
  public static final int MOST_OF_A_RULE = 20;

  private static final int MOST_JOINED = 10;

  private static final Comparator<Diagnostic> BY_PLACE =
      Comparator.comparing(diagnostic -> diagnostic.position().orElse(TextPosition.START));

  private final Map<TemplateRule, List<Diagnostic>> kept = new EnumMap<>(TemplateRule.class);
  private final Map<TemplateRule, Integer> more = new EnumMap<>(TemplateRule.class);

  /** Adds a diagnostic. */
  public void add(Diagnostic diagnostic) {
    List<Diagnostic> same = kept.computeIfAbsent(diagnostic.rule(), rule -> new ArrayList<>());
    if (same.size() < MOST_OF_A_RULE) {
      same.add(diagnostic);
    } else {
      more.merge(diagnostic.rule(), 1, Integer::sum);
    }
  }

  /** Adds all that others collected. */
  public void addAll(Diagnostics others) {
    others.kept.values().forEach(same -> same.forEach(this::add));
    others.more.forEach((rule, count) -> more.merge(rule, count, Integer::sum));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return kept.isEmpty();
  }

  /**
   * The diagnostics in the order of the text. Where more were found than are kept, the last one of
   * the rule says how many.
   */
  public List<Diagnostic> toList() {
    List<Diagnostic> all = new ArrayList<>();
    kept.forEach((rule, same) -> {
      List<Diagnostic> sorted = same.stream().sorted(BY_PLACE).toList();
      Integer uncounted = more.get(rule);
      if (uncounted == null) {
        all.addAll(sorted);
      } else {
        all.addAll(sorted.subList(0, sorted.size() - 1));
        Diagnostic last = sorted.getLast();
        String detail = last.detail() + " (and " + uncounted + " more complaints of this rule)";
        all.add(new Diagnostic(rule, last.path(), detail, last.position()));
      }
    });
    all.sort(BY_PLACE);
    return List.copyOf(all);
  }

  /**
   * Diagnostics in one line, for a message: the first {@value #MOST_JOINED}, and of more only the
   * number.
   */
  public static String join(List<String> diagnostics) {
    String joined = String.join("; ", diagnostics.stream().limit(MOST_JOINED).toList());
    int more = diagnostics.size() - MOST_JOINED;
    return more > 0 ? joined + "; and " + more + " more" : joined;
  }

  @Override
  public String toString() {
    return toList().toString();
  }
}

package org.ponkeeper.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Collects diagnostics. Keeps the first {@value #MOST_OF_A_RULE} of each rule and counts the rest,
 * so that no input fills the memory and no rule hides another. Not thread-safe.
 */
public final class Diagnostics {

  /** Creates an empty collection. */
  public Diagnostics() {}

  /** The maximum number of diagnostics kept for one rule. */
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

  /** Adds all diagnostics of another collection. */
  public void addAll(Diagnostics others) {
    others.kept.values().forEach(same -> same.forEach(this::add));
    others.more.forEach((rule, count) -> more.merge(rule, count, Integer::sum));
  }

  /** Whether there are no diagnostics. */
  public boolean isEmpty() {
    return kept.isEmpty();
  }

  /**
   * The diagnostics in the order of the text. If more were found than are kept, the last one of the
   * rule has their number.
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
   * Formats diagnostics on one line: the first {@value #MOST_JOINED}, then only the number of the
   * rest.
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

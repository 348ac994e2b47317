package org.ponkeeper.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Collects complaints. Of each rule the first {@value #MOST_OF_A_RULE} are kept, and of more only
 * the number: a text made to annoy does not fill the memory, and no rule crowds out another. Not
 * thread-safe.
 */
public final class Complaints {

  /** None yet. */
  public Complaints() {}

  /** How many complaints of one rule are kept. */
  public static final int MOST_OF_A_RULE = 20;

  private static final int MOST_JOINED = 10;

  private static final Comparator<Complaint> BY_PLACE =
      Comparator.comparing(complaint -> complaint.position().orElse(TextPosition.START));

  private final Map<TemplateRule, List<Complaint>> kept = new EnumMap<>(TemplateRule.class);
  private final Map<TemplateRule, Integer> more = new EnumMap<>(TemplateRule.class);

  /** Adds a complaint. */
  public void add(Complaint complaint) {
    List<Complaint> same = kept.computeIfAbsent(complaint.rule(), rule -> new ArrayList<>());
    if (same.size() < MOST_OF_A_RULE) {
      same.add(complaint);
    } else {
      more.merge(complaint.rule(), 1, Integer::sum);
    }
  }

  /** Adds all that others collected. */
  public void addAll(Complaints others) {
    others.kept.values().forEach(same -> same.forEach(this::add));
    others.more.forEach((rule, count) -> more.merge(rule, count, Integer::sum));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return kept.isEmpty();
  }

  /**
   * The complaints in the order of the text. Where more were found than are kept, the last one of
   * the rule says how many.
   */
  public List<Complaint> toList() {
    List<Complaint> all = new ArrayList<>();
    kept.forEach((rule, same) -> {
      List<Complaint> sorted = same.stream().sorted(BY_PLACE).toList();
      Integer uncounted = more.get(rule);
      if (uncounted == null) {
        all.addAll(sorted);
      } else {
        all.addAll(sorted.subList(0, sorted.size() - 1));
        Complaint last = sorted.getLast();
        String detail = last.detail() + " (and " + uncounted + " more complaints of this rule)";
        all.add(new Complaint(rule, last.path(), detail, last.position()));
      }
    });
    all.sort(BY_PLACE);
    return List.copyOf(all);
  }

  /**
   * Complaints in one line, for a message: the first {@value #MOST_JOINED}, and of more only the
   * number.
   */
  public static String join(List<String> complaints) {
    String joined = String.join("; ", complaints.stream().limit(MOST_JOINED).toList());
    int more = complaints.size() - MOST_JOINED;
    return more > 0 ? joined + "; and " + more + " more" : joined;
  }
}

package org.ponkeeper.tck.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ponkeeper.profile.Instance;

/**
 * What one adapter knows from the results of its calls about the instances and claims that only it
 * changes.
 *
 * <p><b>Restores.</b> When the store is restored from a backup, the knowledge becomes that of the
 * time of the backup; everything acknowledged later is intentionally lost. A call that began before
 * the restore and ends after it may have been committed in either history. Its result must have
 * been true at some moment of the call; it is kept only if it is true in the restored store.
 */
final class Acknowledgements {

  /** What is known under a name. */
  private sealed interface Known {
    /** It exists; an instance with everything derived. */
    record There(String content, Optional<Instance> instance) implements Known {}

    /** It does not exist. */
    record Gone() implements Known {}

    /** A call is in progress, or its outcome is unknown. */
    record Open() implements Known {}
  }

  /**
   * An instance or claim that a call concerns.
   *
   * @param name its name
   * @param own whether no other adapter changes it
   */
  record Subject(String name, boolean own) {}

  /** The knowledge when a backup of the store was created. */
  record Backup(Map<String, Known> known) {}

  private final Moments moments;
  private Map<String, Known> known = new TreeMap<>();

  /** What was known before the call in progress. */
  private final Map<String, Known> before = new TreeMap<>();

  private int began;
  private int restoresBefore;

  Acknowledgements(Moments moments) {
    this.moments = moments;
  }

  /** Replaces the knowledge by these instances. */
  void know(List<Instance> instances) {
    known.clear();
    instances.forEach(instance -> known.put(instance.path().toString(), there(instance)));
  }

  private static Known there(Instance instance) {
    return new Known.There(content(instance), Optional.of(instance));
  }

  private static String content(Instance instance) {
    return StoreCheck.content(instance.allocId(), instance.gemPortIds());
  }

  /** A call begins. */
  void begin(List<Subject> subjects) {
    began = moments.now();
    restoresBefore = moments.restores();
    before.clear();
    subjects.stream()
        .filter(Subject::own)
        .forEach(subject -> {
          before.put(subject.name(), of(subject.name()));
          known.put(subject.name(), new Known.Open());
        });
  }

  private Known of(String name) {
    return known.getOrDefault(name, new Known.Gone());
  }

  /** The call returned an instance. */
  Optional<Violation> there(Subject subject, Instance instance) {
    return answered(subject, content(instance), there(instance));
  }

  /** The call returned ids. */
  Optional<Violation> there(Subject subject, String content) {
    return answered(subject, content, new Known.There(content, Optional.empty()));
  }

  /** The call succeeded, and the instance or claim no longer exists. */
  Optional<Violation> gone(Subject subject) {
    return answered(subject, "", new Known.Gone());
  }

  private Optional<Violation> answered(Subject subject, String content, Known told) {
    String name = subject.name();
    boolean holdsNow = moments.content().getOrDefault(name, "").equals(content);
    if (subject.own() && (moments.restores() == restoresBefore || holdsNow)) {
      known.put(name, told);
    }
    before.remove(name);
    return moments.held(name, content, began)
        ? Optional.empty()
        : Optional.of(
            new Violation(
                Invariant.ANSWERS_WERE_TRUE,
                name + " was answered with " + (content.isEmpty() ? "nothing" : content)));
  }

  /** The call succeeded. What had this content no longer exists; what had another is as it was. */
  Optional<Violation> goneIf(Subject subject, String content) {
    if (before.get(subject.name()) instanceof Known.There there
        && there.content().equals(content)) {
      return gone(subject);
    }
    refused(subject);
    return Optional.empty();
  }

  /** The call failed or concerned others, and nothing happened. */
  void refused(Subject subject) {
    Known earlier = before.remove(subject.name());
    if (earlier != null) {
      known.put(subject.name(), earlier);
    }
  }

  /** The call failed, and its outcome is unknown. */
  void outcomeUnknown(Subject subject) {
    before.remove(subject.name());
  }

  /** The present knowledge, for a backup of the store. */
  Backup backUp() {
    return new Backup(new TreeMap<>(known));
  }

  /**
   * The store was restored.
   *
   * @return how many results are lost
   */
  int restore(Backup backup) {
    Map<String, Known> lost = known;
    known = new TreeMap<>(backup.known());
    int count = 0;
    for (Map.Entry<String, Known> entry : lost.entrySet()) {
      boolean differs = !of(entry.getKey()).equals(entry.getValue());
      count += differs && !(entry.getValue() instanceof Known.Open) ? 1 : 0;
    }
    before.replaceAll((name, earlier) -> of(name));
    before.keySet().forEach(name -> known.put(name, new Known.Open()));
    return count;
  }

  /** The first known content that the store does not have, if any. */
  Optional<Violation> missing() {
    return known.entrySet().stream()
        .flatMap(entry -> wrong(entry.getKey(), entry.getValue()).stream())
        .findFirst()
        .map(detail -> new Violation(Invariant.WHAT_WAS_ACKNOWLEDGED_IS_THERE, detail));
  }

  private Optional<String> wrong(String name, Known what) {
    String stored = moments.content().getOrDefault(name, "");
    return switch (what) {
      case Known.There there when !there.content().equals(stored) ->
          Optional.of(name + " was acknowledged with other ids, or is gone");
      case Known.Gone gone when !stored.isEmpty() -> Optional.of(name + " was not to be there");
      case Known.There there -> Optional.empty();
      case Known.Gone gone -> Optional.empty();
      case Known.Open open -> Optional.empty();
    };
  }

  /** The first known content that was loaded differently, if any. */
  Optional<Violation> otherThan(List<Instance> loaded) {
    for (Instance instance : loaded) {
      if (of(instance.path().toString()) instanceof Known.There there
          && there.instance().isPresent()
          && !there.instance().get().equals(instance)) {
        return Optional.of(
            new Violation(
                Invariant.LOADING_AGAIN_GIVES_THE_SAME_STATE, "another " + instance.path()));
      }
    }
    return Optional.empty();
  }
}

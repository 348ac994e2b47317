package org.ponkeeper.tck.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ponkeeper.profile.Instance;

/**
 * What one adapter knows from the answers to its calls, of the instances and claims that only it
 * changes.
 *
 * <p><b>Restores.</b> When the store is restored from a backup, what is known becomes what was
 * known when the backup was made; what was acknowledged after that is lost on purpose. A call that
 * began before the restore and ends after it may have been made in either history. Its answer must
 * have been true at some moment of the call; it is relied on only if it is true of the restored
 * store.
 */
final class Acknowledgements {

  /** What is known under a name. */
  private sealed interface Known {
    /** It is there; an instance with all that is derived. */
    record There(String content, Optional<Instance> instance) implements Known {}

    /** Nothing is there. */
    record Gone() implements Known {}

    /** A call is under way, or its outcome is unknown. */
    record Open() implements Known {}
  }

  /**
   * Something that a call is about.
   *
   * @param name the name of an instance or a claim
   * @param own whether no other adapter changes it
   */
  record Subject(String name, boolean own) {}

  /** What was known when a backup of the store was made. */
  record Backup(Map<String, Known> known) {}

  private final Moments moments;
  private Map<String, Known> known = new TreeMap<>();

  /** Of the call under way: what was known before it. */
  private final Map<String, Known> before = new TreeMap<>();

  private int began;
  private int restoresBefore;

  Acknowledgements(Moments moments) {
    this.moments = moments;
  }

  /** Knows just these instances. */
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

  /** The call was answered with an instance. */
  Optional<Violation> there(Subject subject, Instance instance) {
    return answered(subject, content(instance), there(instance));
  }

  /** The call was answered with ids. */
  Optional<Violation> there(Subject subject, String content) {
    return answered(subject, content, new Known.There(content, Optional.empty()));
  }

  /** The call was answered: nothing is there any more. */
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

  /** The call failed, and nothing happened. */
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

  /** What is known now, for a backup of the store. */
  Backup backUp() {
    return new Backup(new TreeMap<>(known));
  }

  /**
   * The store was restored.
   *
   * @return how many answers are lost by that
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

  /** What is known and not what the store holds, if anything. */
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

  /** What is known and was loaded otherwise, if anything. */
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

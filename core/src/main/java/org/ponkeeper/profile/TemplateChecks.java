package org.ponkeeper.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;

/** Checks a template against all rules that do not concern reading its text. */
public final class TemplateChecks {

  private static final int FIRST_ID = 64;
  private static final int LAST_ID = 255;
  private static final String ANY_XPON = "XPON";

  private final Technology technology;
  private final DiagnosticConsumer sink;

  private TemplateChecks(Technology technology, DiagnosticConsumer sink) {
    this.technology = technology;
    this.sink = sink;
  }

  /**
   * The broken rules of every severity, in the order of the rules.
   *
   * @param technology the technology of the template
   * @param id the template's id, if it is known
   */
  public static List<Diagnostic> of(
      TechProfile profile, Technology technology, Optional<TechProfileId> id) {
    List<Diagnostic> found = new ArrayList<>();
    run(
        profile,
        technology,
        id,
        (rule, path, detail, lookedAt) -> found.add(Diagnostic.of(rule, path, detail)));
    return List.copyOf(found);
  }

  /** Passes the broken rules of every severity to the consumer, in the order of the rules. */
  public static void run(
      TechProfile profile,
      Technology technology,
      Optional<TechProfileId> id,
      DiagnosticConsumer sink) {
    TemplateChecks checks = new TemplateChecks(technology, sink);
    id.ifPresent(checks::id);
    checks.header(profile.header());
    switch (profile) {
      case XponProfile xpon -> checks.xpon(xpon);
      case EponProfile epon -> checks.epon(epon);
    }
  }

  private void id(TechProfileId id) {
    if (id.value() < FIRST_ID || id.value() > LAST_ID) {
      sink.add(
          TemplateRule.TEMPLATE_ID,
          "",
          "the template id is %s; legal ids are %s to %s".formatted(id, FIRST_ID, LAST_ID));
    }
  }

  private void header(ProfileHeader header) {
    if (header.name().isBlank()) {
      sink.add(TemplateRule.NAME_EMPTY, "name", "is empty");
    }
    if (header.version() == 0) {
      sink.add(TemplateRule.VERSION_ZERO, "version", "is 0 or missing");
    }
    String type = header.profileType();
    boolean usual = type.equals(ANY_XPON) && technology != Technology.EPON;
    if (!usual && !type.equals(technology.text())) {
      sink.add(
          TemplateRule.PROFILE_TYPE,
          "profile_type",
          "%s does not fit %s".formatted(Quoted.of(type), technology));
    }
    String payload = header.instanceControl().map(InstanceControl::maxGemPayloadSize).orElse("");
    QueueRules.size("instance_control.max_gem_payload_size", payload, sink);
    if (header.numGemPorts() > PbitMap.PBITS
        && header.numGemPorts() <= TechProfile.MOST_GEM_PORTS) {
      sink.add(
          TemplateRule.TOO_MANY_QUEUES,
          ProfileRules.COUNT,
          "%s queues for %s p-bits".formatted(header.numGemPorts(), PbitMap.PBITS));
    }
  }

  private void xpon(XponProfile profile) {
    profile.fitness(sink);
    profile.upstreamScheduler().ifPresent(s -> scheduler("us_scheduler", s, Direction.UPSTREAM));
    profile
        .downstreamScheduler()
        .ifPresent(s -> scheduler("ds_scheduler", s, Direction.DOWNSTREAM));
    QueueEntries upstream =
        QueueEntries.of(
            XponProfile.UPSTREAM_LIST, profile.numGemPorts(), profile.upstreamQueues(), q -> false);
    QueueEntries downstream =
        QueueEntries.of(
            XponProfile.DOWNSTREAM_LIST,
            profile.numGemPorts(),
            profile.downstreamQueues(),
            MulticastRules::meant);
    QueueRules rules = new QueueRules(sink);
    rules.check(upstream, profile.scheduler(Direction.UPSTREAM));
    rules.check(downstream, profile.scheduler(Direction.DOWNSTREAM));
    rules.compare(upstream, downstream);
    MulticastRules multicast = new MulticastRules(technology, sink);
    multicast.upstream(profile.upstreamQueues());
    multicast.downstream(profile.downstreamQueues());
  }

  private void epon(EponProfile profile) {
    profile.fitness(sink);
    QueueEntries upstream =
        QueueEntries.ofEpon(
            EponProfile.UPSTREAM_LIST, profile.numGemPorts(), profile.upstreamQueues());
    QueueEntries downstream =
        QueueEntries.ofEpon(
            EponProfile.DOWNSTREAM_LIST, profile.numGemPorts(), profile.downstreamQueues());
    QueueRules rules = new QueueRules(sink);
    rules.check(upstream, Optional.empty());
    rules.check(downstream, Optional.empty());
    rules.compare(upstream, downstream);
  }

  private void scheduler(String path, TemplateScheduler found, Direction right) {
    Direction direction = found.scheduler().direction();
    if (direction != right) {
      sink.add(
          TemplateRule.SCHEDULER_DIRECTION,
          path + ".direction",
          "must be %s, not %s%s"
              .formatted(
                  right,
                  direction,
                  direction == Direction.UPSTREAM ? ", which is also the default" : ""));
    }
    if (found.allocId() != 0) {
      sink.add(
          TemplateRule.ASSIGNED_ID_GIVEN,
          path + ".alloc_id",
          "%s is ignored".formatted(found.allocId()));
    }
  }
}

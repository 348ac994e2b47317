package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.ValueChange;
import org.ponkeeper.template.Templates;
import tools.jackson.core.JsonGenerator;

/** The output of {@code template apply --dry-run}. */
record PlannedTemplate(Technology technology, TechProfileId id, Templates.Planned plan) {

  private static final int MOST_SHOWN = 50;

  /**
   * Prints what would be done.
   *
   * @throws RefusedException {@code TEMPLATE_IN_USE} at the end, if it would be refused
   */
  void print(PonkeeperCommand ponkeeper, boolean force) {
    Terminal terminal = ponkeeper.terminal();
    if (ponkeeper.isJson()) {
      terminal.printJson(this::write);
    } else {
      lines().forEach(terminal::print);
    }
    if (plan.changesShape() && !force) {
      throw new RefusedException(ErrorCode.TEMPLATE_IN_USE)
          .with("technology", technology)
          .with("template", id)
          .with("instances", plan.instances())
          .with("reason", "the new template would change the shape of these instances");
    }
  }

  private List<String> lines() {
    String effect =
        switch (plan.effect()) {
          case CREATED -> "would create";
          case REPLACED -> "would replace";
          case UNCHANGED -> "would leave unchanged";
        };
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %s template %s: %s, GEM ports: %s, instances in use: %s"
            .formatted(
                effect,
                technology,
                id,
                plan.profile().name(),
                plan.profile().numGemPorts(),
                plan.instances()));
    plan.changes().stream().limit(MOST_SHOWN).forEach(change -> lines.add("  " + change));
    if (plan.changes().size() > MOST_SHOWN) {
      lines.add("  and more values");
    }
    if (plan.effect() == Templates.Effect.REPLACED && plan.changes().isEmpty()) {
      lines.add("  no comparable value changes");
    }
    if (plan.instances() > 0) {
      lines.add(
          plan.changesShape()
              ? "  the shape of the instances would change: this needs --force"
              : "  the instances keep their shape, and their ids");
    }
    return lines;
  }

  private void write(JsonGenerator json) {
    json.writeStartObject();
    json.writeBooleanProperty("dry_run", true);
    json.writeStringProperty("technology", technology.text());
    json.writeNumberProperty("id", id.value());
    json.writeStringProperty("effect", plan.effect().name().toLowerCase(Locale.ROOT));
    json.writeStringProperty("name", plan.profile().name());
    json.writeNumberProperty("num_gem_ports", plan.profile().numGemPorts());
    json.writeNumberProperty("instances", plan.instances());
    json.writeBooleanProperty("changes_shape", plan.changesShape());
    json.writeArrayPropertyStart("changes");
    for (ValueChange change : plan.changes()) {
      json.writeStartObject();
      json.writeStringProperty("path", change.path());
      json.writeStringProperty("before", change.before());
      json.writeStringProperty("after", change.after());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}

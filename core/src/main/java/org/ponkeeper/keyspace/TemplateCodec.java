package org.ponkeeper.keyspace;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.keyspace.TemplateReading.Read;
import org.ponkeeper.keyspace.TemplateReading.Unreadable;
import org.ponkeeper.plan.Template;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.Complaint;
import org.ponkeeper.profile.Complaints;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.TemplateRule;
import org.ponkeeper.store.Bytes;

/** Templates as JSON: protobuf JSON with the original field names. */
public final class TemplateCodec {

  /** The most bytes of a template: 1 MiB, included. */
  public static final int MAX_TEMPLATE_BYTES = 1 << 20;

  /** What some version of the Go library took. */
  private static final Set<TemplateRule> TAKEN_FROM_STORES =
      EnumSet.of(
          TemplateRule.KEY_TWICE, TemplateRule.NUMBER_NOT_PLAIN, TemplateRule.TEXT_AFTER_DOCUMENT);

  private TemplateCodec() {}

  /**
   * What of a template that a store holds only some versions of VOLTHA's Go library take, in the
   * order of the text; of one that cannot be read too.
   */
  public static List<Complaint> takenBySome(Technology technology, Bytes bytes) {
    return TemplateText.read(technology, bytes).notes().complaints().toList().stream()
        .filter(complaint -> TAKEN_FROM_STORES.contains(complaint.rule()))
        .toList();
  }

  /**
   * Reads a template that a store holds. What some version of VOLTHA's Go library took is taken,
   * with a warning: keys given twice (the last one counts), text after the document, and whole
   * numbers written like {@code 1.0}. What somebody hands in is read by {@link TemplateLinter},
   * which takes none of it.
   *
   * <p>Never throws, whatever the bytes.
   */
  public static TemplateReading readStored(Technology technology, Bytes bytes) {
    TemplateText text = TemplateText.read(technology, bytes);
    List<String> warnings = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    for (Complaint complaint : text.notes().complaints().toList()) {
      (TAKEN_FROM_STORES.contains(complaint.rule()) ? warnings : complaints)
          .add(complaint.toString());
    }
    return complaints.isEmpty()
        ? new Read(text.profile().orElseThrow(), warnings)
        : new Unreadable(complaints);
  }

  /** A stored template with the complaints about it, as {@link #readStored} reads it. */
  public static Reading<Template> decode(Technology technology, Bytes value) {
    return switch (readStored(technology, value)) {
      case TemplateReading.Read read ->
          new Reading.Read<>(Template.of(read.profile(), read.warnings()));
      case TemplateReading.Unreadable unreadable ->
          new Reading.Unreadable<>(Complaints.join(unreadable.complaints()));
    };
  }

  /** A stored template as far as it can be read, fit or not. */
  public static Optional<TechProfile> profile(Technology technology, Bytes value) {
    return readStored(technology, value) instanceof TemplateReading.Read read
        ? Optional.of(read.profile())
        : Optional.empty();
  }
}

package org.ponkeeper.keyspace;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.keyspace.TemplateReading.Read;
import org.ponkeeper.keyspace.TemplateReading.Unreadable;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.Diagnostic;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.TemplateRule;
import org.ponkeeper.store.Bytes;

/** Templates as JSON: protobuf JSON with the original field names. */
public final class TemplateCodec {

  /** The maximum size of a template in bytes: 1 MiB, inclusive. */
  public static final int MAX_TEMPLATE_BYTES = 1 << 20;

  /** Rules that some version of the Go library does not enforce. */
  private static final Set<TemplateRule> TAKEN_FROM_STORES =
      EnumSet.of(
          TemplateRule.KEY_TWICE, TemplateRule.NUMBER_NOT_PLAIN, TemplateRule.TEXT_AFTER_DOCUMENT);

  private TemplateCodec() {}

  /** The bytes as text; empty if they are not UTF-8, or not a valid text of a template. */
  public static Optional<String> text(Bytes bytes) {
    return TemplateText.decode(bytes);
  }

  /**
   * The parts of a stored template that only some versions of VOLTHA's Go library accept, in the
   * order of the text; also for a template that cannot be read.
   */
  public static List<Diagnostic> takenBySome(Technology technology, Bytes bytes) {
    return TemplateText.read(technology, bytes).notes().diagnostics().toList().stream()
        .filter(diagnostic -> TAKEN_FROM_STORES.contains(diagnostic.rule()))
        .toList();
  }

  /**
   * Reads a stored template. Accepts, with a warning, what some version of VOLTHA's Go library
   * accepted: duplicate keys (the last one is used), text after the document, and integers written
   * like {@code 1.0}. A template that a user supplies is read by {@link TemplateLinter}, which
   * accepts none of these.
   *
   * <p>Never throws, whatever the bytes.
   */
  public static TemplateReading readStored(Technology technology, Bytes bytes) {
    TemplateText text = TemplateText.read(technology, bytes);
    List<String> warnings = new ArrayList<>();
    List<String> diagnostics = new ArrayList<>();
    for (Diagnostic diagnostic : text.notes().diagnostics().toList()) {
      (TAKEN_FROM_STORES.contains(diagnostic.rule()) ? warnings : diagnostics)
          .add(diagnostic.toString());
    }
    return diagnostics.isEmpty()
        ? new Read(text.profile().orElseThrow(), warnings)
        : new Unreadable(diagnostics);
  }

  /** A stored template as far as it can be read, valid or not. */
  public static Optional<TechProfile> profile(Technology technology, Bytes value) {
    return readStored(technology, value) instanceof TemplateReading.Read read
        ? Optional.of(read.profile())
        : Optional.empty();
  }
}

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

  /** The most bytes of a template: 1 MiB, included. */
  public static final int MAX_TEMPLATE_BYTES = 1 << 20;

  /** What some version of the Go library took. */
  private static final Set<TemplateRule> TAKEN_FROM_STORES =
      EnumSet.of(
          TemplateRule.KEY_TWICE, TemplateRule.NUMBER_NOT_PLAIN, TemplateRule.TEXT_AFTER_DOCUMENT);

  private TemplateCodec() {}

  /** The bytes as a text; empty if they are not UTF-8, or cannot be a template's. */
  public static Optional<String> text(Bytes bytes) {
    return TemplateText.decode(bytes);
  }

  /**
   * What of a template that a store holds only some versions of VOLTHA's Go library take, in the
   * order of the text; of one that cannot be read too.
   */
  public static List<Diagnostic> takenBySome(Technology technology, Bytes bytes) {
    return TemplateText.read(technology, bytes).notes().diagnostics().toList().stream()
        .filter(diagnostic -> TAKEN_FROM_STORES.contains(diagnostic.rule()))
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
    List<String> diagnostics = new ArrayList<>();
    for (Diagnostic diagnostic : text.notes().diagnostics().toList()) {
      (TAKEN_FROM_STORES.contains(diagnostic.rule()) ? warnings : diagnostics)
          .add(diagnostic.toString());
    }
    return diagnostics.isEmpty()
        ? new Read(text.profile().orElseThrow(), warnings)
        : new Unreadable(diagnostics);
  }

  /** A stored template as far as it can be read, fit or not. */
  public static Optional<TechProfile> profile(Technology technology, Bytes value) {
    return readStored(technology, value) instanceof TemplateReading.Read read
        ? Optional.of(read.profile())
        : Optional.empty();
  }
}

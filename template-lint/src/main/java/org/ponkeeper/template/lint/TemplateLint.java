package org.ponkeeper.template.lint;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.keyspace.FieldHints;
import org.ponkeeper.keyspace.MessageJsonReader;
import org.ponkeeper.keyspace.TemplateCodec;
import org.ponkeeper.keyspace.TemplateLinter;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.TemplateReport;
import org.ponkeeper.store.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Checks and fixes templates without a store. Pure; nothing blocks or throws, whatever the bytes.
 *
 * <p>The rules are those of {@link org.ponkeeper.profile.TemplateRule}; {@link
 * org.ponkeeper.template.Templates#apply} rejects the same templates.
 */
public final class TemplateLint {

  private static final String PROFILE_TYPE = "profile_type";

  private TemplateLint() {}

  /**
   * Result of a fix.
   *
   * @param document the text; unchanged if nothing was fixed
   * @param done the fixes, one line each, in the order of the text
   */
  public record Mended(Bytes document, List<String> done) {

    /** Copies the list. */
    public Mended {
      done = List.copyOf(done);
    }
  }

  /**
   * Reports all problems of a template; only text that is not JSON ends the check early.
   *
   * @param technology the technology of the template
   * @param id the template's id, if it is known
   * @param document the template as JSON; more than 1 MiB is reported as a problem
   */
  public static TemplateReport check(
      Technology technology, Optional<TechProfileId> id, Bytes document) {
    requireNonNull(technology, "technology");
    requireNonNull(id, "id");
    requireNonNull(document, "document");
    return TemplateLinter.check(technology, id, document);
  }

  /**
   * The probable technology of a template: EPON if it has keys of EPON templates, otherwise the one
   * in its {@code profile_type}, otherwise XGS-PON.
   */
  public static Technology guess(Bytes document) {
    requireNonNull(document, "document");
    Technology named = Technology.XGS_PON;
    String text = TemplateCodec.text(document).orElse("");
    try (JsonParser parser = MessageJsonReader.JSON.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return named;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = parser.currentName();
        if (FieldHints.isOfEpon(key)) {
          return Technology.EPON;
        }
        if (parser.nextToken() == JsonToken.VALUE_STRING && key.equals(PROFILE_TYPE)) {
          named = Technology.find(parser.getString()).orElse(named);
        }
        parser.skipChildren();
      }
    } catch (JacksonException e) {
      // Reading it as a template reports the error.
    }
    return named;
  }

  /**
   * Fixes what is unambiguous: names of enums with another case or without their prefix, whole
   * numbers like {@code 1.0}, {@code epon_attribute.package_type}, and keys that are clearly
   * comments. Everything else is unchanged. Text that is not JSON is not changed.
   */
  public static Mended fix(Technology technology, Bytes document) {
    requireNonNull(technology, "technology");
    requireNonNull(document, "document");
    return TemplateFix.of(technology, document);
  }
}

package org.ponkeeper.cli;

import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonGeneratorDelegate;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Writes the documents of commands as YAML. Only loaded if it is used: the YAML library takes
 * longer to load than most commands run.
 */
final class YamlGenerator extends JsonGeneratorDelegate {

  private final JsonFactory json;

  private YamlGenerator(JsonGenerator yaml, JsonFactory json) {
    super(yaml);
    this.json = json;
  }

  /** A generator of one document that begins with {@code ---}. */
  static JsonGenerator on(OutputStream out, JsonFactory json) {
    // All strings stay in quotes: readers take some plain ones for numbers, dates or booleans.
    YAMLFactory yaml = YAMLFactory.builder().disable(YAMLWriteFeature.SPLIT_LINES).build();
    return new YamlGenerator(yaml.createGenerator(ObjectWriteContext.empty(), out), json);
  }

  /** Ignores line feeds between the entries of a JSON document. */
  @Override
  public JsonGenerator writeRaw(String space) {
    return this;
  }

  /** Converts a value that is given as JSON text. */
  @Override
  public JsonGenerator writeRawValue(String value) {
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), value)) {
      parser.nextToken();
      copyCurrentStructure(parser);
    }
    return this;
  }
}

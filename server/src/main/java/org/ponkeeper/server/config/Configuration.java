package org.ponkeeper.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.NearestName;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The values of all settings, each with its source. What is read later has priority: the file, the
 * environment, the flags.
 */
public final class Configuration {

  private static final String DEFAULT = "default";

  /** A text and where it was given. */
  private record Given(String text, String source) {}

  private final Map<Setting, Given> values = new EnumMap<>(Setting.class);

  private Configuration() {}

  /**
   * Reads and checks all values.
   *
   * @param file the YAML file, if there is one
   * @param environment all variables of the process
   * @param flags the flags that were given, with their values
   * @throws ConfigException for the first thing that is wrong
   */
  public static Configuration read(
      Optional<Path> file, Map<String, String> environment, Map<Setting, String> flags) {
    Configuration configuration = new Configuration();
    for (Setting setting : Setting.values()) {
      configuration.values.put(setting, new Given(setting.usual(), DEFAULT));
    }
    file.ifPresent(configuration::readFile);
    for (Setting setting : Setting.values()) {
      setting
          .commonVariable()
          .ifPresent(name -> configuration.putIfAny(setting, environment.get(name), name));
    }
    environment.entrySet().stream()
        .filter(variable -> variable.getKey().startsWith(Setting.VARIABLE_PREFIX))
        .sorted(Map.Entry.comparingByKey())
        .forEach(variable -> configuration.readVariable(variable.getKey(), variable.getValue()));
    flags.forEach((setting, text) -> configuration.put(setting, text, setting.flag()));
    return configuration;
  }

  private void readFile(Path file) {
    String source = file.toString();
    YAMLMapper mapper =
        YAMLMapper.builder(
                YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .build();
    try {
      JsonNode root = mapper.readTree(Files.readAllBytes(file));
      if (!root.isMissingNode() && !root.isNull()) {
        readGroups(root, source);
      }
    } catch (IOException e) {
      throw new ConfigException("--config", source, "the file cannot be read: " + reason(e));
    } catch (JacksonException e) {
      throw new ConfigException(
          "--config",
          source + ", line " + e.getLocation().getLineNr(),
          "it is not valid YAML: " + e.getOriginalMessage());
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? "there is no such file"
        : e.getClass().getSimpleName();
  }

  private void readGroups(JsonNode root, String source) {
    if (!root.isObject()) {
      throw new ConfigException("--config", source, "write groups of settings, such as listen:");
    }
    for (Map.Entry<String, JsonNode> group : root.properties()) {
      boolean isGroup =
          Arrays.stream(Setting.values()).anyMatch(known -> known.group().equals(group.getKey()));
      if (!isGroup) {
        throw unknown(
            group.getKey(), source, Arrays.stream(Setting.values()).map(Setting::group).toList());
      }
      if (!group.getValue().isObject()) {
        throw new ConfigException(
            group.getKey(), source, "it is a group: write its settings below it, indented");
      }
      for (Map.Entry<String, JsonNode> entry : group.getValue().properties()) {
        String key = group.getKey() + "." + entry.getKey();
        Setting setting =
            Setting.ofKey(key).orElseThrow(() -> unknown(key, source, Setting.keys()));
        put(setting, text(setting, entry.getValue(), source), source);
      }
    }
  }

  private static ConfigException unknown(
      String key, String source, java.util.Collection<String> known) {
    return new ConfigException(
        key,
        source,
        "there is no such setting"
            + NearestName.of(key, known)
                .map(similar -> "; did you mean " + similar + "?")
                .orElse(""));
  }

  private static String text(Setting setting, JsonNode value, String source) {
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(entry -> text(setting, entry, source))
          .collect(Collectors.joining(","));
    }
    if (value.isObject()) {
      throw new ConfigException(setting.key(), source, "write a value, not a group");
    }
    return value.isNull() ? "" : value.asString();
  }

  private void readVariable(String name, String text) {
    Setting setting =
        Arrays.stream(Setting.values())
            .filter(known -> known.variable().equals(name))
            .findFirst()
            .orElseThrow(() ->
                unknown(
                    name,
                    "environment",
                    Arrays.stream(Setting.values()).map(Setting::variable).toList()));
    put(setting, text, setting.variable());
  }

  private void putIfAny(Setting setting, @Nullable String text, String source) {
    if (text != null && !text.isEmpty()) {
      put(setting, text, source);
    }
  }

  private void put(Setting setting, String text, String source) {
    if (!text.isEmpty()) {
      try {
        setting.type().check(text);
      } catch (IllegalArgumentException e) {
        throw new ConfigException(setting.key(), source, String.valueOf(e.getMessage()));
      }
    }
    values.put(setting, new Given(text, source));
  }

  /** The text of a setting; empty for none. */
  String text(Setting setting) {
    return given(setting).text();
  }

  /** Where a setting was given: a file, a variable or a flag. */
  public String source(Setting setting) {
    return given(setting).source();
  }

  private Given given(Setting setting) {
    return java.util.Objects.requireNonNull(values.get(setting));
  }

  /** The error for a setting of this configuration. */
  ConfigException wrong(Setting setting, String reason) {
    return new ConfigException(setting.key(), source(setting), reason);
  }

  /** All settings as YAML, each with its source; it can be read again. */
  public String yaml() {
    StringBuilder yaml = new StringBuilder();
    String group = "";
    for (Setting setting : Setting.values()) {
      if (!setting.group().equals(group)) {
        group = setting.group();
        yaml.append(group).append(":\n");
      }
      String text = text(setting);
      yaml.append("  ")
          .append(setting.name(group))
          .append(": ")
          .append(text.matches("[A-Za-z0-9/._-]+") ? text : quoted(text))
          .append("  # ")
          .append(text.isEmpty() ? "none" : source(setting))
          .append('\n');
    }
    return yaml.toString();
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}

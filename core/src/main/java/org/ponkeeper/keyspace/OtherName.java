package org.ponkeeper.keyspace;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/**
 * Keys that have a technology under another name than today's: where they lie, and where they would
 * lie under the present one. Immutable.
 *
 * @param keys the paths
 * @param technology the technology that is meant
 * @param name the other name, for example {@code xgspon}
 */
public record OtherName(KeySpace keys, Technology technology, String name) {

  /** Where the other name has what the present one has of a range. */
  public KeyRange there(KeyRange present) {
    return new KeyRange(there(present.startInclusive()), present.endExclusive().map(this::there));
  }

  /** Where the other name has a key. */
  public Key there(Key present) {
    return new Key(there(present.text()));
  }

  /** The key that one of the other name has under the present one. */
  public Key present(Key there) {
    return new Key(replaced(there.text(), false));
  }

  private String there(String present) {
    return replaced(present, true);
  }

  private String replaced(String text, boolean toOther) {
    for (Map.Entry<String, String> pair : prefixes().entrySet()) {
      String from = toOther ? pair.getKey() : pair.getValue();
      String to = toOther ? pair.getValue() : pair.getKey();
      if (text.startsWith(from)) {
        return to + text.substring(from.length());
      }
    }
    throw new IllegalArgumentException("no technology stands in it: " + text);
  }

  /** What keys with the technology begin with: under the present name, and under the other one. */
  private Map<String, String> prefixes() {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String path :
        new String[] {keys.instancesPath(), keys.olderPath(), keys.templatePath() + "/"}) {
      pairs.put(path + technology, path + name);
    }
    String braced = keys.resourceManager() + "{";
    pairs.put(braced + technology + "}", braced + name + "}");
    return pairs;
  }

  /** Where the templates under the other name lie. */
  public KeyRange templates() {
    return there(keys.templates(technology));
  }

  /** Where the resources of all OLTs under the other name lie. */
  public KeyRange resources() {
    return KeyRange.prefix(keys.resourceManager() + "{" + name + "}/");
  }

  @Override
  public String toString() {
    return name;
  }
}

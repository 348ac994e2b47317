package org.ponkeeper.keyspace;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/**
 * Another name of a technology, and the conversion between keys with that name and keys with the
 * present one. Immutable.
 *
 * @param keys the paths
 * @param technology the technology
 * @param name the other name, for example {@code xgspon}
 */
public record OtherName(KeySpace keys, Technology technology, String name) {

  /** The range under the other name, from one under the present name. */
  public KeyRange there(KeyRange present) {
    return new KeyRange(there(present.startInclusive()), present.endExclusive().map(this::there));
  }

  /** The key under the other name, from one under the present name. */
  public Key there(Key present) {
    return new Key(there(present.text()));
  }

  /** The key under the present name, from one under the other name. */
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
    throw new IllegalArgumentException("the key has no technology: " + text);
  }

  /**
   * The prefixes of keys with a technology: by the one with the present name, the one with the
   * other.
   */
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

  /** The range of the templates under the other name. */
  public KeyRange templates() {
    return there(keys.templates(technology));
  }

  /** The range of the resources of all OLTs under the other name. */
  public KeyRange resources() {
    return KeyRange.prefix(keys.resourceManager() + "{" + name + "}/");
  }

  @Override
  public String toString() {
    return name;
  }
}

package org.ponkeeper.profile;

/**
 * A value that differs between two templates.
 *
 * @param path the field, for example {@code upstream_gem_port_attribute_list[0].weight}
 * @param before the value of the one, for people; {@code none} where a part is missing
 * @param after the value of the other, for people
 */
public record ValueChange(String path, String before, String after) {

  /** For example {@code us_scheduler.weight: 10 -> 20}. */
  @Override
  public String toString() {
    String change = before + " -> " + after;
    return path.isEmpty() ? change : path + ": " + change;
  }
}

package org.ponkeeper.profile;

/**
 * A value that differs between two templates.
 *
 * @param path the field, for example {@code upstream_gem_port_attribute_list[0].weight}
 * @param before the value in the first template, for display; {@code none} if it has no such part
 * @param after the value in the second template, for display
 */
public record ValueChange(String path, String before, String after) {

  /** For example {@code us_scheduler.weight: 10 -> 20}. */
  @Override
  public String toString() {
    String change = before + " -> " + after;
    return path.isEmpty() ? change : path + ": " + change;
  }
}

package org.ponkeeper.olt;

import java.util.List;

/**
 * Result of moving what all OLTs of a technology share: templates, and ranges of models.
 *
 * @param moved the keys under another name that were moved to the present one, or would be
 * @param left the keys that are still in use, or have another value under the present name
 */
public record MovedSharedKeys(List<String> moved, List<String> left) {
  public MovedSharedKeys {
    moved = List.copyOf(moved);
    left = List.copyOf(left);
  }
}

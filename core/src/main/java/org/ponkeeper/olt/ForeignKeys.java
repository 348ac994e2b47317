package org.ponkeeper.olt;

import java.util.Optional;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.Quoted;

/**
 * Keys of a store that Ponkeeper does not maintain, although they may contain ids, instances or
 * templates.
 *
 * @param kind why it does not maintain them
 * @param prefix the common prefix of the keys; the key itself if there is only one
 * @param keys the number of keys, at least 1; at most {@value #MOST_COUNTED} are counted
 * @param technology their technology, if the keys contain it
 * @param olt their OLT, if the keys contain it
 * @param remark the reason
 * @param readAt the path with which a Ponkeeper would read the keys, if there is one
 */
public record ForeignKeys(
    Kind kind,
    String prefix,
    long keys,
    Optional<Technology> technology,
    Optional<OltId> olt,
    String remark,
    Optional<ReadAt> readAt) {

  /** The maximum number of keys counted for one prefix. */
  public static final int MOST_COUNTED = 1_000;

  private static final int MOST_CHARACTERS = 300;

  /** Why Ponkeeper does not maintain keys. */
  public enum Kind {
    /** The technology has an outdated spelling: {@code xgspon} for {@code XGS-PON}. */
    OTHER_SPELLING,
    /** An earlier form of VOLTHA: no OLT in the path, no braces. */
    OLDER_LAYOUT,
    /** The path of another stack, or a template path that is not read. */
    OTHER_PATH,
    /** An unknown form. */
    FOREIGN
  }

  /** A path that a Ponkeeper is given. */
  public sealed interface ReadAt {
    /** The base path. */
    record BasePath(String path) implements ReadAt {}

    /** The path of templates. */
    record TemplatePath(String path) implements ReadAt {}
  }

  public ForeignKeys {
    prefix = Quoted.cut(prefix, MOST_CHARACTERS);
  }

  /** The number of keys, in words. */
  public String count() {
    if (keys >= MOST_COUNTED) {
      return MOST_COUNTED + " keys or more";
    }
    return keys == 1 ? "1 key" : keys + " keys";
  }

  /** The finding that reports these keys. */
  public Finding finding() {
    FindingKind of =
        switch (kind) {
          case OTHER_SPELLING -> FindingKind.OTHER_SPELLING;
          case OLDER_LAYOUT -> FindingKind.OLDER_LAYOUT;
          case OTHER_PATH -> FindingKind.OTHER_PATH;
          case FOREIGN -> FindingKind.UNKNOWN_KEYS;
        };
    return Finding.of(of, prefix, count() + ": " + remark).with(new Finding.About.Foreign(this));
  }
}

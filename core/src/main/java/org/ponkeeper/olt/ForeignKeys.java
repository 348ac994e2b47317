package org.ponkeeper.olt;

import java.util.Optional;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.Quoted;

/**
 * Keys in a store that Ponkeeper does not work with, though they may hold ids, instances or
 * templates.
 *
 * @param kind why it does not work with them
 * @param prefix what the keys begin with; the key itself where there is one
 * @param keys how many there are, at least 1; at most {@value #MOST_COUNTED} are counted
 * @param technology the technology that they are of, as far as they tell it
 * @param olt the OLT that they are of, as far as they tell it
 * @param remark why, in words
 * @param readAt the path that a Ponkeeper must be given to read them, if only that keeps it from
 *     doing so
 */
public record ForeignKeys(
    Kind kind,
    String prefix,
    long keys,
    Optional<Technology> technology,
    Optional<OltId> olt,
    String remark,
    Optional<ReadAt> readAt) {

  /** How many keys of one prefix are counted. */
  public static final int MOST_COUNTED = 1_000;

  private static final int MOST_CHARACTERS = 300;

  /** Why Ponkeeper does not work with keys. */
  public enum Kind {
    /** The technology is written otherwise than today: {@code xgspon} for {@code XGS-PON}. */
    OTHER_SPELLING,
    /** The form is one that VOLTHA had before: no OLT in the path, no braces. */
    OLDER_LAYOUT,
    /** They lie at the path of another stack, or at a template path that is not read. */
    OTHER_PATH,
    /** No form that is known. */
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

  /** How many keys there are, in words. */
  public String count() {
    if (keys >= MOST_COUNTED) {
      return MOST_COUNTED + " keys or more";
    }
    return keys == 1 ? "1 key" : keys + " keys";
  }

  /** The finding that tells of them. */
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

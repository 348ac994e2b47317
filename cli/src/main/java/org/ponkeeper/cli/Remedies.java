package org.ponkeeper.cli;

import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;

/** Remedies of the library's errors for command line users. */
final class Remedies {
  private Remedies() {}

  /** The remedy of this error. */
  static String of(PonkeeperException e) {
    return e.specificRemedy()
        .map(remedy -> inOptions(e.code(), remedy))
        .orElseGet(() -> of(e.code()));
  }

  /** The remedy of this error, with the options to use. */
  private static String inOptions(ErrorCode code, String remedy) {
    return switch (code) {
      // Converts "alloc ids 3:FIRST-LAST".
      case RANGES_MISSING -> remedy.replaceAll("([a-z-]+) ids ", "--$1-ids ");
      case TEMPLATE_IN_USE -> remedy + "; --force deletes the template all the same";
      default -> remedy;
    };
  }

  /** The remedy of a code: the library's, unless an option or command can be named. */
  static String of(ErrorCode code) {
    return switch (code) {
      case RANGES_MISSING ->
          "give what is missing with --pons, --onu-ids, --alloc-ids and --gem-port-ids, or "
              + "name a --model";
      case STORE_URL_INVALID ->
          "use sqlite:PATH or etcd://HOST:PORT; PATH must be a SQLite file of Ponkeeper, or "
              + "must not exist yet";
      case OLT_NOT_REGISTERED ->
          "register it with 'ponkeeper olt register', or check --technology, --olt and --base-path";
      case MODEL_NOT_FOUND -> "check --model and --base-path, or give the ranges with options";
      case TEMPLATE_NOT_FOUND -> "run 'ponkeeper template list' to see the templates";
      case TEMPLATE_IN_USE ->
          "use another template id for the new shape, or delete the instances first; --force "
              + "overrides this check";
      case RANGE_DIFFERS ->
          "give only values that match; to change ranges, add --resize (all ids in use must "
              + "be inside the new ranges)";
      case POOL_KEYS_DIFFER ->
          "run 'ponkeeper audit' to see unused keys; 'ponkeeper store migrate' with "
              + "--remove-left-behind removes them";
      case RECORD_NEEDED ->
          "release the claims that the message names; change ranges with 'ponkeeper olt "
              + "register --resize', or keep the record";
      case ONU_NOT_FOUND -> "run 'ponkeeper onu list' to see the ONUs";
      case INSTANCE_NOT_FOUND -> "run 'ponkeeper instance list' to see the instances";
      case KEY_EXISTS -> "import into an empty store, or repeat with --overwrite";
      case OLT_EXISTS ->
          "restore the whole backup with 'ponkeeper store restore', or repeat with --merge";
      case TEMPLATE_UNFIT, TEMPLATE_UNREADABLE ->
          "correct the template, or use the built-in default with --fallback-to-default";
      default -> code.remedy();
    };
  }
}

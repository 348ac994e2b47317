package org.ponkeeper.cli;

import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;

/** What a person at the command line can do about an error of the library. */
final class Remedies {
  private Remedies() {}

  /** The remedy of this error. */
  static String of(PonkeeperException e) {
    return e.specificRemedy()
        .map(remedy -> inOptions(e.code(), remedy))
        .orElseGet(() -> of(e.code()));
  }

  /** What this error says of its remedy, with the options that do it. */
  private static String inOptions(ErrorCode code, String remedy) {
    return switch (code) {
      // From "alloc ids 3:FIRST-LAST".
      case RANGES_MISSING -> remedy.replaceAll("([a-z-]+) ids ", "--$1-ids ");
      case TEMPLATE_IN_USE -> remedy + "; --force deletes the template all the same";
      default -> remedy;
    };
  }

  /** The remedy of a code: the library's, unless an option or a command can be named. */
  static String of(ErrorCode code) {
    return switch (code) {
      case RANGES_MISSING ->
          "give --pons, --onu-ids, --alloc-ids and --gem-port-ids as far as the message names them,"
              + " or a --model";
      case STORE_URL_INVALID ->
          "use sqlite:PATH, where PATH is a SQLite file of Ponkeeper's or does not exist, or"
              + " etcd://HOST:PORT";
      case OLT_NOT_REGISTERED ->
          "register it with 'ponkeeper olt register', or check --technology, --olt and --base-path";
      case MODEL_NOT_FOUND -> "check --model and --base-path, or give the ranges themselves";
      case TEMPLATE_NOT_FOUND -> "see 'ponkeeper template list' for what there is";
      case TEMPLATE_IN_USE ->
          "give the new shape another template id, or delete the instances first; --force does it"
              + " all the same";
      case RANGE_DIFFERS ->
          "leave out what is to stay as it is; other ranges need --resize, and no id in use outside";
      case POOL_KEYS_DIFFER ->
          "see 'ponkeeper audit' for what is left behind; 'ponkeeper store migrate' removes it with"
              + " --remove-left-behind";
      case RECORD_NEEDED ->
          "release the claims that the message names; change ranges with 'ponkeeper olt register"
              + " --resize', or leave the record where it is";
      case INSTANCE_NOT_FOUND -> "see 'ponkeeper instance list' for what there is";
      case KEY_EXISTS -> "import into an empty store, or repeat with --overwrite";
      case OLT_EXISTS ->
          "put the whole backup back with 'ponkeeper store restore', or repeat with --merge";
      case TEMPLATE_UNFIT, TEMPLATE_UNREADABLE ->
          "mend the template, or take the built-in default with --fallback-to-default";
      default -> code.remedy();
    };
  }
}

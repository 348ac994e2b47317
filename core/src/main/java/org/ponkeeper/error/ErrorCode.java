package org.ponkeeper.error;

import static org.ponkeeper.error.ErrorClass.INVALID_REQUEST;
import static org.ponkeeper.error.ErrorClass.REFUSED;
import static org.ponkeeper.error.ErrorClass.STORE_FAILED;

/**
 * Everything that can go wrong, with the one fixed text for each and what a person can do about it.
 *
 * <p>The names are a contract: operators' scripts and adapters match on them. {@code
 * docs/errors.md} lists the same codes, and a test holds the two together. The command line has
 * codes of its own besides, and its own words for some of the remedies.
 */
public enum ErrorCode {
  UNI_PORT_MALFORMED(
      INVALID_REQUEST,
      "the UNI port name is malformed",
      "write olt-{DEVICE}/pon-{N}/onu-{N}/uni-{N} with literal braces; DEVICE is of a-z, 0-9 and -"),
  TECHNOLOGY_UNKNOWN(
      INVALID_REQUEST, "the technology is unknown", "use one of GPON, XGPON, XGS-PON, EPON"),
  NAME_INVALID(
      INVALID_REQUEST,
      "the name has characters that it may not have, or none",
      "use the characters that the message names"),
  ID_OUT_OF_LEGAL_SPACE(
      INVALID_REQUEST,
      "the id is outside its legal space",
      "use an id inside the limits that the message names"),
  RANGE_INVALID(
      INVALID_REQUEST,
      "the range is invalid",
      "write FIRST-LAST, both included, with FIRST inside the technology's legal space"),
  RANGES_MISSING(
      INVALID_REQUEST,
      "the store does not tell the OLT's PONs or ranges",
      "give the PONs and the ranges that the message names, or a model"),
  COUNT_OUT_OF_RANGE(
      INVALID_REQUEST, "the count is out of range", "ask for a count that the message allows"),
  TEMPLATE_INVALID(
      INVALID_REQUEST,
      "the template is invalid",
      "mend what the message names; nothing was stored"),
  STORE_URL_INVALID(
      INVALID_REQUEST,
      "the store's URL does not name a store",
      "name a SQLite file of Ponkeeper's, a file that does not exist, or an etcd"),
  PATH_INVALID(
      INVALID_REQUEST,
      "the path cannot be used",
      "write a path such as service/voltha, without a slash at its ends"),
  FLOW_INFO_INVALID(
      INVALID_REQUEST,
      "the flow info cannot be stored",
      "give one JSON value; the message says what is wrong with it"),
  ADAPTER_DATA_INVALID(
      INVALID_REQUEST,
      "the adapter's own data cannot be written so",
      "keep them below the adapter's path, each key once, within the limits that the message names"),

  OLT_NOT_REGISTERED(
      REFUSED,
      "the OLT is not registered",
      "register it, or check the technology, the OLT's name and the base path"),
  PON_NOT_REGISTERED(
      REFUSED, "the PON is not registered", "check the PON's number, or register the OLT with it"),
  MODEL_NOT_FOUND(
      REFUSED,
      "the store holds no ranges of the model",
      "check the model's name and the base path, or give the ranges themselves"),
  TEMPLATE_NOT_FOUND(
      REFUSED, "there is no such template", "list the templates to see what there is"),
  TEMPLATE_IN_USE(
      REFUSED,
      "instances use the template",
      "give the new shape another template id, delete the instances first, or force the change"),
  OLT_BUSY(
      REFUSED,
      "the OLT is being resized, migrated, unregistered, deleted or restored",
      "let that finish, or run it again to its end"),
  RANGE_DIFFERS(
      REFUSED,
      "the OLT is registered otherwise",
      "leave out what is to stay as it is; other ranges need a resize, and no id in use outside"),
  POOL_KEYS_DIFFER(
      REFUSED,
      "the OLT has other keys where its keys would go",
      "audit the OLT to see what is left behind; moving its pool keys can remove it"),
  RECORD_NEEDED(
      REFUSED,
      "the OLT's record says what nothing else in the store tells",
      "release the claims that the message names; resize the OLT to change ranges, or leave the"
          + " record where it is"),
  POOL_EXHAUSTED(
      REFUSED,
      "too few free ids are left in the pool",
      "delete services that are no longer needed, or widen the range"),
  ID_NOT_TAKEN(REFUSED, "the id is not taken", "check the id and the pool"),
  ID_OWNED(REFUSED, "the id is owned", "delete its owner instead"),
  INSTANCE_NOT_FOUND(
      REFUSED, "there is no such instance", "list the instances to see what there is"),
  TEMPLATE_UNFIT(
      REFUSED,
      "no instance can be created from the stored template",
      "mend the template, or allow the built-in default in its place"),
  MULTICAST_GEM_PORT_TAKEN(
      REFUSED,
      "a unicast service already holds the template's multicast GEM port id",
      "give the template another multicast_gem_id, or delete the service that holds the id"),
  CONTENTION(
      REFUSED,
      "others changed the same state too often",
      "repeat the call; if it persists, look for who else writes"),
  KEY_EXISTS(
      REFUSED,
      "the store holds another value for a key of the file",
      "import into an empty store, or let the import overwrite values"),
  OLT_EXISTS(
      REFUSED,
      "the store holds other keys of an OLT of the file",
      "restore the whole backup, or let the import merge"),

  STORE_UNAVAILABLE(
      STORE_FAILED, "the store cannot be reached", "nothing happened; repeat when it is back"),
  STORE_DENIED(
      STORE_FAILED, "the store denies access", "nothing happened; check the user's permissions"),
  STORE_FULL(STORE_FAILED, "the store is full", "nothing happened; make room in the store"),
  STORE_REPLACED(
      STORE_FAILED,
      "the store is another one than before",
      "look at what the store holds now; what was done before it was restored or replaced may be"
          + " gone"),
  OUTCOME_UNKNOWN(
      STORE_FAILED,
      "the store did not say whether the change was made",
      "look at the state before you repeat the call"),

  CORRUPT_DATA(
      ErrorClass.CORRUPT_DATA,
      "stored data cannot be read",
      "nothing was overwritten; look at what the message names"),
  TEMPLATE_UNREADABLE(
      ErrorClass.CORRUPT_DATA,
      "the stored template cannot be read",
      "mend the template, or allow the built-in default in its place");

  private final ErrorClass errorClass;
  private final String message;
  private final String remedy;

  ErrorCode(ErrorClass errorClass, String message, String remedy) {
    this.errorClass = errorClass;
    this.message = message;
    this.remedy = remedy;
  }

  /** What a caller can do about it. */
  public ErrorClass errorClass() {
    return errorClass;
  }

  /** The one text of this code, the same whatever the facts are; no full stop at its end. */
  public String message() {
    return message;
  }

  /** What a person can do about it; it names no option of the command line. */
  public String remedy() {
    return remedy;
  }
}

package org.ponkeeper.error;

import static org.ponkeeper.error.ErrorClass.INVALID_REQUEST;
import static org.ponkeeper.error.ErrorClass.REFUSED;
import static org.ponkeeper.error.ErrorClass.STORE_FAILED;

/**
 * All errors, each with one fixed message and a remedy.
 *
 * <p>The names are stable: operators' scripts and adapters match on them. {@code docs/errors.md}
 * lists the same codes, which a test checks. The command line has additional codes, and its own
 * texts for some of the remedies.
 */
public enum ErrorCode {
  UNI_PORT_MALFORMED(
      INVALID_REQUEST,
      "the UNI port name is malformed",
      "write olt-{DEVICE}/pon-{N}/onu-{N}/uni-{N} with literal braces; DEVICE uses a-z, 0-9 and -"),
  TECHNOLOGY_UNKNOWN(
      INVALID_REQUEST, "the technology is unknown", "use one of GPON, XGPON, XGS-PON, EPON"),
  NAME_INVALID(
      INVALID_REQUEST,
      "the name is empty or has invalid characters",
      "use only the characters that the message lists"),
  ID_OUT_OF_LEGAL_SPACE(
      INVALID_REQUEST,
      "the id is outside its legal range",
      "use an id in the legal range that the message shows"),
  RANGE_INVALID(
      INVALID_REQUEST,
      "the range is invalid",
      "write FIRST-LAST, both included; FIRST must be an id that the technology allows"),
  RANGES_MISSING(
      INVALID_REQUEST,
      "the store has no PONs or ranges for the OLT",
      "give the PONs and the ranges that the message names, or a model"),
  COUNT_OUT_OF_RANGE(
      INVALID_REQUEST,
      "the count is out of range",
      "use a count in the legal range that the message shows"),
  TEMPLATE_INVALID(
      INVALID_REQUEST,
      "the template is invalid",
      "correct what the message names; nothing was stored"),
  STORE_URL_INVALID(
      INVALID_REQUEST,
      "the store URL does not lead to a store",
      "name a SQLite file of Ponkeeper's, a file that does not exist, or an etcd"),
  PATH_INVALID(
      INVALID_REQUEST,
      "the path cannot be used",
      "write a path such as service/voltha, without a slash at either end"),
  FILE_INVALID(
      INVALID_REQUEST,
      "the file cannot be used",
      "correct the file at the place that the message names; nothing was changed"),
  FLOW_INFO_INVALID(
      INVALID_REQUEST,
      "the flow info cannot be stored",
      "give exactly one JSON value; the message says what is wrong"),
  ADAPTER_DATA_INVALID(
      INVALID_REQUEST,
      "the adapter's own data cannot be written",
      "use keys below the adapter's path, each key once, within the limits that the message names"),
  BOOKMARK_INVALID(
      INVALID_REQUEST,
      "the bookmark was not made by a store",
      "give the bookmark of an event unchanged, or none to begin now"),
  ETAG_INVALID(
      INVALID_REQUEST,
      "the etag was not made by Ponkeeper",
      "give the etag of what was read unchanged"),

  OLT_NOT_REGISTERED(
      REFUSED,
      "the OLT is not registered",
      "register it, or check the technology, the OLT's name and the base path"),
  PON_NOT_REGISTERED(
      REFUSED,
      "the PON is not registered",
      "check the PON number, or register the OLT with this PON"),
  PON_IN_USE(
      REFUSED,
      "something is stored of the PON",
      "delete its ONUs and release its ids first; the message says what there is"),
  MODEL_NOT_FOUND(
      REFUSED,
      "the store has no ranges for the model",
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
      "wait until it finishes; if it was interrupted, run the same command again"),
  RANGE_DIFFERS(
      REFUSED,
      "the OLT is registered with other values",
      "leave out what is to stay as it is; other ranges need a resize, and no id in use outside"),
  POOL_KEYS_DIFFER(
      REFUSED,
      "other keys are already where the OLT's keys would go",
      "audit the OLT to find unused keys; moving its pool keys can remove them"),
  RECORD_NEEDED(
      REFUSED,
      "the OLT's record has information that is stored nowhere else",
      "release the claims that the message names; resize the OLT to change ranges, or leave the"
          + " record where it is"),
  POOL_EXHAUSTED(
      REFUSED,
      "the pool has too few free ids",
      "delete services that are no longer needed, or widen the range"),
  ID_NOT_TAKEN(REFUSED, "the id is not taken", "check the id and the pool"),
  ID_OWNED(REFUSED, "the id has an owner", "delete the owner; this releases the id"),
  INSTANCE_NOT_FOUND(
      REFUSED, "there is no such instance", "list the instances to see what there is"),
  ONU_NOT_FOUND(
      REFUSED, "nothing is stored of the ONU", "list the ONUs of the PON to see what there is"),
  ONU_EXISTS(
      REFUSED,
      "something is already stored of the ONU",
      "choose a free ONU id, or delete the ONU that is there"),
  ONU_TOO_LARGE(
      REFUSED,
      "the ONU has too many keys for one transaction",
      "delete services, claims or flow infos that are no longer needed first"),
  OWNER_HAS_IDS(
      REFUSED,
      "the new owner already has ids on the PON",
      "release its ids first, or check the serial number"),
  ETAG_MISMATCH(
      REFUSED,
      "it was changed since it was read",
      "read it again, then decide whether to change what is there now"),
  TEMPLATE_UNFIT(
      REFUSED,
      "no instance can be created from the stored template",
      "correct the template, or allow the built-in default in its place"),
  MULTICAST_GEM_PORT_TAKEN(
      REFUSED,
      "a unicast service already holds the template's multicast GEM port id",
      "give the template another multicast_gem_id, or delete the service that holds the id"),
  CONTENTION(
      REFUSED,
      "other writers changed the same data too often",
      "try again; if it happens again, find out what else writes to the store"),
  KEY_EXISTS(
      REFUSED,
      "the store has another value for a key of the file",
      "import into an empty store, or let the import overwrite values"),
  OLT_EXISTS(
      REFUSED,
      "the store has keys of an OLT of the file that are not in the file",
      "restore the whole backup, or let the import merge"),

  STORE_UNAVAILABLE(
      STORE_FAILED,
      "the store cannot be reached",
      "nothing happened; try again when the store is back"),
  STORE_DENIED(
      STORE_FAILED, "the store denies access", "nothing happened; check the user's permissions"),
  STORE_FULL(STORE_FAILED, "the store is full", "nothing happened; free space in the store"),
  STORE_REPLACED(
      STORE_FAILED,
      "the store was replaced or restored",
      "check what the store holds now; changes that were made before may be lost"),
  OUTCOME_UNKNOWN(
      STORE_FAILED,
      "it is unknown whether the change was made",
      "check the current state before you try again"),

  CORRUPT_DATA(
      ErrorClass.CORRUPT_DATA,
      "stored data cannot be read",
      "nothing was overwritten; check the data that the message names"),
  TEMPLATE_UNREADABLE(
      ErrorClass.CORRUPT_DATA,
      "the stored template cannot be read",
      "correct the template, or allow the built-in default in its place");

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

  /** The fixed message of this code, without details; no full stop at its end. */
  public String message() {
    return message;
  }

  /** What a person can do about it; does not mention command line options. */
  public String remedy() {
    return remedy;
  }
}

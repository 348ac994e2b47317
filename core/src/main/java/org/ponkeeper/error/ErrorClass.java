package org.ponkeeper.error;

/** What a caller can do about an error; each {@link ErrorCode} belongs to one. */
public enum ErrorClass {
  /** The call itself is wrong. Nothing happened. Fix the call. */
  INVALID_REQUEST,
  /** The call is valid but the state does not allow it. Nothing happened. */
  REFUSED,
  /** The store failed; the error says whether nothing happened or the outcome is unknown. */
  STORE_FAILED,
  /** Stored data cannot be read. Nothing happened and nothing was overwritten. */
  CORRUPT_DATA
}

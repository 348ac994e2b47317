package org.ponkeeper.cli;

import org.ponkeeper.error.ErrorClass;

/**
 * Errors of the command line only, in addition to the {@link org.ponkeeper.error.ErrorCode codes of
 * the library}. {@code docs/errors.md} lists both.
 */
enum CommandError {
  USAGE_INVALID(
      ErrorClass.INVALID_REQUEST,
      "the command line is wrong",
      "correct the command as its --help shows"),
  NOT_CONFIRMED(
      ErrorClass.INVALID_REQUEST,
      "the command was not confirmed",
      "nothing was changed; to confirm, repeat the command with --yes"),
  CONFIG_INVALID(
      ErrorClass.INVALID_REQUEST,
      "the server's configuration is wrong",
      "correct the setting that the message names; nothing was started"),
  FLOW_INFO_NOT_FOUND(
      ErrorClass.REFUSED,
      "no flow info is stored for the flow",
      "run 'ponkeeper flow-info list' to see the stored flow infos"),
  BASE_PATH_IN_USE(
      ErrorClass.REFUSED,
      "the path holds data that this run did not create",
      "use another --base-path; --clean removes what an interrupted run left");

  private final ErrorClass errorClass;
  private final String message;
  private final String remedy;

  CommandError(ErrorClass errorClass, String message, String remedy) {
    this.errorClass = errorClass;
    this.message = message;
    this.remedy = remedy;
  }

  ErrorClass errorClass() {
    return errorClass;
  }

  /** The fixed message of this code, without details; no full stop at its end. */
  String message() {
    return message;
  }

  /** What a person can do about it. */
  String remedy() {
    return remedy;
  }
}

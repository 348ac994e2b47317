package org.ponkeeper.cli;

import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/** The id of a flow, the value of {@code --flow}: 0 or greater, with at most 18 digits. */
record FlowNumber(long value) {
  static FlowNumber parse(String text) {
    Arguments.requireNumber(text);
    if (!text.matches("[0-9]{1,18}")) {
      throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with("flow id", text)
          .with("legal", "0 or greater, with at most 18 digits");
    }
    return new FlowNumber(Long.parseLong(text));
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}

package org.ponkeeper.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;

/** Prints messages as protobuf JSON. */
public final class MessageJson {

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();

  private MessageJson() {}

  /**
   * The message on one line, with the original field names and all fields, including those with
   * default values; unset sub-messages are omitted.
   */
  public static String print(Message message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException e) {
      // Thrown only for messages inside an Any, which these messages do not have.
      throw new IllegalStateException(e);
    }
  }
}

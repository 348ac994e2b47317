package org.ponkeeper.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;

/** Messages as protobuf JSON. */
public final class MessageJson {

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();

  private MessageJson() {}

  /**
   * The message on one line with the original field names and all fields, those with their default
   * value too; sub-messages that are not set are left out.
   */
  public static String print(Message message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException e) {
      // Thrown for messages inside an Any alone, and none of these has one.
      throw new IllegalStateException(e);
    }
  }
}

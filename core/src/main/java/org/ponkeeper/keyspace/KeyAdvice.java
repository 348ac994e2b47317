package org.ponkeeper.keyspace;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.wire.ProfileMessages;

/** What to say of keys that a template does not know, though somebody does. */
final class KeyAdvice {

  /** The object in which samples of EPON templates wrap their package type. */
  static final String EPON_ATTRIBUTE = "epon_attribute";

  private static final Descriptor XPON =
      ProfileMessages.emptyOf(Technology.XGS_PON).getDescriptorForType();
  private static final Descriptor EPON =
      ProfileMessages.emptyOf(Technology.EPON).getDescriptorForType();

  private KeyAdvice() {}

  /** A clause that begins with a semicolon, if there is something to say. */
  static Optional<String> of(Descriptor message, String key) {
    if (message.equals(EPON) && key.equals(EPON_ATTRIBUTE)) {
      return Optional.of("; in EPON templates, package_type belongs directly in the template");
    }
    if (message.equals(XPON) && (key.equals(EPON_ATTRIBUTE) || knows(EPON, key))) {
      return Optional.of("; it belongs in EPON templates");
    }
    if (message.equals(EPON) && knows(XPON, key)) {
      return Optional.of("; it belongs in GPON, XGPON and XGS-PON templates");
    }
    return Optional.empty();
  }

  /** A clause with all the keys of the object; none for what is surely a comment. */
  static String listed(Descriptor message, String key) {
    return TemplateFix.isComment(message, key)
        ? ""
        : message.getFields().stream()
            .map(FieldDescriptor::getName)
            .collect(Collectors.joining(", ", "; it is none of ", ""));
  }

  /** Whether a template of EPON knows the key, and one of the others does not. */
  static boolean isOfEpon(String key) {
    return key.equals(EPON_ATTRIBUTE) || (knows(EPON, key) && !knows(XPON, key));
  }

  private static boolean knows(Descriptor message, String key) {
    return message.getFields().stream()
        .anyMatch(field -> field.getName().equals(key) || field.getJsonName().equals(key));
  }
}

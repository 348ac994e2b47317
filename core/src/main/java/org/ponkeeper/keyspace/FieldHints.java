package org.ponkeeper.keyspace;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ponkeeper.error.NearestName;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.wire.ProfileMessages;

/** Hints about keys that a template's message does not have but another one does. */
public final class FieldHints {

  /** The object around the package type in samples of EPON templates. */
  public static final String EPON_ATTRIBUTE = "epon_attribute";

  private static final Pattern COMMENT =
      Pattern.compile(
          "(_|#|\\$|//).*|.*(copyright|licen[cs]e|comment|spdx).*"
              + "|author|description|notes?|notice");

  private static final Descriptor XPON =
      ProfileMessages.emptyOf(Technology.XGS_PON).getDescriptorForType();
  private static final Descriptor EPON =
      ProfileMessages.emptyOf(Technology.EPON).getDescriptorForType();

  private FieldHints() {}

  /** A clause that begins with a semicolon; empty if there is no hint. */
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

  /** A clause with all keys of the object; none if the key is clearly a comment. */
  static String listed(Descriptor message, String key) {
    return isComment(message, key)
        ? ""
        : message.getFields().stream()
            .map(FieldDescriptor::getName)
            .collect(Collectors.joining(", ", "; it is none of ", ""));
  }

  /**
   * Whether an unknown key is clearly a comment: it is not similar to a known key, and its name
   * begins with {@code _}, {@code #}, {@code $} or {@code //}, contains copyright, licence or
   * comment, or is one of author, description, note, notes and notice.
   */
  public static boolean isComment(Descriptor type, String key) {
    List<String> known = type.getFields().stream().map(FieldDescriptor::getName).toList();
    return COMMENT.matcher(key.toLowerCase(Locale.ROOT)).matches()
        && NearestName.of(key, known).isEmpty();
  }

  /** Whether only EPON templates have the key. */
  public static boolean isOfEpon(String key) {
    return key.equals(EPON_ATTRIBUTE) || (knows(EPON, key) && !knows(XPON, key));
  }

  private static boolean knows(Descriptor message, String key) {
    return message.getFields().stream()
        .anyMatch(field -> field.getName().equals(key) || field.getJsonName().equals(key));
  }
}

package org.ponkeeper.wire;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import org.ponkeeper.profile.Quoted;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.ValueChange;

/** The differences between two templates, field by field. */
public final class ProfileDifference {

  /** The maximum number of differences returned. */
  public static final int MOST = 1000;

  private static final String NONE = "none";

  private final List<ValueChange> changes = new ArrayList<>();

  private ProfileDifference() {}

  /**
   * The fields whose values differ, in the order of the messages; at most the first {@value #MOST}.
   * A missing field has the value 0 or the empty text. If the templates are of different kinds, the
   * whole template is the one difference.
   */
  public static List<ValueChange> between(TechProfile before, TechProfile after) {
    ProfileDifference difference = new ProfileDifference();
    Message old = ProfileMessages.messageOf(before);
    Message young = ProfileMessages.messageOf(after);
    if (old.getDescriptorForType().equals(young.getDescriptorForType())) {
      difference.compare("", old, young);
    } else {
      difference.add("", before.toString(), after.toString());
    }
    return List.copyOf(difference.changes);
  }

  private void compare(String path, Message before, Message after) {
    for (FieldDescriptor field : before.getDescriptorForType().getFields()) {
      String name = path.isEmpty() ? field.getName() : path + "." + field.getName();
      if (field.isRepeated()) {
        compareLists(name, field, before, after);
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        compareParts(
            name,
            before.hasField(field) ? List.of(before.getField(field)) : List.of(),
            after.hasField(field) ? List.of(after.getField(field)) : List.of());
      } else if (!before.getField(field).equals(after.getField(field))) {
        add(name, text(field, before), text(field, after));
      }
    }
  }

  private void compareLists(String name, FieldDescriptor field, Message before, Message after) {
    int count = Math.max(before.getRepeatedFieldCount(field), after.getRepeatedFieldCount(field));
    for (int i = 0; i < count && changes.size() < MOST; i++) {
      compareParts(name + "[" + i + "]", entry(before, field, i), entry(after, field, i));
    }
  }

  private static List<Object> entry(Message message, FieldDescriptor field, int index) {
    return index < message.getRepeatedFieldCount(field)
        ? List.of(message.getRepeatedField(field, index))
        : List.of();
  }

  /** Compares two parts that may be missing. */
  private void compareParts(String path, List<Object> before, List<Object> after) {
    if (before.isEmpty() && !after.isEmpty()) {
      add(path, NONE, "added");
    } else if (after.isEmpty() && !before.isEmpty()) {
      add(path, "there", "removed");
    } else if (!before.isEmpty()) {
      compare(path, (Message) before.getFirst(), (Message) after.getFirst());
    }
  }

  private void add(String path, String before, String after) {
    if (changes.size() < MOST) {
      changes.add(new ValueChange(path, before, after));
    }
  }

  private static String text(FieldDescriptor field, Message message) {
    return switch (message.getField(field)) {
      case EnumValueDescriptor value -> value.getName();
      case Integer number -> Integer.toUnsignedString(number);
      case Object other -> Quoted.of(other.toString());
    };
  }
}

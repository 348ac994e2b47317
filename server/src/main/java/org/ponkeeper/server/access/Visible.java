package org.ponkeeper.server.access;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/**
 * What an adapter sees of an answer about all OLTs: of each list, the entries of its own OLTs and
 * those of none. Services filter by {@link Caller#visible} before they make pages; this holds also
 * where one forgets.
 */
final class Visible {
  private Visible() {}

  static Message to(Caller caller, Message answer) {
    Message.Builder visible = answer.toBuilder();
    for (FieldDescriptor field : answer.getDescriptorForType().getFields()) {
      if (field.isRepeated() && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        List<Message> all = NamedOlts.repeated(answer, field.getName());
        visible.clearField(field);
        all.stream()
            .filter(entry -> NamedOlts.mayBeShown(caller, entry))
            .forEach(entry -> visible.addRepeatedField(field, entry));
      } else if (field.isRepeated() && field.getJavaType() == FieldDescriptor.JavaType.STRING) {
        // Sentences: nobody can tell which OLT they are about.
        visible.clearField(field);
      }
    }
    return visible.build();
  }
}

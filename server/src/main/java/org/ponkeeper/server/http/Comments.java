package org.ponkeeper.server.http;

import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The comments of {@code .proto} files. Their place is a path of field numbers and indexes. */
final class Comments {

  // The field numbers of descriptor.proto.
  private static final int FILE_MESSAGE = 4;
  private static final int FILE_ENUM = 5;
  private static final int FILE_SERVICE = 6;
  private static final int SERVICE_METHOD = 2;
  private static final int MESSAGE_FIELD = 2;
  private static final int MESSAGE_NESTED = 3;
  private static final int MESSAGE_ENUM = 4;
  private static final int ENUM_VALUE = 2;

  private final Map<String, Map<List<Integer>, String>> files = new HashMap<>();

  Comments(Iterable<FileDescriptor> descriptors) {
    for (FileDescriptor file : descriptors) {
      Map<List<Integer>, String> comments = new HashMap<>();
      for (SourceCodeInfo.Location at : file.toProto().getSourceCodeInfo().getLocationList()) {
        if (at.hasLeadingComments()) {
          comments.put(List.copyOf(at.getPathList()), text(at.getLeadingComments()));
        }
      }
      files.put(file.getName(), comments);
    }
  }

  /** Lines of a paragraph are joined. */
  private static String text(String comment) {
    return comment.strip().replaceAll("(?<!\n)\n ?(?!\n| )", " ").replaceAll("\n ", "\n");
  }

  /** The comment before a declaration; empty if there is none. */
  String of(GenericDescriptor declared) {
    return files
        .getOrDefault(declared.getFile().getName(), Map.of())
        .getOrDefault(path(declared), "");
  }

  private static List<Integer> path(GenericDescriptor declared) {
    return switch (declared) {
      case ServiceDescriptor service -> List.of(FILE_SERVICE, service.getIndex());
      case MethodDescriptor method ->
          with(path(method.getService()), SERVICE_METHOD, method.getIndex());
      case Descriptor message when message.getContainingType() != null ->
          with(path(message.getContainingType()), MESSAGE_NESTED, message.getIndex());
      case Descriptor message -> List.of(FILE_MESSAGE, message.getIndex());
      case FieldDescriptor field ->
          with(path(field.getContainingType()), MESSAGE_FIELD, field.getIndex());
      case EnumDescriptor list when list.getContainingType() != null ->
          with(path(list.getContainingType()), MESSAGE_ENUM, list.getIndex());
      case EnumDescriptor list -> List.of(FILE_ENUM, list.getIndex());
      case EnumValueDescriptor value -> with(path(value.getType()), ENUM_VALUE, value.getIndex());
      default -> List.of();
    };
  }

  private static List<Integer> with(List<Integer> path, int... more) {
    List<Integer> longer = new ArrayList<>(path);
    for (int next : more) {
      longer.add(next);
    }
    return longer;
  }
}

package org.ponkeeper.server.http;

import com.google.api.AnnotationsProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The descriptors of the contract, with their comments, which generated code does not have. */
public final class Contract {

  /** The package of the services. */
  public static final String PACKAGE = "ponkeeper.v1";

  private static final String RESOURCE = "/ponkeeper/v1/ponkeeper.protobin";

  private final Map<String, FileDescriptor> files;

  private Contract(Map<String, FileDescriptor> files) {
    this.files = files;
  }

  /** Reads it from the artifact of the messages. */
  public static Contract load() {
    ExtensionRegistry options = ExtensionRegistry.newInstance();
    AnnotationsProto.registerAllExtensions(options);
    try {
      Map<String, FileDescriptor> files = new LinkedHashMap<>();
      for (FileDescriptorProto file : FileDescriptorSet.parseFrom(bytes(), options).getFileList()) {
        // Imports come before the files that need them.
        FileDescriptor[] imports =
            file.getDependencyList().stream()
                .map(name -> Objects.requireNonNull(files.get(name), name))
                .toArray(FileDescriptor[]::new);
        files.put(file.getName(), FileDescriptor.buildFrom(file, imports));
      }
      return new Contract(files);
    } catch (InvalidProtocolBufferException | DescriptorValidationException e) {
      throw new IllegalStateException("the descriptors of the API cannot be read", e);
    }
  }

  /** A {@code google.protobuf.FileDescriptorSet} with all imports. */
  static byte[] bytes() {
    try (InputStream in =
        Objects.requireNonNull(
            org.ponkeeper.api.v1.Instance.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Collection<FileDescriptor> files() {
    return files.values();
  }

  /** The services, by name. */
  public List<ServiceDescriptor> services() {
    List<ServiceDescriptor> services = new ArrayList<>();
    files.values().stream()
        .filter(file -> file.getPackage().equals(PACKAGE))
        .forEach(file -> services.addAll(file.getServices()));
    services.sort((a, b) -> a.getName().compareTo(b.getName()));
    return services;
  }
}

package org.ponkeeper.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.ponkeeper.server.access.MethodRule.Scope;

/** The table of rules and the contract have the same methods and the same words. */
class MethodRuleTest {

  /** Texts in requests that name no OLT, or only narrow what is looked for. */
  private static final Set<String> HARMLESS =
      Set.of(
          "after",
          "also",
          "device_info",
          "etag",
          "model",
          "olt",
          "owner",
          "page_token",
          "query",
          "technology",
          "template_path",
          "type");

  /** All files of the contract. */
  private static FileDescriptorSet contract() throws IOException {
    try (InputStream in =
        MethodRuleTest.class.getResourceAsStream("/ponkeeper/v1/ponkeeper.protobin")) {
      return FileDescriptorSet.parseFrom(Objects.requireNonNull(in));
    }
  }

  /** The type of the request of each method, by its full name. */
  private static Map<String, String> methods() throws IOException {
    Map<String, String> methods = new TreeMap<>();
    for (FileDescriptorProto file : contract().getFileList()) {
      file.getServiceList()
          .forEach(service ->
              service
                  .getMethodList()
                  .forEach(method ->
                      methods.put(
                          file.getPackage() + "." + service.getName() + "/" + method.getName(),
                          method.getInputType().substring(1))));
    }
    return methods;
  }

  private static Map<String, DescriptorProto> messages() throws IOException {
    return contract().getFileList().stream()
        .flatMap(file ->
            file.getMessageTypeList().stream()
                .map(type -> Map.entry(file.getPackage() + "." + type.getName(), type)))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Test
  void everyMethodOfTheContractHasARule() throws IOException {
    assertThat(MethodRule.all().keySet()).isEqualTo(methods().keySet());
    assertThat(methods()).hasSizeGreaterThan(40);
  }

  @Test
  void aMethodWithoutARuleHasNone() {
    assertThat(MethodRule.of("ponkeeper.v1.OltService/Frobnicate")).isEmpty();
  }

  @Test
  void aRequestNamesItsOltsWhereTheyAreLookedFor() throws IOException {
    Map<String, DescriptorProto> messages = messages();
    Set<String> unknown = new TreeSet<>();
    methods()
        .forEach((method, type) -> {
          DescriptorProto request = Objects.requireNonNull(messages.get(type));
          Set<String> fields =
              request.getFieldList().stream()
                  .map(FieldDescriptorProto::getName)
                  .collect(Collectors.toSet());
          boolean namesOne =
              fields.contains(NamedOlts.REQUESTS)
                  || NamedOlts.OF_REQUESTS.stream().anyMatch(fields::contains);
          if (Objects.requireNonNull(MethodRule.all().get(method)).scope() == Scope.OLT) {
            assertThat(namesOne).as(method).isTrue();
          }
          request.getFieldList().stream()
              .filter(field -> field.getType() == FieldDescriptorProto.Type.TYPE_STRING)
              .map(FieldDescriptorProto::getName)
              .filter(field -> !NamedOlts.OF_REQUESTS.contains(field))
              .filter(field -> !HARMLESS.contains(field))
              .forEach(field -> unknown.add(type + "." + field));
        });

    assertThat(unknown)
        .as("new texts in requests: does one name an OLT? Then NamedOlts must find it")
        .isEmpty();
  }

  @Test
  void whoeverMayChangeMayNotDoMoreThanAdmin() {
    MethodRule.all()
        .forEach((method, rule) -> {
          assertThat(Role.ADMIN.includes(rule.least())).as(method).isTrue();
          assertThat(rule.changes() && rule.least() == Role.VIEWER).as(method).isFalse();
        });
  }
}

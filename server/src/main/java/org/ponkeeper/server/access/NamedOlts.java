package org.ponkeeper.server.access;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/** Finds the OLTs that a message names, by the contract's names of fields. */
final class NamedOlts {

  /** Fields of a request with a resource name, or an instance path as VOLTHA writes it. */
  static final Set<String> OF_REQUESTS = Set.of("name", "parent", "pool", "path");

  /** The same for the entries of an answer, unless they have a technology and an OLT as fields. */
  static final Set<String> OF_ENTRIES = Set.of("name", "parent", "pool", "path", "olt", "onu");

  /** Messages within a request of which each is a request of its own. */
  static final String REQUESTS = "requests";

  private NamedOlts() {}

  /**
   * The resources that a request names: its names and paths, and those of the requests within it,
   * in their order.
   */
  static List<String> ofRequest(Message request) {
    List<String> resources = new ArrayList<>(texts(request, OF_REQUESTS));
    requests(request).forEach(one -> resources.addAll(ofRequest(one)));
    return resources;
  }

  /** The requests within a request; none if it is not a batch. */
  static List<Message> requests(Message request) {
    return repeated(request, REQUESTS);
  }

  /** The messages of a repeated field; none if there is no such field. */
  static List<Message> repeated(Message message, String name) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    List<Message> all = new ArrayList<>();
    if (field != null && field.isRepeated()) {
      for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
        if (message.getRepeatedField(field, i) instanceof Message one) {
          all.add(one);
        }
      }
    }
    return all;
  }

  private static List<String> texts(Message message, Set<String> names) {
    return message.getDescriptorForType().getFields().stream()
        .filter(field -> isText(field) && names.contains(field.getName()))
        .map(field -> (String) message.getField(field))
        .filter(text -> !text.isEmpty())
        .toList();
  }

  /**
   * Whether an entry of an answer may be shown to the caller: it is about its OLTs, or about none.
   * One that names nothing is not shown.
   */
  static boolean mayBeShown(Caller caller, Message entry) {
    Optional<Boolean> byFields = isOfFields(caller, entry);
    if (byFields.isPresent()) {
      return byFields.get();
    }
    List<String> resources = texts(entry, OF_ENTRIES);
    return !resources.isEmpty()
        && resources.stream().allMatch(resource -> isOfNoOlt(resource) || isOf(caller, resource));
  }

  private static boolean isText(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.STRING && !field.isRepeated();
  }

  /**
   * Whether a resource belongs to the caller: it names an OLT, and that is the caller's. What
   * cannot be read does not.
   */
  static boolean isOf(Caller caller, String resource) {
    try {
      if (resource.startsWith("technologies/")) {
        String[] parts = resource.split("/", -1);
        return parts.length >= 4
            && parts[2].equals("olts")
            && caller.mayAccess(Technology.of(parts[1]), new OltId(parts[3]));
      }
      InstancePath path = InstancePath.parse(resource);
      return caller.mayAccess(path.technology(), path.uniPort().olt());
    } catch (PonkeeperException e) {
      return false;
    }
  }

  /** Whether a resource is about no OLT: a technology, or a template of one. */
  static boolean isOfNoOlt(String resource) {
    String[] parts = resource.split("/", -1);
    return resource.startsWith("technologies/")
        && (parts.length == 2 || (parts.length == 4 && parts[2].equals("templates")));
  }

  /** The OLT of an entry that has it in fields of its own. */
  private static Optional<Boolean> isOfFields(Caller caller, Message entry) {
    FieldDescriptor technology = entry.getDescriptorForType().findFieldByName("technology");
    FieldDescriptor olt = entry.getDescriptorForType().findFieldByName("olt");
    if (technology == null || olt == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          caller.mayAccess(
              Technology.of((String) entry.getField(technology)),
              new OltId((String) entry.getField(olt))));
    } catch (PonkeeperException e) {
      return Optional.of(false);
    }
  }
}

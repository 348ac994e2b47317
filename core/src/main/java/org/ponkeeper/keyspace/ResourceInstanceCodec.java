package org.ponkeeper.keyspace;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import org.opencord.voltha.tech_profile.TechProfileOuterClass;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.profile.Quoted;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.store.Bytes;

/** Stored resource instances as protobuf. */
public final class ResourceInstanceCodec {

  private static final int LAST_ID = 65535;

  private ResourceInstanceCodec() {}

  /** The bytes, the same as VOLTHA's Go library writes for these values. */
  public static Bytes encode(ResourceInstance instance) {
    TechProfileOuterClass.ResourceInstance.Builder message =
        TechProfileOuterClass.ResourceInstance.newBuilder()
            .setTpId(instance.template().value())
            .setProfileType(instance.profileType())
            .setSubscriberIdentifier(instance.uniPort().toString())
            .setAllocId(instance.allocId().value());
    instance.gemPortIds().forEach(id -> message.addGemportIds(id.value()));
    return Bytes.wrap(message.build().toByteArray());
  }

  /**
   * Reads the value of an instance's key. Fields of other numbers are passed over.
   *
   * <p>Never throws, whatever the bytes.
   *
   * @param path the instance that the key names, which the value must not contradict
   */
  public static Reading<ResourceInstance> decode(InstancePath path, Bytes bytes) {
    return switch (decodeStored(path, path.uniPort().toString(), bytes)) {
      case Reading.Read<Stored> read -> new Reading.Read<>(read.value().resource());
      case Reading.Unreadable<Stored> unreadable -> new Reading.Unreadable<>(unreadable.reason());
    };
  }

  /**
   * A resource instance as it is stored.
   *
   * @param resource the resource instance
   * @param isOwnEncoding whether the bytes are just what {@link #encode} writes for it
   */
  public record Stored(ResourceInstance resource, boolean isOwnEncoding) {}

  /**
   * The same as {@link #decode}, where the port's name is at hand.
   *
   * @param uniPort the name of the path's UNI port
   */
  public static Reading<Stored> decodeStored(InstancePath path, String uniPort, Bytes bytes) {
    TechProfileOuterClass.ResourceInstance message;
    try {
      message = TechProfileOuterClass.ResourceInstance.parseFrom(bytes.toArray());
    } catch (InvalidProtocolBufferException e) {
      return new Reading.Unreadable<>("not a protobuf ResourceInstance");
    }
    if (message.getTpId() != path.template().value()) {
      return new Reading.Unreadable<>(
          "tp_id is %s, and the key says %s"
              .formatted(Integer.toUnsignedString(message.getTpId()), path.template()));
    }
    if (!message.getSubscriberIdentifier().equals(uniPort)) {
      return new Reading.Unreadable<>(
          "subscriber_identifier is %s, and the key says %s"
              .formatted(Quoted.of(message.getSubscriberIdentifier()), path.uniPort()));
    }
    if (!isId(message.getAllocId())) {
      return new Reading.Unreadable<>(beyond("alloc_id", message.getAllocId()));
    }
    if (message.getGemportIdsCount() > TechProfile.MOST_GEM_PORTS) {
      return new Reading.Unreadable<>(
          "gemport_ids has %s ids; the maximum is %s"
              .formatted(message.getGemportIdsCount(), TechProfile.MOST_GEM_PORTS));
    }
    List<GemPortId> gemPortIds = new ArrayList<>(message.getGemportIdsCount());
    for (int i = 0; i < message.getGemportIdsCount(); i++) {
      int id = message.getGemportIds(i);
      if (!isId(id)) {
        return new Reading.Unreadable<>(beyond("gemport_ids[" + i + "]", id));
      }
      gemPortIds.add(new GemPortId(id));
    }
    ResourceInstance resource =
        new ResourceInstance(
            path.template(),
            message.getProfileType(),
            path.uniPort(),
            new AllocId(message.getAllocId()),
            gemPortIds);
    return new Reading.Read<>(new Stored(resource, isOwnEncoding(message, bytes)));
  }

  /** No other fields, no other order. */
  private static boolean isOwnEncoding(
      TechProfileOuterClass.ResourceInstance message, Bytes bytes) {
    return message.getUnknownFields().asMap().isEmpty()
        && Bytes.wrap(message.toByteArray()).equals(bytes);
  }

  /** The number is unsigned, so what is negative here is greater than any id. */
  private static boolean isId(int number) {
    return number >= 0 && number <= LAST_ID;
  }

  private static String beyond(String field, int number) {
    return "%s is %s; the maximum is %s"
        .formatted(field, Integer.toUnsignedString(number), LAST_ID);
  }
}

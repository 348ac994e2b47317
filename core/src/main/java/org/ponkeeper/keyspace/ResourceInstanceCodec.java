package org.ponkeeper.keyspace;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opencord.voltha.tech_profile.TechProfileOuterClass;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.profile.Quoted;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.store.Bytes;

/** Resource instances as protobuf. */
public final class ResourceInstanceCodec {

  private static final int LAST_ID = 65535;

  private ResourceInstanceCodec() {}

  /** Encodes an instance to the same bytes as VOLTHA's Go library. */
  public static Bytes encode(ResourceInstance instance) {
    return encode(instance, null);
  }

  /**
   * The same, with fields that Ponkeeper does not know.
   *
   * @param foreignFields as in {@link Stored}
   */
  static Bytes encode(ResourceInstance instance, @Nullable Bytes foreignFields) {
    TechProfileOuterClass.ResourceInstance.Builder message =
        TechProfileOuterClass.ResourceInstance.newBuilder()
            .setTpId(instance.template().value())
            .setProfileType(instance.profileType())
            .setSubscriberIdentifier(instance.uniPort().toString())
            .setAllocId(instance.allocId().value());
    instance.gemPortIds().forEach(id -> message.addGemportIds(id.value()));
    if (foreignFields != null) {
      try {
        message.setUnknownFields(UnknownFieldSet.parseFrom(foreignFields.toArray()));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException("not fields of protobuf", e);
      }
    }
    return Bytes.wrap(message.build().toByteArray());
  }

  /**
   * Bytes that the value of every instance with this Alloc-ID or GEM port id contains: the id as
   * protobuf writes it, without needless bytes. None for the id 0, which protobuf may leave out.
   */
  public static Bytes bytesOf(int id) {
    if (id == 0) {
      return Bytes.empty();
    }
    ByteBuffer bytes = ByteBuffer.allocate(CodedOutputStream.computeUInt32SizeNoTag(id));
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeUInt32NoTag(id);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("memory has no I/O", e);
    }
    return Bytes.wrap(bytes.array());
  }

  /**
   * Decodes an instance. Unknown fields are ignored.
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
   * @param foreignFields null if the bytes are exactly what {@link #encode(ResourceInstance)}
   *     writes for it; if not, the fields that Ponkeeper does not know, as protobuf writes them
   */
  public record Stored(ResourceInstance resource, @Nullable Bytes foreignFields) {}

  /**
   * The same as {@link #decode}, for a caller that already has the port's name.
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
    Bytes foreignFields =
        isOwnEncoding(message, bytes) ? null : Bytes.wrap(message.getUnknownFields().toByteArray());
    return new Reading.Read<>(new Stored(resource, foreignFields));
  }

  /** Whether there are no unknown fields and the order of the fields is the same. */
  private static boolean isOwnEncoding(
      TechProfileOuterClass.ResourceInstance message, Bytes bytes) {
    return message.getUnknownFields().asMap().isEmpty()
        && Bytes.wrap(message.toByteArray()).equals(bytes);
  }

  /** The field is unsigned, so a negative int is greater than any id. */
  private static boolean isId(int number) {
    return number >= 0 && number <= LAST_ID;
  }

  private static String beyond(String field, int number) {
    return "%s is %s; the maximum is %s"
        .formatted(field, Integer.toUnsignedString(number), LAST_ID);
  }
}

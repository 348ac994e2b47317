package org.ponkeeper.state;

import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Bytes;

/** A stored instance, readable or not. */
public sealed interface StoredInstance {

  /** The path in its key. */
  InstancePath path();

  /** The version at which it was read. */
  long version();

  /**
   * The instance.
   *
   * @throws CorruptDataException if it cannot be read
   */
  default Instance readable() {
    return switch (this) {
      case Present present -> present.instance();
      case Unreadable unreadable -> throw unreadable.error();
    };
  }

  /**
   * A readable instance.
   *
   * @param instance the instance
   * @param version the version at which it was read
   * @param profileType the stored {@code profile_type}
   * @param foreignFields null if Ponkeeper writes exactly the stored bytes for these values; if
   *     not, the fields that it does not know, as protobuf writes them
   */
  record Present(Instance instance, long version, String profileType, @Nullable Bytes foreignFields)
      implements StoredInstance {
    @Override
    public InstancePath path() {
      return instance.path();
    }
  }

  /** A value that is not a valid resource instance; it is never overwritten. */
  record Unreadable(InstancePath path, String reason, long version) implements StoredInstance {
    /** The error for a caller that needs the instance. */
    public CorruptDataException error() {
      return CorruptDataException.of("instance " + path, reason);
    }
  }
}

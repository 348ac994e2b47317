package org.ponkeeper.state;

import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.profile.Instance;

/** What was found under the key of an instance. */
public sealed interface StoredInstance {

  /** Where it was found. */
  InstancePath path();

  /** The version that it was read under. */
  long version();

  /**
   * The instance.
   *
   * @throws CorruptDataException if it cannot be read
   */
  default Instance readable() {
    return switch (this) {
      case Present held -> held.instance();
      case Unreadable garbled -> throw garbled.error();
    };
  }

  /**
   * An instance.
   *
   * @param instance the instance
   * @param version the version that it was read under
   * @param profileType the {@code profile_type} that is stored with it; null where the stored bytes
   *     are not what Ponkeeper writes for these values
   */
  record Present(Instance instance, long version, @Nullable String profileType)
      implements StoredInstance {
    @Override
    public InstancePath path() {
      return instance.path();
    }
  }

  /** A value that cannot be read as a resource instance; it is never overwritten. */
  record Unreadable(InstancePath path, String reason, long version) implements StoredInstance {
    /** The error for who needs the instance. */
    public CorruptDataException error() {
      return CorruptDataException.of("instance " + path, reason);
    }
  }
}

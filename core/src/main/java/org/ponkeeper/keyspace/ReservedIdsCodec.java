package org.ponkeeper.keyspace;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.store.Bytes;

/** The reserved GEM port ids: a list as {@link IdListCodec} reads it. */
public final class ReservedIdsCodec {
  private ReservedIdsCodec() {}

  /** Decodes the ids. */
  public static Reading<Set<Integer>> decode(Bytes bytes) {
    return switch (IdListCodec.decode(bytes)) {
      case Reading.Read<List<Integer>> read -> new Reading.Read<>(new TreeSet<>(read.value()));
      case Reading.Unreadable<List<Integer>> unreadable ->
          new Reading.Unreadable<>(unreadable.reason());
    };
  }
}

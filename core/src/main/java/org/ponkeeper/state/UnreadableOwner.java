package org.ponkeeper.state;

import java.util.Optional;
import org.ponkeeper.error.PonkeeperException;

/**
 * An unreadable value that may own ids of a pool.
 *
 * @param readKey the value's key, which enters the read set of a decision refused because of it;
 *     empty if it belongs to another technology of the device
 * @param error the error for the caller
 */
public record UnreadableOwner(Optional<ReadKey> readKey, PonkeeperException error) {

  UnreadableOwner(ReadKey readKey, PonkeeperException error) {
    this(Optional.of(readKey), error);
  }

  /** The same for another technology of the device, whose keys no decision reads. */
  UnreadableOwner ofNeighbour() {
    return new UnreadableOwner(Optional.empty(), error);
  }
}

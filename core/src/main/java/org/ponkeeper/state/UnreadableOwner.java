package org.ponkeeper.state;

import java.util.Optional;
import org.ponkeeper.error.PonkeeperException;

/**
 * Something that cannot be read and may own ids of a pool.
 *
 * @param fact what a decision relies on that is refused because of it; empty if it belongs to
 *     another technology of the device
 * @param error the error for the caller
 */
public record UnreadableOwner(Optional<ReadKey> fact, PonkeeperException error) {

  UnreadableOwner(ReadKey fact, PonkeeperException error) {
    this(Optional.of(fact), error);
  }

  /** The same of another technology of the device, whose facts no decision relies on. */
  UnreadableOwner ofNeighbour() {
    return new UnreadableOwner(Optional.empty(), error);
  }
}

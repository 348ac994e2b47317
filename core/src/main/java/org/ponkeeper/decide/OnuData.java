package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.Stored;
import org.ponkeeper.state.StoredInstance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Mutation;

/**
 * An adapter's maps and flow infos of an ONU that moves. They are not part of the state: they were
 * read before the request, and its transaction has conditions on them.
 *
 * @param entries the maps and flow infos
 * @param occupied the ONU numbers on the new PON that have such data
 * @param history the history of the store that they were read from
 * @param versions the {@linkplain #versionsOf versions} of the ONU before they were read
 * @param isOutdated whether one of them has changed since
 */
public record OnuData(
    List<Entry> entries,
    Set<Integer> occupied,
    History history,
    List<Long> versions,
    boolean isOutdated) {

  public OnuData {
    entries = List.copyOf(entries);
    occupied = Set.copyOf(occupied);
    versions = List.copyOf(versions);
  }

  /** Translates ids of an ONU that moves. */
  public interface IdTranslation {
    /**
     * The ids after the move, in the same order. Alloc-IDs and GEM port ids of another pool that
     * are not the ONU's are left out: on the new PON they may be of another ONU.
     */
    List<Integer> of(ResourceType type, List<Integer> ids);
  }

  /**
   * A map or flow info.
   *
   * @param key its key
   * @param version the version at which it was read
   * @param value its value as it was read
   * @param map the map that it is; empty if it is a flow info
   * @param move returns the same of the ONU at its new place
   */
  public record Entry(Key key, long version, Bytes value, Optional<OnuMapId> map, Move move) {

    /** The list of the openolt adapter that it is, if it is one. */
    Optional<AdapterListId> list() {
      return map.flatMap(AdapterListId::of);
    }
  }

  /** How a map or flow info is written for another ONU. */
  public interface Move {
    /**
     * The map or flow info of that ONU.
     *
     * @throws org.ponkeeper.error.CorruptDataException if the present one cannot be read
     */
    Mutation.Put to(OnuId onu, IdTranslation ids);
  }

  /** A copy of data that must be read again. */
  OnuData outdated() {
    return new OnuData(entries, occupied, history, versions, true);
  }

  /**
   * Whether these are the data of the ONU as the state has it, and not of one that was at the same
   * place before.
   */
  boolean isOf(OltState state, OnuId onu) {
    return !isOutdated
        && history.equals(state.history())
        && versions.equals(versionsOf(state, onu));
  }

  /** The versions of the ONU's instances and of the claims of its id. Empty if it is not loaded. */
  public static List<Long> versionsOf(OltState state, OnuId onu) {
    List<Long> versions = new ArrayList<>();
    int pon = onu.pon().number();
    if (state.isLoaded(Set.of(pon))) {
      state.pon(pon).ofOnu(onu.number()).stream()
          .map(StoredInstance::version)
          .forEach(versions::add);
      state
          .claims()
          .on(pon)
          .forEach((key, claim) -> {
            if (key.type() == ResourceType.ONU_ID
                && claim instanceof Stored.Present<Set<Integer>> ids
                && ids.value().contains(onu.number())) {
              versions.add(ids.version());
            }
          });
    }
    return versions;
  }
}

package org.ponkeeper.server.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.api.v1.OltRegistration;
import org.ponkeeper.api.v1.PonRanges;
import org.ponkeeper.api.v1.SharedPool;
import org.ponkeeper.olt.OltRanges;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OltModel;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;
import org.ponkeeper.store.Bytes;

/** Reads the values with which to register or resize an OLT. */
final class Registrations {

  private static final int MAX_DEVICE_INFO = 1 << 20;
  private static final String RANGES = "registration.ranges";
  private static final String SHARED_POOLS = "registration.shared_pools";

  private Registrations() {}

  /**
   * The values of a request; what it does not give is taken from the model or the device info that
   * it names.
   *
   * @throws RequestException {@code REQUEST_INVALID}
   * @throws org.ponkeeper.error.PonkeeperException as {@link org.ponkeeper.Olts#ofModel} and {@link
   *     org.ponkeeper.Olts#announced}; {@code ID_OUT_OF_LEGAL_SPACE}, {@code RANGE_INVALID}
   */
  static org.ponkeeper.olt.OltRegistration read(
      Ponkeeper ponkeeper, Technology technology, OltId olt, OltRegistration given) {
    boolean ofModel = !given.getModel().isEmpty();
    boolean ofDevice = !given.getDeviceInfo().isEmpty();
    if (ofModel && ofDevice) {
      throw invalid("registration.device_info", "it cannot be used together with a model");
    }
    org.ponkeeper.olt.OltRegistration wanted =
        new org.ponkeeper.olt.OltRegistration(
            given.getPonsCount() == 0
                ? Optional.empty()
                : Optional.of(pons(olt, given.getPonsList())),
            ranges(olt, given.getRangesList()),
            sharedPools(given.getSharedPoolsList()),
            given.getFullPools(),
            given.hasAdapterState() ? Optional.of(given.getAdapterState()) : Optional.empty());
    if (ofModel) {
      OltModel model = new OltModel(given.getModel());
      return wanted.orElse(ponkeeper.olts().ofModel(technology, model));
    }
    if (ofDevice) {
      Bytes message = Bytes.utf8(given.getDeviceInfo());
      if (message.length() > MAX_DEVICE_INFO) {
        throw invalid("registration.device_info", "it must have at most 1 MiB");
      }
      return wanted.orElse(ponkeeper.olts().announced(technology, message));
    }
    return wanted;
  }

  private static SortedSet<Integer> pons(OltId olt, Collection<Integer> numbers) {
    SortedSet<Integer> pons = new TreeSet<>();
    for (int number : numbers) {
      pons.add(new PonId(olt, IdMessages.number("registration.pons", number)).number());
    }
    return pons;
  }

  private static OltRanges ranges(OltId olt, List<PonRanges> given) {
    OltRanges ranges = OltRanges.NONE;
    for (ResourceType type : ResourceType.values()) {
      List<PonRanges> ofType = new ArrayList<>();
      for (PonRanges some : given) {
        if (IdMessages.type(RANGES + ".type", some.getType()) == type) {
          ofType.add(some);
        }
      }
      ranges = with(ranges, type, olt, ofType);
    }
    return ranges;
  }

  /** Adds the ranges of a type: first those of all PONs, then those of single ones. */
  private static OltRanges with(
      OltRanges ranges, ResourceType type, OltId olt, List<PonRanges> given) {
    OltRanges result = ranges;
    List<PonRanges> ofAll = given.stream().filter(some -> some.getPonsCount() == 0).toList();
    if (ofAll.size() > 1) {
      throw invalid(RANGES, type + " ids are given twice for all PONs");
    }
    for (PonRanges all : ofAll) {
      result = result.with(type, ranges(all));
    }
    SortedSet<Integer> named = new TreeSet<>();
    for (PonRanges some : given) {
      for (int pon : pons(olt, some.getPonsList())) {
        if (!named.add(pon)) {
          throw invalid(RANGES, "PON " + pon + " is given two ranges of " + type + " ids");
        }
      }
      result = result.with(pons(olt, some.getPonsList()), type, ranges(some));
    }
    return result;
  }

  private static IdRanges ranges(PonRanges ranges) {
    return IdMessages.ranges(RANGES, ranges.getRangesList());
  }

  private static Map<ResourceType, Integer> sharedPools(List<SharedPool> given) {
    Map<ResourceType, Integer> shared = new EnumMap<>(ResourceType.class);
    for (SharedPool pool : given) {
      ResourceType type = IdMessages.type(SHARED_POOLS + ".type", pool.getType());
      int index = IdMessages.number(SHARED_POOLS + ".index", pool.getIndex());
      if (shared.put(type, index) != null) {
        throw invalid(SHARED_POOLS, "the pool of " + type + " ids is given twice");
      }
    }
    return shared;
  }

  private static RequestException invalid(String field, String reason) {
    return new RequestException(Code.REQUEST_INVALID, field, reason);
  }
}

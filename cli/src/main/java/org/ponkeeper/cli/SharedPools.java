package org.ponkeeper.cli;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pool.ResourceType;

/** Indexes of shared pools, the value of {@code --shared}: {@code alloc=1,gem-port=1}. */
record SharedPools(Map<ResourceType, Integer> indexes) {

  SharedPools {
    Map<ResourceType, Integer> copy = new EnumMap<>(ResourceType.class);
    copy.putAll(indexes);
    indexes = Collections.unmodifiableMap(copy);
  }

  static SharedPools parse(String text) {
    Map<ResourceType, Integer> indexes = new EnumMap<>(ResourceType.class);
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      Optional<ResourceType> type =
          Arrays.stream(ResourceType.values())
              .filter(t -> equals > 0 && t.text().equals(part.substring(0, equals)))
              .findFirst();
      if (type.isEmpty()) {
        throw invalid(
            text, "not of the form alloc=1,gem-port=1; types are onu, alloc, gem-port, flow");
      }
      int index =
          Arguments.number(
              "shared " + type.get() + " pool", part.substring(equals + 1), PonId.LAST);
      if (indexes.put(type.get(), index) != null) {
        throw invalid(text, type.get() + " is given twice");
      }
    }
    return new SharedPools(indexes);
  }

  private static InvalidRequestException invalid(String text, String reason) {
    return new InvalidRequestException(ErrorCode.RANGE_INVALID)
        .with("shared pools", text)
        .with("reason", reason);
  }
}

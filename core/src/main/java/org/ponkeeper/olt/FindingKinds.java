package org.ponkeeper.olt;

import java.util.Locale;

/** The names of the kinds of findings. They are kept, since many findings are compared by them. */
final class FindingKinds {

  private static final ClassValue<String> NAMES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
          return type.getSimpleName()
              .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
              .toLowerCase(Locale.ROOT);
        }
      };

  private FindingKinds() {}

  /** The name for scripts, from that of the record: {@code unreadable-pool} and the like. */
  static String of(Class<? extends Finding> type) {
    return NAMES.get(type);
  }
}

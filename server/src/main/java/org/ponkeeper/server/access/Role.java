package org.ponkeeper.server.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a caller may do; each may do what those before it may. */
public enum Role {
  /** Reads everything. */
  VIEWER,
  /** Reads and changes what is stored of the OLTs that it is given; sees no others. */
  ADAPTER,
  /** Reads everything; changes OLTs, their contents and templates. */
  OPERATOR,
  /** Everything, also what deletes whole OLTs or reads the whole store. */
  ADMIN;

  /** As it is written in files, claims and messages. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role that is written so. */
  public static Optional<Role> of(String text) {
    return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
  }

  /** Whether it may do what that role may. */
  boolean includes(Role other) {
    return compareTo(other) >= 0;
  }
}

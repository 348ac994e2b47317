package org.ponkeeper.server.access;

import io.grpc.Context;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/**
 * Who calls.
 *
 * @param name as the configuration or the token names it
 * @param role what it may do
 * @param olts of an adapter: its OLTs, each as {@code TECHNOLOGY/DEVICE}, or {@code DEVICE} in any
 *     technology; empty for other roles
 */
public record Caller(String name, Role role, Set<String> olts) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:@/-]{1,100}");
  static final Context.Key<Caller> KEY = Context.key("ponkeeper-caller");

  /**
   * A caller.
   *
   * @throws IllegalArgumentException if the name is invalid, an adapter has no OLTs, or another
   *     role has some
   */
  public Caller {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a name has 1 to 100 characters of A-Z, a-z, 0-9 and . _ : @ / -");
    }
    if (role == Role.ADAPTER && olts.isEmpty()) {
      throw new IllegalArgumentException("an adapter needs OLTs");
    }
    if (role != Role.ADAPTER && !olts.isEmpty()) {
      throw new IllegalArgumentException("only an adapter has OLTs");
    }
    for (String olt : olts) {
      int slash = olt.indexOf('/');
      if (slash >= 0
          && !Technology.of(olt.substring(0, slash)).text().equals(olt.substring(0, slash))) {
        throw new IllegalArgumentException("write the technology as Ponkeeper does: " + olt);
      }
      new OltId(olt.substring(slash + 1));
    }
    olts = Set.copyOf(olts);
  }

  /** A caller of another role than adapter. */
  public static Caller of(String name, Role role) {
    return new Caller(name, role, Set.of());
  }

  /**
   * The caller of the present call, on the thread that the call arrived on. A service that goes on
   * in another thread takes it along.
   *
   * @throws IllegalStateException outside a call
   */
  public static Caller current() {
    Caller caller = KEY.get();
    if (caller == null) {
      throw new IllegalStateException("there is no call on this thread");
    }
    return caller;
  }

  /** Whether it sees only some OLTs. */
  public boolean isLimited() {
    return role == Role.ADAPTER;
  }

  /** Whether it may see and, if its role changes anything, change this OLT. */
  public boolean mayAccess(Technology technology, OltId olt) {
    return !isLimited()
        || olts.contains(olt.device())
        || olts.contains(technology.text() + "/" + olt.device());
  }

  /** The entries of a list that the caller may see. */
  public <T> List<T> visible(
      List<T> all, Function<T, Technology> technology, Function<T, OltId> olt) {
    Predicate<T> mine = entry -> mayAccess(technology.apply(entry), olt.apply(entry));
    return isLimited() ? all.stream().filter(mine).toList() : all;
  }
}

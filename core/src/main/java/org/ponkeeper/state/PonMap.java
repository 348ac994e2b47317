package org.ponkeeper.state;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.pon.PonId;

/**
 * An immutable map by PON number, 0 to {@value PonId#LAST}, in ascending order. Adding an entry
 * copies only a short array, because a state is changed for every request.
 */
final class PonMap<V> extends AbstractMap<Integer, V> {

  private static final PonMap<?> EMPTY = new PonMap<>(new Object[0], 0);

  private final @Nullable Object[] values;
  private final int size;

  private PonMap(@Nullable Object[] values, int size) {
    this.values = values;
    this.size = size;
  }

  /** An empty map. */
  @SuppressWarnings("unchecked") // It has no value of any type.
  static <V> PonMap<V> empty() {
    return (PonMap<V>) EMPTY;
  }

  /** A map with the same entries; the map itself if it is already a PonMap. */
  static <V> PonMap<V> copyOf(Map<Integer, V> map) {
    if (map instanceof PonMap<V> same) {
      return same;
    }
    PonMap<V> copy = empty();
    for (Map.Entry<Integer, V> entry : map.entrySet()) {
      copy = copy.with(entry.getKey(), entry.getValue());
    }
    return copy;
  }

  /** A copy in which the value of the number is set. */
  PonMap<V> with(int number, V value) {
    if (number < 0 || number > PonId.LAST) {
      throw new IllegalArgumentException("no number of a PON: " + number);
    }
    @Nullable Object[] next = Arrays.copyOf(values, Math.max(values.length, number + 1));
    next[number] = value;
    return new PonMap<>(next, find(number).isPresent() ? size : size + 1);
  }

  /** The value for the number, if there is one. */
  Optional<V> find(int number) {
    return Optional.ofNullable(at(number));
  }

  /** The value for the number, or null. Allocates nothing. */
  @SuppressWarnings("unchecked") // with() takes nothing else.
  private @Nullable V at(int number) {
    return number >= 0 && number < values.length ? (V) values[number] : null;
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    return key instanceof Integer number ? at(number) : null;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Set<Entry<Integer, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public Iterator<Entry<Integer, V>> iterator() {
        return new Entries();
      }
    };
  }

  private final class Entries implements Iterator<Entry<Integer, V>> {
    private int next = from(0);

    private int from(int number) {
      int at = number;
      while (at < values.length && values[at] == null) {
        at++;
      }
      return at;
    }

    @Override
    public boolean hasNext() {
      return next < values.length;
    }

    @Override
    public Entry<Integer, V> next() {
      int number = next;
      V value = find(number).orElseThrow(NoSuchElementException::new);
      next = from(number + 1);
      return Map.entry(number, value);
    }
  }
}

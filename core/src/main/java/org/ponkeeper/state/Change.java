package org.ponkeeper.state;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Mutation;

/** A change of one key. */
public sealed interface Change {

  /** The changes of an adapter's own keys. */
  static List<Change> ofAdapter(List<Mutation> mutations) {
    return mutations.stream().<Change>map(OfAdapter::new).toList();
  }

  /** The key that is changed. */
  ReadKey readKey();

  /**
   * Creates an instance.
   *
   * @param foreignFields fields that Ponkeeper does not know, of an instance that moves, as
   *     protobuf writes them; null if there are none
   */
  record PutInstance(ResourceInstance resource, Instance instance, @Nullable Bytes foreignFields)
      implements Change {

    /** A new instance. */
    public PutInstance(ResourceInstance resource, Instance instance) {
      this(resource, instance, null);
    }

    @Override
    public ReadKey readKey() {
      return new ReadKey.OfInstance(instance.path());
    }
  }

  /** Deletes an instance. */
  record DropInstance(InstancePath path) implements Change {
    @Override
    public ReadKey readKey() {
      return new ReadKey.OfInstance(path);
    }
  }

  /** Creates a claim. */
  record PutClaim(ClaimKey key, Set<Integer> ids) implements Change {
    public PutClaim {
      ids = Collections.unmodifiableSet(new TreeSet<>(ids));
    }

    @Override
    public ReadKey readKey() {
      return new ReadKey.OfClaim(key);
    }
  }

  /** Deletes a claim. */
  record DropClaim(ClaimKey key) implements Change {
    @Override
    public ReadKey readKey() {
      return new ReadKey.OfClaim(key);
    }
  }

  /** Writes the OLT's record. */
  record PutRecord(OltRecord record) implements Change {
    @Override
    public ReadKey readKey() {
      return new ReadKey.OfRecord();
    }
  }

  /** Writes or deletes one of the adapter's own keys, unconditionally. */
  record OfAdapter(Mutation mutation) implements Change {
    @Override
    public ReadKey readKey() {
      return new ReadKey.OfAdapter(mutation.key());
    }
  }

  /** Writes a list of the openolt adapter; an empty list is deleted, which means the same. */
  record PutAdapterList(AdapterListId id, List<Integer> ids) implements Change {
    public PutAdapterList {
      ids = List.copyOf(ids);
    }

    @Override
    public ReadKey readKey() {
      return new ReadKey.OfAdapterList(id);
    }
  }

  /**
   * Writes a pool, even if it is equal to the stored one: its version orders all changes of owners.
   */
  record PutPool(PoolId id, ResourcePool pool) implements Change {
    @Override
    public ReadKey readKey() {
      return new ReadKey.OfPool(id);
    }
  }
}

package org.ponkeeper.state;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Mutation;

/** A change of one fact. */
public sealed interface Change {

  /** The changes of an adapter's own keys. */
  static List<Change> ofAdapter(List<Mutation> mutations) {
    return mutations.stream().<Change>map(OfAdapter::new).toList();
  }

  /** What is changed. */
  ReadKey fact();

  /** An instance is made. */
  record PutInstance(ResourceInstance resource, Instance instance) implements Change {
    @Override
    public ReadKey fact() {
      return new ReadKey.OfInstance(instance.path());
    }
  }

  /** An instance is removed. */
  record DropInstance(InstancePath path) implements Change {
    @Override
    public ReadKey fact() {
      return new ReadKey.OfInstance(path);
    }
  }

  /** A claim is made. */
  record PutClaim(ClaimKey key, Set<Integer> ids) implements Change {
    public PutClaim {
      ids = Collections.unmodifiableSet(new TreeSet<>(ids));
    }

    @Override
    public ReadKey fact() {
      return new ReadKey.OfClaim(key);
    }
  }

  /** A claim is removed. */
  record DropClaim(ClaimKey key) implements Change {
    @Override
    public ReadKey fact() {
      return new ReadKey.OfClaim(key);
    }
  }

  /** The OLT's record is written. */
  record PutRecord(OltRecord record) implements Change {
    @Override
    public ReadKey fact() {
      return new ReadKey.OfRecord();
    }
  }

  /** A key of the adapter's own is written or removed, whatever is there. */
  record OfAdapter(Mutation mutation) implements Change {
    @Override
    public ReadKey fact() {
      return new ReadKey.OfAdapter(mutation.key());
    }
  }

  /** A list of the openolt adapter is written; one without ids is removed, which means the same. */
  record PutAdapterList(AdapterListId id, List<Integer> ids) implements Change {
    public PutAdapterList {
      ids = List.copyOf(ids);
    }

    @Override
    public ReadKey fact() {
      return new ReadKey.OfAdapterList(id);
    }
  }

  /** A pool is written, even if it is equal to what was there: its version orders all owners. */
  record PutPool(PoolId id, ResourcePool pool) implements Change {
    @Override
    public ReadKey fact() {
      return new ReadKey.OfPool(id);
    }
  }
}

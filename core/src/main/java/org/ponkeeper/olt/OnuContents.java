package org.ponkeeper.olt;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.profile.Instance;

/**
 * An ONU with its id, claims and instances. An adapter's data of the ONU, maps and flow infos, are
 * read with {@link org.ponkeeper.OnuMaps}.
 *
 * @param technology the technology of the OLT
 * @param onu the ONU
 * @param owner the owner that the ONU id was allocated to, usually a serial number; empty if there
 *     is none, as for an ONU that the Go library created
 * @param idTaken whether the ONU id has an owner, or is taken in a pool that no other PON uses
 * @param instances the readable instances, by UNI port and template
 * @param unreadable the paths of the instances that cannot be read
 * @param claims the ids that the owner claimed on the PON, by claim; that of the ONU id included
 * @param etag the etag of all of this; empty if nothing is stored of the ONU. A change of a
 *     template, map or flow info does not change it. An ONU without owner and instances has the
 *     etag of the pool of its id, which changes more often
 */
public record OnuContents(
    Technology technology,
    OnuId onu,
    Optional<OwnerName> owner,
    boolean idTaken,
    List<Instance> instances,
    List<InstancePath> unreadable,
    SortedMap<ClaimKey, IdSet> claims,
    Optional<Etag> etag) {

  public OnuContents {
    instances = List.copyOf(instances);
    unreadable = List.copyOf(unreadable);
    claims = Collections.unmodifiableSortedMap(new TreeMap<>(claims));
  }

  /** The paths of all instances, readable or not, in order. */
  public List<InstancePath> paths() {
    SortedSet<InstancePath> paths = new TreeSet<>(unreadable);
    instances.forEach(instance -> paths.add(instance.path()));
    return List.copyOf(paths);
  }

  /** The UNI ports that have an instance, in order. */
  public SortedSet<UniPort> uniPorts() {
    SortedSet<UniPort> ports = new TreeSet<>();
    instances.forEach(instance -> ports.add(instance.path().uniPort()));
    unreadable.forEach(path -> ports.add(path.uniPort()));
    return ports;
  }

  /** Whether nothing is stored of the ONU. */
  public boolean isEmpty() {
    return owner.isEmpty() && !idTaken && instances.isEmpty() && unreadable.isEmpty();
  }
}

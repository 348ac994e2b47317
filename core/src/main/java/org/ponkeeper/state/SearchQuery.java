package org.ponkeeper.state;

import java.util.Optional;
import java.util.Set;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.ResourceType;

/** What to search for on an OLT. */
public sealed interface SearchQuery {

  /**
   * The owners of an id.
   *
   * @param types the types that the id may be of
   * @param id the id
   */
  record ById(Set<ResourceType> types, int id) implements SearchQuery {
    public ById {
      types = Set.copyOf(types);
    }

    /** Whether instances own ids of one of the types. */
    public boolean ofInstances() {
      return types.contains(ResourceType.ALLOC_ID) || types.contains(ResourceType.GEM_PORT_ID);
    }

    /** Whether the id may be that of an ONU. */
    public boolean ofOnus() {
      return types.contains(ResourceType.ONU_ID);
    }
  }

  /** What an owner claims, and the instances of the ONUs whose ids it claims. */
  record ByOwner(OwnerName owner) implements SearchQuery {}

  /**
   * The instances on a port, or on an ONU, and who claims the ONU's id.
   *
   * @param of the port or the ONU
   * @param template only instances of this template
   */
  record ByOnu(OnuOrUni of, Optional<TechProfileId> template) implements SearchQuery {}
}

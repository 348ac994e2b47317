package org.ponkeeper.olt;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;

/**
 * Result of a delete.
 *
 * @param deleted whether an instance was deleted; false if there was none
 * @param freedAllocId the Alloc-ID, if it is free now; other instances may still use it
 * @param freedGemPortIds the GEM port ids that are free now
 */
public record DeleteResult(
    boolean deleted, Optional<AllocId> freedAllocId, List<GemPortId> freedGemPortIds) {}

package org.ponkeeper.olt;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;

/**
 * What a delete gives back.
 *
 * @param deleted whether an instance was deleted; false when there was none
 * @param freedAllocId the Alloc-ID, if it is free now; others may still hold it
 * @param freedGemPortIds the GEM port ids that are free now
 */
public record DeleteResult(
    boolean deleted, Optional<AllocId> freedAllocId, List<GemPortId> freedGemPortIds) {}

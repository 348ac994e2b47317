package org.ponkeeper.olt;

import java.util.List;
import org.ponkeeper.profile.Instance;

/**
 * What a create gives back.
 *
 * @param instance the instance that is there now
 * @param created whether this call made it; false when it was there before. Where the store did not
 *     say whether it made the change, what is there counts as made by this call if it has the ids
 *     that this call chose; another process that chose the same at the same moment looks the same
 * @param warnings what a person should know, in sentences: which template was used, and why
 */
public record CreateResult(Instance instance, boolean created, List<String> warnings) {}

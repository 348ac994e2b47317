package org.ponkeeper.olt;

import java.util.List;
import org.ponkeeper.profile.Instance;

/**
 * Result of a create.
 *
 * @param instance the instance that now exists
 * @param created whether this call created it; false if it already existed. If the store's reply
 *     was lost, an instance with the ids that this call chose counts as created by this call;
 *     another process that chose the same ids at the same moment looks the same
 * @param warnings what a person should know, in sentences: which template was used, and why
 */
public record CreateResult(Instance instance, boolean created, List<String> warnings) {}

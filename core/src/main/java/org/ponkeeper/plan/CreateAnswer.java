package org.ponkeeper.plan;

import java.util.List;
import org.ponkeeper.profile.Instance;

/**
 * What a create gives back.
 *
 * @param instance the instance that is there now
 * @param created whether this call made it; false when it was there before
 * @param warnings what a person should know, in sentences: which template was used, and why
 */
public record CreateAnswer(Instance instance, boolean created, List<String> warnings) {}

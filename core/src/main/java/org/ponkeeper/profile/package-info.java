/**
 * Technology profiles: templates, built-in defaults, and instances, which combine a template with
 * assigned ids.
 *
 * <p>Values only: no I/O, clock, thread or logger, and no protobuf. May use {@code pon} and {@code
 * error}. Code that GPON and EPON share exists once, in {@link
 * org.ponkeeper.profile.ProfileHeader}, {@link org.ponkeeper.profile.Queue} and the implementation
 * of {@link org.ponkeeper.profile.TechProfile}. Numbers that the messages carry as unsigned 32 bits
 * are {@code long}.
 */
@NullMarked
package org.ponkeeper.profile;

import org.jspecify.annotations.NullMarked;

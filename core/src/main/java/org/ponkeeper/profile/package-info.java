/**
 * Technology profiles: the templates, the built-in defaults, and the instances that a template and
 * assigned ids make.
 *
 * <p>Values only: no I/O, clock, thread or logger, and no protobuf. May use {@code pon} and {@code
 * error}. What GPON and EPON share stands once, in {@link org.ponkeeper.profile.ProfileHeader}, in
 * {@link org.ponkeeper.profile.Queue} and behind {@link org.ponkeeper.profile.TechProfile}. Numbers
 * that the messages carry as unsigned 32 bits are {@code long}.
 */
@NullMarked
package org.ponkeeper.profile;

import org.jspecify.annotations.NullMarked;

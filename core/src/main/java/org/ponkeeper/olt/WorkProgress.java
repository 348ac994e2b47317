package org.ponkeeper.olt;

/**
 * How far a long work has come.
 *
 * @param done how many keys or instances are done
 * @param total how many there were in the beginning
 */
public record WorkProgress(long done, long total) {}

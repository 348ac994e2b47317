package org.ponkeeper.olt;

/**
 * Progress of a long-running operation.
 *
 * @param done the number of keys or instances done
 * @param total the number of keys or instances at the start
 */
public record WorkProgress(long done, long total) {}

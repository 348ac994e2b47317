package org.ponkeeper.olt;

/**
 * Something as it was read, with its etag.
 *
 * @param value what was read
 * @param etag identifies what was read; for a change that must only be made while it is there
 */
public record Tagged<T>(T value, Etag etag) {}

package org.ponkeeper.store;

/**
 * A key as it was read.
 *
 * @param key the key
 * @param value its value; empty if only keys were read
 * @param version when it was last written
 */
public record KeyValue(Key key, Bytes value, Version version) {}

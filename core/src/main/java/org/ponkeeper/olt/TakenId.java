package org.ponkeeper.olt;

/**
 * An id that is not free.
 *
 * @param id the id
 * @param owner its owner
 */
public record TakenId(int id, IdOwner owner) {}

package org.ponkeeper.olt;

/**
 * An id that is not free.
 *
 * @param id the id
 * @param owner who has it
 */
public record TakenId(int id, IdOwner owner) {}

package org.ponkeeper.plan;

/**
 * An id that is not free.
 *
 * @param id the id
 * @param owner who has it
 */
public record TakenId(int id, IdOwner owner) {}

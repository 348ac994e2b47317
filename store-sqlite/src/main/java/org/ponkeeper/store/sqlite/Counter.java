package org.ponkeeper.store.sqlite;

/**
 * What a file says about its history: the one row of its table {@code counter}.
 *
 * @param last the version of the last commit
 * @param token drawn at random by that commit, so that two histories that have the same version
 *     differ in it
 * @param checkpointed a version that a checkpoint had brought into the main file, for good, before
 *     that commit was made; a main file that has less is an older one that was put back
 * @param birth drawn at random when the file was made
 */
record Counter(long last, long token, long checkpointed, long birth) {}

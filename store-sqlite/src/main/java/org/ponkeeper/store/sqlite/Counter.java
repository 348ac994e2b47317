package org.ponkeeper.store.sqlite;

/**
 * The data of a file about its history: the one row of its table {@code counter}.
 *
 * @param last the version of the last commit
 * @param token a random number of that commit, which differs between two histories with the same
 *     version
 * @param checkpointed a version that a checkpoint had durably written to the main file before that
 *     commit; a main file with an older version is an old file that was put back
 * @param birth a random number drawn when the file was created
 */
record Counter(long last, long token, long checkpointed, long birth) {}

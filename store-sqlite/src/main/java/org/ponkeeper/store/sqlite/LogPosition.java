package org.ponkeeper.store.sqlite;

import org.ponkeeper.store.History;

/**
 * How far the change log was read.
 *
 * @param history the history that the log was read in
 * @param row the last row that was read
 */
record LogPosition(History history, long row) {}

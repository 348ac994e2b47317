package org.ponkeeper.store.sqlite;

import org.ponkeeper.store.History;

/**
 * A position up to which the change log was read.
 *
 * @param history the history of the log
 * @param row the last row that was read
 */
record LogPosition(History history, long row) {}

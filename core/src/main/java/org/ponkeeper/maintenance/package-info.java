/**
 * Operations on an OLT or a store as a whole: audit and repair, moving between key layouts and
 * names, hand-over to VOLTHA's Go library, backup and restore.
 */
@NullMarked
package org.ponkeeper.maintenance;

import org.jspecify.annotations.NullMarked;

/**
 * Work on an OLT or a store as a whole: audit and repair, moving between key layouts and names,
 * handing over to VOLTHA's Go library, backup and restore, deletion.
 */
@NullMarked
package org.ponkeeper.maintenance;

import org.jspecify.annotations.NullMarked;

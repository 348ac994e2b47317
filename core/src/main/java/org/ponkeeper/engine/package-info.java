/** What commits changes, and what it runs on. Internal. */
@NullMarked
package org.ponkeeper.engine;

import org.jspecify.annotations.NullMarked;

/** The stored templates: applying, listing and deleting them. */
@NullMarked
package org.ponkeeper.template;

import org.jspecify.annotations.NullMarked;

/** Programs to begin from. */
@NullMarked
package org.ponkeeper.example;

import org.jspecify.annotations.NullMarked;

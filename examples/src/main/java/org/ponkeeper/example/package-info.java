/** Example programs to start from. */
@NullMarked
package org.ponkeeper.example;

import org.jspecify.annotations.NullMarked;

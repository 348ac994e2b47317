/** A real etcd for tests: finds or downloads, starts, stops, kills and freezes it. */
@NullMarked
package org.ponkeeper.tck.etcd;

import org.jspecify.annotations.NullMarked;

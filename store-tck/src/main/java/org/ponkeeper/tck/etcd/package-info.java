/** A real etcd for tests: found or fetched, started, stopped, killed and frozen. */
@NullMarked
package org.ponkeeper.tck.etcd;

import org.jspecify.annotations.NullMarked;

/** A store in etcd, which many processes on many machines may share. */
@NullMarked
package org.ponkeeper.store.etcd;

import org.jspecify.annotations.NullMarked;

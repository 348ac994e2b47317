/**
 * The values that callers give and get: registrations, requests and results, findings, owners of
 * ids.
 */
@NullMarked
package org.ponkeeper.olt;

import org.jspecify.annotations.NullMarked;

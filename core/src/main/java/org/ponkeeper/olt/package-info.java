/**
 * Parameters and results of the public API: registrations, requests and results, findings, owners
 * of ids.
 */
@NullMarked
package org.ponkeeper.olt;

import org.jspecify.annotations.NullMarked;

/**
 * The services of the contract {@code ponkeeper.v1}. They only translate: messages to the library's
 * values and back, errors to {@code google.rpc.Status}.
 */
@NullMarked
package org.ponkeeper.server.api;

import org.jspecify.annotations.NullMarked;

/** The HTTP side of the contract: its rules, its document, and the page that shows it. */
@NullMarked
package org.ponkeeper.server.http;

import org.jspecify.annotations.NullMarked;

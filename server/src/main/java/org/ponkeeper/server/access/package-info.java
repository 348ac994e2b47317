/** Who may do what: authentication, roles, the rule of each method, and the audit log. */
@NullMarked
package org.ponkeeper.server.access;

import org.jspecify.annotations.NullMarked;

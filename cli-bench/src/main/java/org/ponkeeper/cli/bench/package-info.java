/** Measures whole works against a store, each beside what the store itself takes for its bytes. */
package org.ponkeeper.cli.bench;

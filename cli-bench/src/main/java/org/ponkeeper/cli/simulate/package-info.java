/** A simulated network: OLTs, subscribers and adapters, on any store. */
package org.ponkeeper.cli.simulate;

/** A network that lives: OLTs, subscribers and adapters, on a store of any kind. */
package org.ponkeeper.cli.simulate;

/**
 * Stores for the tests of programs that embed Ponkeeper: a decorator that injects faults into any
 * store, and base classes for decorators of one's own. Has no test framework as a dependency.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module org.ponkeeper.store.testing {
  requires static org.jspecify;
  requires transitive org.ponkeeper.core;

  exports org.ponkeeper.store.testing;
}

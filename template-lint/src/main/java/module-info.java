/** Checks templates without a store, explains what is wrong with them, and fixes what is safe. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module org.ponkeeper.template.lint {
  requires static org.jspecify;
  requires transitive org.ponkeeper.core;
  requires tools.jackson.core;

  exports org.ponkeeper.template.lint;
}

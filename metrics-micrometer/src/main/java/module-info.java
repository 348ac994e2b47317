/**
 * Publishes what Ponkeeper does as meters of Micrometer. {@code
 * org.ponkeeper.metrics.micrometer.PonkeeperMetrics} is where to begin.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module org.ponkeeper.metrics.micrometer {
  requires static org.jspecify;
  requires transitive micrometer.core;
  requires transitive org.ponkeeper.core;

  exports org.ponkeeper.metrics.micrometer;
}

/**
 * Technology profiles and PON resource ids for OLT adapters. {@code org.ponkeeper.Ponkeeper} is
 * where to begin.
 */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module org.ponkeeper.core {
  requires static transitive org.jspecify;
  requires transitive com.google.protobuf;
  requires transitive org.ponkeeper.proto;
  requires com.google.gson;
  requires com.google.protobuf.util;
  requires org.slf4j;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  // Needed by protobuf, which has no module descriptor that could say so.
  requires java.logging;
  requires java.sql;
  requires jdk.unsupported;

  exports org.ponkeeper;
  exports org.ponkeeper.error;
  exports org.ponkeeper.maintenance;
  exports org.ponkeeper.monitor;
  exports org.ponkeeper.olt;
  exports org.ponkeeper.pon;
  exports org.ponkeeper.pool;
  exports org.ponkeeper.profile;
  exports org.ponkeeper.store;
  exports org.ponkeeper.template;
  exports org.ponkeeper.wire;
  exports org.ponkeeper.engine to
      org.ponkeeper.tck;
  exports org.ponkeeper.keyspace to
      org.ponkeeper.cli,
      org.ponkeeper.cli.bench,
      org.ponkeeper.template.lint,
      org.ponkeeper.tck;
}

/** Ponkeeper's store in a SQLite file. */
module org.ponkeeper.store.sqlite {
  requires static org.jspecify;
  requires transitive org.ponkeeper.core;
  requires java.sql;
  requires org.xerial.sqlitejdbc;

  exports org.ponkeeper.store.sqlite;
}

package org.ponkeeper.store;

/**
 * Which keys the caller of a scan needs. A store may return others too, so the caller checks {@link
 * #matches} itself.
 */
public sealed interface ScanHint {

  /** Keys that end with this text. */
  record KeyEndsWith(String text) implements ScanHint {
    @Override
    public boolean matches(KeyValue found) {
      return found.key().text().endsWith(text);
    }
  }

  /** Keys whose value contains these bytes. */
  record ValueContains(Bytes bytes) implements ScanHint {
    @Override
    public boolean matches(KeyValue found) {
      return found.value().contains(bytes);
    }
  }

  /** Whether the caller needs the key; a key that was read without its value has no bytes. */
  boolean matches(KeyValue found);
}

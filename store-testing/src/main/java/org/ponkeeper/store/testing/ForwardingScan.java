package org.ponkeeper.store.testing;

import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.SkippedKeys;

/**
 * Forwards every call to another scan, for subclasses that override some of them. For one thread;
 * closes the other scan when closed.
 */
public class ForwardingScan implements Scan {

  private final Scan scan;

  /** Forwards to that scan. */
  protected ForwardingScan(Scan scan) {
    this.scan = scan;
  }

  @Override
  public boolean hasNext() {
    return scan.hasNext();
  }

  @Override
  public KeyValue next() {
    return scan.next();
  }

  @Override
  public SkippedKeys skipped() {
    return scan.skipped();
  }

  @Override
  public void close() {
    scan.close();
  }
}

package org.ponkeeper.tck;

import org.junit.jupiter.api.Assumptions;

/**
 * Skips a test that this machine cannot run, and reports this: the output has a line {@code NOT
 * RUN}, and the test counts as skipped. Tests that all our machines can run must not use this.
 */
public final class NotRun {

  private NotRun() {}

  /**
   * Skips the test unless the condition is true.
   *
   * @param what what is not run and why, for a line of the output
   */
  public static void unless(boolean condition, String what) {
    if (!condition) {
      System.out.println("NOT RUN: " + what);
      Assumptions.abort("NOT RUN: " + what);
    }
  }
}

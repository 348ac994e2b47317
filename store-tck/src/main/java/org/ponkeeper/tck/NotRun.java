package org.ponkeeper.tck;

import org.junit.jupiter.api.Assumptions;

/**
 * Skips a test that this machine cannot run, visibly: the output has a line {@code NOT RUN}, and
 * the report counts the test as skipped. What every machine of ours can do is asserted instead.
 */
public final class NotRun {

  private NotRun() {}

  /**
   * Ends the test as skipped unless the condition holds.
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

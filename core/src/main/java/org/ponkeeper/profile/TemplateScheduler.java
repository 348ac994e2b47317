package org.ponkeeper.profile;

/**
 * A scheduler as it is in a template.
 *
 * @param scheduler the scheduler
 * @param allocId the template's value, 0 to 2^32-1, both inclusive, usually 0; kept for display
 *     only, because an instance has an assigned Alloc-ID
 */
public record TemplateScheduler(Scheduler scheduler, long allocId) {

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it does not fit unsigned 32 bits
   */
  public TemplateScheduler {
    Uint32.check("alloc_id", allocId);
  }

  /** A scheduler of a template without an Alloc-ID. */
  public static TemplateScheduler of(Scheduler scheduler) {
    return new TemplateScheduler(scheduler, 0);
  }
}

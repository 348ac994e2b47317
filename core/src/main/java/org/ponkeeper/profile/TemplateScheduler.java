package org.ponkeeper.profile;

/**
 * A scheduler as a template holds it.
 *
 * @param scheduler the scheduler
 * @param allocId what the template says, 0 to 2^32-1, both included, usually 0: kept to be shown
 *     again, and not used, since an instance has an assigned Alloc-ID
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

  /** A scheduler of a template that says nothing of an Alloc-ID. */
  public static TemplateScheduler of(Scheduler scheduler) {
    return new TemplateScheduler(scheduler, 0);
  }
}

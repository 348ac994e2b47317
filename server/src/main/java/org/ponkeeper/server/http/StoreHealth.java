package org.ponkeeper.server.http;

import com.linecorp.armeria.common.util.AbstractListenable;
import com.linecorp.armeria.server.healthcheck.HealthChecker;
import com.linecorp.armeria.server.healthcheck.ListenableHealthChecker;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.monitor.Status;

/** Healthy unless the Ponkeeper's status is {@code DOWN}. */
public final class StoreHealth extends AbstractListenable<HealthChecker>
    implements ListenableHealthChecker {

  private final Ponkeeper ponkeeper;
  private boolean wasHealthy;

  public StoreHealth(Ponkeeper ponkeeper) {
    this.ponkeeper = ponkeeper;
    this.wasHealthy = isHealthy();
  }

  @Override
  public boolean isHealthy() {
    try {
      return ponkeeper.status().state() != Status.State.DOWN;
    } catch (IllegalStateException closed) {
      return false;
    }
  }

  /** Tells the listeners if it has changed. For one thread. */
  public void check() {
    boolean isHealthy = isHealthy();
    if (isHealthy != wasHealthy) {
      wasHealthy = isHealthy;
      notifyListeners(this);
    }
  }
}

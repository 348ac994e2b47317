package org.ponkeeper.server.http;

import com.linecorp.armeria.common.util.AbstractListenable;
import com.linecorp.armeria.server.healthcheck.HealthChecker;
import com.linecorp.armeria.server.healthcheck.ListenableHealthChecker;
import java.util.function.BooleanSupplier;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.monitor.Status;

/** Healthy unless the Ponkeeper's status is {@code DOWN}, or the server stops. */
final class StoreHealth extends AbstractListenable<HealthChecker>
    implements ListenableHealthChecker {

  private final Ponkeeper ponkeeper;
  private final BooleanSupplier stopping;
  private boolean wasHealthy;

  StoreHealth(Ponkeeper ponkeeper, BooleanSupplier stopping) {
    this.ponkeeper = ponkeeper;
    this.stopping = stopping;
    this.wasHealthy = isHealthy();
  }

  @Override
  public boolean isHealthy() {
    try {
      return !stopping.getAsBoolean() && ponkeeper.status().state() != Status.State.DOWN;
    } catch (IllegalStateException closed) {
      return false;
    }
  }

  /** Tells the listeners if it has changed. For one thread. */
  void check() {
    boolean isHealthy = isHealthy();
    if (isHealthy != wasHealthy) {
      wasHealthy = isHealthy;
      notifyListeners(this);
    }
  }
}

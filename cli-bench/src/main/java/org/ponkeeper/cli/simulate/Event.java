package org.ponkeeper.cli.simulate;

import java.util.Locale;

/** The events of a network. */
public enum Event {
  /** A subscriber is added: the ONU gets an id, and one or more services are created. */
  SUBSCRIBER_CAME,
  /** A subscriber's services change: one is deleted or created. */
  SERVICE_CHANGED,
  /** A subscriber is removed: the services are deleted, and the ONU's id is released. */
  SUBSCRIBER_LEFT,
  /** An OLT boots: its adapter creates everything again that its subscribers have. */
  OLT_BOOTED,
  /** An adapter restarts: it loads all stored data. */
  ADAPTER_RESTARTED;

  /** The name, such as {@code olt_booted}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

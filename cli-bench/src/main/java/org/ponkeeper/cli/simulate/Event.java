package org.ponkeeper.cli.simulate;

import java.util.Locale;

/** What happens in a network. */
public enum Event {
  /** A subscriber comes: his ONU gets an id, and he gets one service or more. */
  SUBSCRIBER_CAME,
  /** A subscriber changes: one of his services goes, or another one comes. */
  SERVICE_CHANGED,
  /** A subscriber leaves: his services go, and the id of his ONU is free. */
  SUBSCRIBER_LEFT,
  /** An OLT boots: its adapter asks for everything again that its subscribers have. */
  OLT_BOOTED,
  /** An adapter restarts: it loads all that is stored. */
  ADAPTER_RESTARTED;

  /** The name, such as {@code olt_booted}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

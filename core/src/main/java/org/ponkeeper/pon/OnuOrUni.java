package org.ponkeeper.pon;

/** An ONU as a whole, or one of its UNI ports: what VOLTHA's adapters keep maps of ids for. */
public sealed interface OnuOrUni permits OnuId, UniPort {

  /** The ONU, or the one that the port is of. */
  OnuId onu();
}

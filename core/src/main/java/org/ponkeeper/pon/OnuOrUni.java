package org.ponkeeper.pon;

/** An ONU as a whole, or one of its UNI ports. VOLTHA's adapters keep maps of ids for both. */
public sealed interface OnuOrUni permits OnuId, UniPort {

  /** This ONU, or the ONU of this UNI port. */
  OnuId onu();
}

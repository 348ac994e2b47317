package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.List;
import org.ponkeeper.olt.OltRanges;
import org.ponkeeper.pool.ResourceType;
import picocli.CommandLine.Option;

/** Options with the ranges of an OLT. */
final class RangeOptions {

  private static final String LABEL = "[PONS:]RANGE";

  @Option(
      names = "--onu-ids",
      paramLabel = LABEL,
      description = {
        "First and last id, both included: 1-32; separate several ranges by commas. For some PONs "
            + "only: 2-3:1-64; repeat the option for others."
      })
  private List<PonRanges> onuIds = new ArrayList<>();

  @Option(
      names = "--alloc-ids",
      paramLabel = LABEL,
      description = "The same for Alloc-IDs: 1024-1152, or 2-3:2048-2176.")
  private List<PonRanges> allocIds = new ArrayList<>();

  @Option(
      names = "--gem-port-ids",
      paramLabel = LABEL,
      description = "The same for GEM port ids: 1024-2048, or 2-3:3072-4095.")
  private List<PonRanges> gemPortIds = new ArrayList<>();

  @Option(names = "--flow-ids", paramLabel = LABEL, description = "The same for flow ids: 1-16383.")
  private List<PonRanges> flowIds = new ArrayList<>();

  /** The ranges from all of these options. */
  OltRanges ranges() {
    OltRanges ranges = OltRanges.NONE;
    ranges = PonRanges.addTo(ranges, "--onu-ids", ResourceType.ONU_ID, onuIds);
    ranges = PonRanges.addTo(ranges, "--alloc-ids", ResourceType.ALLOC_ID, allocIds);
    ranges = PonRanges.addTo(ranges, "--gem-port-ids", ResourceType.GEM_PORT_ID, gemPortIds);
    return PonRanges.addTo(ranges, "--flow-ids", ResourceType.FLOW_ID, flowIds);
  }
}

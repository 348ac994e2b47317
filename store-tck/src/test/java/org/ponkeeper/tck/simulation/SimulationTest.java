package org.ponkeeper.tck.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {

  private static final int SEEDS = 150;
  private static final int OPERATIONS = 40;

  @Test
  void theInvariantsHoldWhateverFails() {
    List<Simulation.Report> reports = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      Simulation.Report report = Simulation.run(seed, 2, OPERATIONS, Optional.empty());
      assertThat(report.violation()).as("seed %d", seed).isEmpty();
      reports.add(report);
    }
    System.out.printf(
        "simulation: %d seeds, %d steps, %d acknowledged, %d refused, %d unknown, %d crashes%n",
        SEEDS,
        reports.stream().mapToInt(Simulation.Report::steps).sum(),
        reports.stream().mapToInt(Simulation.Report::acknowledged).sum(),
        reports.stream().mapToInt(Simulation.Report::refused).sum(),
        reports.stream().mapToInt(Simulation.Report::unknown).sum(),
        reports.stream().mapToInt(Simulation.Report::crashes).sum());
    // A simulation in which nothing goes wrong would prove nothing.
    assertThat(reports.stream().mapToInt(Simulation.Report::crashes).sum()).isPositive();
    assertThat(reports.stream().mapToInt(Simulation.Report::refused).sum()).isPositive();
    assertThat(reports.stream().mapToInt(Simulation.Report::acknowledged).sum()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void aPlantedBugBreaksItsInvariant(PlantedBug bug) {
    List<Invariant> broken = new ArrayList<>();
    for (long seed = 1; seed <= 20; seed++) {
      Simulation.run(seed, 2, OPERATIONS, Optional.of(bug))
          .violation()
          .map(Violation::invariant)
          .ifPresent(broken::add);
    }
    assertThat(broken).contains(bug.broken());
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    assertThat(Simulation.run(42, 2, OPERATIONS, Optional.empty()))
        .isEqualTo(Simulation.run(42, 2, OPERATIONS, Optional.empty()));
  }
}

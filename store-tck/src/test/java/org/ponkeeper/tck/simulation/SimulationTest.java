package org.ponkeeper.tck.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {

  private static final int OPERATIONS = 40;

  /** How many seeds a planted bug may need: some are rare. */
  private static final int MOST_SEEDS = 200;

  @Test
  void theInvariantsHoldWhateverFails() {
    assertSomethingHappens(run(Mode.PONKEEPERS, 150, OPERATIONS));
  }

  @Test
  void theInvariantsHoldWhenOnusAreDeletedReplacedAndMoved() {
    assertSomethingHappens(run(Mode.ONUS, 100, OPERATIONS));
  }

  @Test
  void theInvariantsHoldWhenInstancesAreDeletedByTheirEtags() {
    assertSomethingHappens(run(Mode.ETAGS, 60, OPERATIONS));
  }

  @Test
  void theInvariantsHoldWhenTheGoLibraryWorksBeforeAndAfter() {
    List<Simulation.Report> reports = run(Mode.HAND_OVER, 40, 20);

    assertSomethingHappens(reports);
    assertThat(sum(reports, Simulation.Report::goChanges)).isPositive();
  }

  @Test
  void ponkeeperAddsNoCollisionToThoseOfAWriterWithoutConditionsAndNamesThem() {
    List<Simulation.Report> reports = run(Mode.OVERLAP, 40, OPERATIONS);

    assertSomethingHappens(reports);
    assertThat(sum(reports, Simulation.Report::collisions)).isPositive();
  }

  @Test
  void theInvariantsHoldWhenTheStoreIsRestoredFromBackups() {
    List<Simulation.Report> reports = run(Mode.RESTORES, 25, OPERATIONS);

    assertSomethingHappens(reports);
    assertThat(sum(reports, Simulation.Report::restores)).isPositive();
    assertThat(sum(reports, Simulation.Report::lost)).isPositive();
  }

  @Test
  void nothingIsStaleForEverWhenWatchesBeginLate() {
    List<Simulation.Report> reports = run(Mode.LATE_WATCHES, 20, OPERATIONS);

    assertSomethingHappens(reports);
    assertThat(sum(reports, Simulation.Report::lateWatches)).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void aPlantedBugBreaksItsInvariant(PlantedBug bug) {
    List<Invariant> broken = new ArrayList<>();
    for (long seed = 1; seed <= MOST_SEEDS && !broken.contains(bug.broken()); seed++) {
      Simulation.run(seed, bug.mode(), 2, OPERATIONS, Optional.of(bug))
          .violation()
          .map(Violation::invariant)
          .ifPresent(broken::add);
    }
    assertThat(broken).contains(bug.broken());
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedGivesTheSameRun(Mode mode) {
    assertThat(Simulation.run(42, mode, 2, OPERATIONS, Optional.empty()))
        .isEqualTo(Simulation.run(42, mode, 2, OPERATIONS, Optional.empty()));
  }

  private static List<Simulation.Report> run(Mode mode, int seeds, int operations) {
    List<Simulation.Report> reports = new ArrayList<>();
    for (long seed = 1; seed <= seeds; seed++) {
      Simulation.Report report = Simulation.run(seed, mode, 2, operations, Optional.empty());
      assertThat(report.violation()).as("seed %d", seed).isEmpty();
      reports.add(report);
    }
    System.out.printf(
        "simulation %s: %d seeds, %d steps, %d acknowledged, %d refused, %d unknown, %d crashes,"
            + " %d changes as the Go library, %d collisions, all named, %d restores, %d "
            + "answers lost"
            + " by them, %d late watches%n",
        mode,
        seeds,
        sum(reports, Simulation.Report::steps),
        sum(reports, Simulation.Report::acknowledged),
        sum(reports, Simulation.Report::refused),
        sum(reports, Simulation.Report::unknown),
        sum(reports, Simulation.Report::crashes),
        sum(reports, Simulation.Report::goChanges),
        sum(reports, Simulation.Report::collisions),
        sum(reports, Simulation.Report::restores),
        sum(reports, Simulation.Report::lost),
        sum(reports, Simulation.Report::lateWatches));
    return reports;
  }

  /** A simulation in which nothing goes wrong would prove nothing. */
  private static void assertSomethingHappens(List<Simulation.Report> reports) {
    assertThat(sum(reports, Simulation.Report::crashes)).isPositive();
    assertThat(sum(reports, Simulation.Report::refused)).isPositive();
    assertThat(sum(reports, Simulation.Report::acknowledged)).isPositive();
  }

  private static int sum(List<Simulation.Report> reports, ToIntFunction<Simulation.Report> what) {
    return reports.stream().mapToInt(what).sum();
  }
}

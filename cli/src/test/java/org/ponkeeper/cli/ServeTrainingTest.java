package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher goes without what the training gives, and says nothing; so it is tried here. */
class ServeTrainingTest {

  @TempDir Path folder;

  @Test
  void theServerAnswersAllCallsOfTheTraining() {
    assertThatCode(() -> ServeTraining.run(folder)).doesNotThrowAnyException();
  }
}

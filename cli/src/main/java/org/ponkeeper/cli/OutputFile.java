package org.ponkeeper.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that a command writes: whole or as it was before, and readable by its owner only. What is
 * no regular file, such as a pipe, is written as it comes.
 */
final class OutputFile implements AutoCloseable {

  private final Path target;
  private final Optional<Path> draft;
  private final OutputStream stream;
  private boolean kept;

  private OutputFile(Path target, Optional<Path> draft) throws IOException {
    this.target = target;
    this.draft = draft;
    this.stream =
        draft.isPresent()
            ? Files.newOutputStream(draft.get())
            : Files.newOutputStream(target, StandardOpenOption.WRITE);
  }

  /**
   * Opens the file.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code FILE_INVALID} if it is a directory
   */
  static OutputFile open(String name) throws IOException {
    Path target = InputFile.path(name).toAbsolutePath();
    if (Files.isDirectory(target)) {
      throw InputFile.notWritten(name, "it is a directory");
    }
    if (Files.exists(target)) {
      if (!Files.isRegularFile(target)) {
        return new OutputFile(target, Optional.empty());
      }
      target = target.toRealPath();
    }
    Path folder = Optional.ofNullable(target.getParent()).orElse(target);
    // Java makes temporary files readable by their owner only.
    Path draft = Files.createTempFile(folder, ".ponkeeper-", ".part");
    draft.toFile().deleteOnExit();
    return new OutputFile(target, Optional.of(draft));
  }

  /** Where to write. */
  OutputStream stream() {
    return stream;
  }

  /** Ends the writing, and puts the file in its place. */
  void keep() throws IOException {
    stream.close();
    if (draft.isPresent()) {
      Files.move(
          draft.get(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    kept = true;
  }

  @Override
  public void close() throws IOException {
    stream.close();
    if (!kept && draft.isPresent()) {
      Files.deleteIfExists(draft.get());
    }
  }
}

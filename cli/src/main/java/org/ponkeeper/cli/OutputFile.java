package org.ponkeeper.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * An output file of a command: written completely or unchanged, and readable only by its owner.
 * Anything that is not a regular file, such as a pipe, is written directly.
 */
final class OutputFile implements AutoCloseable {

  private final Path target;
  private final Optional<Path> draft;
  private final FileChannel channel;
  private final OutputStream stream;
  private boolean kept;

  private OutputFile(Path target, Optional<Path> draft) throws IOException {
    this.target = target;
    this.draft = draft;
    this.channel = FileChannel.open(draft.orElse(target), StandardOpenOption.WRITE);
    this.stream = Channels.newOutputStream(channel);
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
    // Java creates temporary files that only their owner can read.
    Path draft = Files.createTempFile(folder, ".ponkeeper-", ".part");
    draft.toFile().deleteOnExit();
    return new OutputFile(target, Optional.of(draft));
  }

  /** The stream to write to; unbuffered. */
  OutputStream stream() {
    return stream;
  }

  /** Whether what was written can be discarded. */
  boolean canBeginAnew() {
    return draft.isPresent();
  }

  /** Discards what was written. */
  void beginAnew() throws IOException {
    channel.truncate(0).position(0);
  }

  /** Finishes writing, and moves the file to its place once it is on the disk. */
  void keep() throws IOException {
    if (draft.isPresent()) {
      channel.force(true);
    }
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

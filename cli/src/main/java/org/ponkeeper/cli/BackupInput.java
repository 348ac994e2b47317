package org.ponkeeper.cli;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.maintenance.BackupFile;
import org.ponkeeper.maintenance.BackupScope;

/** The backup that a command is given. */
final class BackupInput {
  private BackupInput() {}

  /**
   * Opens a file and reads all of it. Standard input, and anything that is not a regular file, is
   * first copied to a temporary file.
   *
   * @param name its name; {@code -} is standard input
   * @param paths the paths of the store that it is for
   * @throws org.ponkeeper.error.InvalidRequestException {@code FILE_INVALID}, with the number of
   *     the line if one line is invalid
   */
  static BackupFile open(String name, Terminal terminal, KeySpace paths) {
    InputFile input = InputFile.of(name, terminal);
    try {
      return BackupFile.of(
          channel(input, name),
          InputFile.shown(name),
          BackupScope.everything(paths.basePath(), paths.templatePath(), List.of()));
    } catch (IOException e) {
      throw input.invalid(InputFile.reason(e));
    }
  }

  private static FileChannel channel(InputFile input, String name) throws IOException {
    if (!name.equals("-") && Files.isRegularFile(InputFile.path(name))) {
      return FileChannel.open(InputFile.path(name), StandardOpenOption.READ);
    }
    return input.read(in -> {
      FileChannel copy = BackupFile.temporary();
      try {
        in.transferTo(Channels.newOutputStream(copy));
        return copy;
      } catch (IOException e) {
        copy.close();
        throw e;
      }
    });
  }
}

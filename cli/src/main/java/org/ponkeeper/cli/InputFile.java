package org.ponkeeper.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/** An input file of a command; {@code -} is standard input. */
final class InputFile {

  private final String name;
  private final Supplier<InputStream> standardInput;

  private InputFile(String name, Supplier<InputStream> standardInput) {
    this.name = name;
    this.standardInput = standardInput;
  }

  /** The file with that name; not opened yet. */
  static InputFile of(String name, Terminal terminal) {
    return new InputFile(
        name,
        () -> {
          terminal.announceInput();
          return terminal.in();
        });
  }

  /** Reads an open file. */
  @FunctionalInterface
  interface Reading<T> {
    T from(InputStream in) throws IOException;
  }

  /**
   * Reads the whole file.
   *
   * @param most the maximum size in bytes
   * @throws InvalidRequestException {@code FILE_INVALID} if it cannot be read or is larger
   */
  byte[] read(int most) {
    return read(in -> {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw invalid("it has more than " + most + " bytes");
      }
      return bytes;
    });
  }

  /**
   * Reads the file.
   *
   * @throws InvalidRequestException {@code FILE_INVALID} if it cannot be read
   */
  <T> T read(Reading<T> reading) {
    try (InputStream in = open()) {
      return reading.from(in);
    } catch (IOException e) {
      throw invalid(reason(e));
    }
  }

  private InputStream open() throws IOException {
    if (name.equals("-")) {
      return new FilterInputStream(standardInput.get()) {
        @Override
        public void close() {
          // Standard input stays open.
        }
      };
    }
    Path path = path(name);
    if (Files.isDirectory(path)) {
      throw invalid("it is a directory");
    }
    return Files.newInputStream(path);
  }

  /** The error for a file that cannot be used. */
  InvalidRequestException invalid(String reason) {
    return invalid(name, reason);
  }

  /** The error for a file with content that is invalid. */
  InvalidRequestException invalid(InvalidRequestException content) {
    InvalidRequestException invalid =
        new InvalidRequestException(ErrorCode.FILE_INVALID).with("file", shown(name));
    content.facts().forEach(invalid::with);
    return invalid;
  }

  /** The error for a file that cannot be used. */
  static InvalidRequestException invalid(String name, String reason) {
    return new InvalidRequestException(ErrorCode.FILE_INVALID)
        .with("file", shown(name))
        .with("reason", reason);
  }

  /** The name of a file for people. */
  static String shown(String name) {
    return name.equals("-") ? "standard input" : name;
  }

  /** The error for a file that cannot be written. */
  static InvalidRequestException notWritten(String name, String reason) {
    return invalid(name, reason).remedy("choose another file, or free some space");
  }

  /** The path with that name. */
  static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw invalid(name, "it is not a path: " + e.getReason());
    }
  }

  /** Describes why a file cannot be used. */
  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException n -> "there is no such file or directory";
      case AccessDeniedException a -> "access is denied";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}

package org.ponkeeper.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.maintenance.BackupEntry;
import org.ponkeeper.maintenance.BackupHeader;
import org.ponkeeper.maintenance.BackupScope;
import org.ponkeeper.maintenance.BackupSource;
import org.ponkeeper.store.Key;

/**
 * A backup in a file, checked completely when it is opened. Standard input, and anything that is
 * not a regular file, is first copied to a temporary file that only its owner can read. That file
 * is deleted at once, and so exists only while it is open. The file is read again for each pass;
 * only the entries of a file without a header and with unsorted keys are kept in memory. Close it
 * when done.
 */
final class BackupFile implements BackupSource, AutoCloseable {

  private final InputFile file;
  private final FileChannel channel;
  private final BackupScope scopeWithoutHeader;

  private Optional<BackupHeader> header = Optional.empty();
  private String digest = "";
  private long size;
  private long belowOtherPaths;

  /** The entries in key order, if the file has them in another order. */
  private Optional<List<BackupEntry>> sorted = Optional.empty();

  private BackupFile(InputFile file, FileChannel channel, BackupScope scopeWithoutHeader) {
    this.file = file;
    this.channel = channel;
    this.scopeWithoutHeader = scopeWithoutHeader;
  }

  /**
   * Opens a file and reads all of it.
   *
   * @param name its name; {@code -} is standard input
   * @param paths the paths of the store that it is for
   * @throws CommandException {@code FILE_INVALID}, with the number of the line if one line is
   *     invalid
   */
  static BackupFile open(String name, Terminal terminal, KeySpace paths) {
    InputFile input = InputFile.of(name, terminal);
    try {
      BackupFile opened =
          new BackupFile(
              input,
              channel(input, name),
              BackupScope.everything(paths.basePath(), paths.templatePath(), List.of()));
      try {
        opened.check(paths);
        return opened;
      } catch (RuntimeException e) {
        opened.close();
        throw e;
      }
    } catch (IOException e) {
      throw input.invalid(InputFile.reason(e));
    }
  }

  private static FileChannel channel(InputFile input, String name) throws IOException {
    if (!name.equals("-") && Files.isRegularFile(InputFile.path(name))) {
      return FileChannel.open(InputFile.path(name), StandardOpenOption.READ);
    }
    // Java creates temporary files that only their owner can read.
    Path copy = Files.createTempFile("ponkeeper-", ".jsonl");
    try {
      input.read(in -> {
        try (OutputStream out = Files.newOutputStream(copy)) {
          return in.transferTo(out);
        }
      });
      return FileChannel.open(copy, StandardOpenOption.READ);
    } finally {
      Files.delete(copy);
    }
  }

  /** The header, if there is one. */
  Optional<BackupHeader> header() {
    return header;
  }

  /** The number of keys below neither path of the store that it is for. */
  long belowOtherPaths() {
    return belowOtherPaths;
  }

  @Override
  public BackupScope scope() {
    return header.map(BackupHeader::scope).orElse(scopeWithoutHeader);
  }

  @Override
  public String id() {
    return digest;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Reader read() {
    return sorted.<Reader>map(InMemory::new).orElseGet(Pass::new);
  }

  private void check(KeySpace paths) {
    boolean isInOrder;
    try (Pass pass = new Pass()) {
      while (pass.hasNext()) {
        Key key = pass.next().key();
        size++;
        boolean isBelow =
            paths.basePathRange().contains(key) || paths.templatePathRange().contains(key);
        belowOtherPaths += isBelow ? 0 : 1;
      }
      header = pass.lines.header();
      digest = pass.digest();
      isInOrder = pass.lines.isInOrder();
    }
    if (!isInOrder) {
      sorted = Optional.of(sorted());
    }
  }

  private List<BackupEntry> sorted() {
    List<BackupEntry> entries = new ArrayList<>();
    Map<Key, Integer> lineOfKey = new HashMap<>();
    try (Pass pass = new Pass()) {
      while (pass.hasNext()) {
        int line = pass.lines.line();
        BackupEntry entry = pass.next();
        Integer before = lineOfKey.putIfAbsent(entry.key(), line);
        if (before != null) {
          throw file.invalid("the key is already in line " + before + " already")
              .with("key", entry.key())
              .with("line", line);
        }
        entries.add(entry);
      }
    }
    entries.sort(Comparator.comparing(BackupEntry::key));
    return entries;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the file from start to end, one pass at a time. */
  private final class Pass implements Reader {
    private final DigestInputStream in;
    private final BackupLines lines;
    private Optional<BackupEntry> next = Optional.empty();
    private boolean isAtEnd;

    Pass() {
      try {
        channel.position(0);
      } catch (IOException e) {
        throw file.invalid(InputFile.reason(e));
      }
      InputStream shared =
          new FilterInputStream(Channels.newInputStream(channel)) {
            @Override
            public void close() {
              // The channel stays open for the next pass.
            }
          };
      in = new DigestInputStream(shared, sha256());
      lines = new BackupLines(file, in, scopeWithoutHeader);
    }

    @Override
    public boolean hasNext() {
      if (next.isEmpty() && !isAtEnd) {
        try {
          next = lines.next();
        } catch (IOException e) {
          throw file.invalid(InputFile.reason(e));
        }
        if (next.isEmpty()) {
          isAtEnd = true;
          requireUnchanged();
        }
      }
      return next.isPresent();
    }

    @Override
    public BackupEntry next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      BackupEntry entry = next.orElseThrow();
      next = Optional.empty();
      return entry;
    }

    private void requireUnchanged() {
      if (!digest.isEmpty() && !digest().equals(digest)) {
        throw file.invalid("it was changed while it was read");
      }
    }

    private String digest() {
      try {
        MessageDigest soFar = (MessageDigest) in.getMessageDigest().clone();
        return HexFormat.of().formatHex(soFar.digest());
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      isAtEnd = true;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class InMemory implements Reader {
    private final Iterator<BackupEntry> entries;

    InMemory(List<BackupEntry> entries) {
      this.entries = entries.iterator();
    }

    @Override
    public boolean hasNext() {
      return entries.hasNext();
    }

    @Override
    public BackupEntry next() {
      return entries.next();
    }

    @Override
    public void close() {}
  }
}

package org.ponkeeper.maintenance;

import static java.util.Objects.requireNonNull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
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
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.store.Key;

/**
 * A backup in a file, checked completely when it is opened. The file is read again for each pass;
 * only the entries of a file without a header and with unsorted keys are kept in memory. For one
 * thread at a time. Close it when done.
 *
 * <p>Methods that read the file, its {@linkplain #read() readers} included, throw {@link
 * InvalidRequestException} with {@code FILE_INVALID} if it cannot be read, is malformed, or was
 * changed since it was opened; its facts have the number of the line if one line is malformed.
 */
public final class BackupFile implements BackupSource, AutoCloseable {

  private final String name;
  private final FileChannel channel;
  private final BackupScope withoutHeader;

  private Optional<BackupHeader> header = Optional.empty();
  private String digest = "";
  private long size;
  private long belowOtherPaths;

  /** The entries in key order, if the file has them in another order. */
  private Optional<List<BackupEntry>> sorted = Optional.empty();

  private BackupFile(String name, FileChannel channel, BackupScope withoutHeader) {
    this.name = name;
    this.channel = channel;
    this.withoutHeader = withoutHeader;
  }

  /**
   * Reads and checks all of a file. Blocks as long as that takes.
   *
   * @param channel the file; closed with this object, and if it is invalid
   * @param name what errors call the file
   * @param withoutHeader the scope of a file without a header; has the paths of the store that the
   *     file is for
   * @throws InvalidRequestException {@code FILE_INVALID}
   */
  public static BackupFile of(FileChannel channel, String name, BackupScope withoutHeader) {
    requireNonNull(channel, "channel");
    requireNonNull(name, "name");
    requireNonNull(withoutHeader, "withoutHeader");
    BackupFile opened = new BackupFile(name, channel, withoutHeader);
    try {
      opened.check();
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * A new, empty file, for a backup that comes as a stream. Only its owner can read it, and it
   * exists only while it is open.
   *
   * @throws IOException if it cannot be created in Java's directory for temporary files
   */
  public static FileChannel temporary() throws IOException {
    // Java creates temporary files that only their owner can read.
    Path path = Files.createTempFile("ponkeeper-", ".jsonl");
    try {
      return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } finally {
      Files.delete(path);
    }
  }

  /** The error for a file that cannot be used. */
  static InvalidRequestException invalid(String name, String reason) {
    return new InvalidRequestException(ErrorCode.FILE_INVALID)
        .with("file", name)
        .with("reason", reason);
  }

  private InvalidRequestException unreadable(IOException e) {
    return invalid(name, String.valueOf(e.getMessage()));
  }

  /** The header; empty if the file has none, and no end line. */
  public Optional<BackupHeader> header() {
    return header;
  }

  /** The number of keys below neither path of the store that it is for. */
  public long belowOtherPaths() {
    return belowOtherPaths;
  }

  @Override
  public BackupScope scope() {
    return header.map(BackupHeader::scope).orElse(withoutHeader);
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

  private void check() {
    boolean isInOrder;
    try (Pass pass = new Pass()) {
      while (pass.hasNext()) {
        Key key = pass.next().key();
        size++;
        belowOtherPaths += withoutHeader.isBelowPaths(key) ? 0 : 1;
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
          throw invalid(name, "the key is already in line " + before + " already")
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
        throw unreadable(e);
      }
      InputStream shared =
          new FilterInputStream(Channels.newInputStream(channel)) {
            @Override
            public void close() {
              // The channel stays open for the next pass.
            }
          };
      in = new DigestInputStream(shared, sha256());
      lines = new BackupLines(name, in, withoutHeader);
    }

    @Override
    public boolean hasNext() {
      if (next.isEmpty() && !isAtEnd) {
        try {
          next = lines.next();
        } catch (IOException e) {
          throw unreadable(e);
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
        throw invalid(name, "it was changed while it was read");
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

  @Override
  public String toString() {
    return "backup in " + name;
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

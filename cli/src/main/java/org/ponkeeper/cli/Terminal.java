package org.ponkeeper.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.ponkeeper.store.Bytes;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The input and output of a run, in a test or a process. Texts are UTF-8. For one thread.
 *
 * <p>Only results go to standard output; all other messages go to standard error. A failure to
 * write a result is an {@link OutputFailedException}, a failure to write to standard error is
 * ignored.
 */
final class Terminal {

  private static final JsonFactory JSON = new JsonFactory();

  private final InputStream in;
  private final Answers out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final boolean personThere;
  private final Optional<Screen> screen;
  private OutputFormat format = OutputFormat.TABLE;
  private volatile boolean muted;

  /** The length of the present unfinished line; guarded by {@link #err}. */
  private int statusLength;

  /**
   * A terminal with these streams.
   *
   * @param environment the variables that commands may read
   */
  Terminal(InputStream in, OutputStream out, OutputStream err, Map<String, String> environment) {
    this(in, out, err, environment, false, Optional.empty());
  }

  /**
   * A terminal with these streams.
   *
   * @param environment the variables that commands may read
   * @param personThere whether standard input and standard error are a terminal
   * @param screen the size of the terminal that standard output is; empty if it is none
   */
  Terminal(
      InputStream in,
      OutputStream out,
      OutputStream err,
      Map<String, String> environment,
      boolean personThere,
      Optional<Screen> screen) {
    this.personThere = personThere;
    this.screen = screen;
    this.in = in;
    this.out = new Answers(out);
    this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
    this.environment = environment;
  }

  /** The streams and variables of this process. */
  static Terminal ofProcess() {
    return new Terminal(
        System.in,
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        System.getenv(),
        // The launcher determines this; Java's own result depends on its release.
        Boolean.getBoolean("ponkeeper.terminal"),
        Screen.parse(System.getProperty("ponkeeper.screen", "")));
  }

  /** A terminal like this one, with a screen of the same size, that keeps what is printed on it. */
  Terminal capturing(OutputStream results, OutputStream messages) {
    Terminal other = new Terminal(in, results, messages, environment, false, screen);
    other.use(format);
    return other;
  }

  /** The format of results and errors. */
  OutputFormat format() {
    return format;
  }

  /** Sets the format of results and errors. */
  void use(OutputFormat selected) {
    format = selected;
  }

  /** The size of the terminal that standard output is; empty for a file or a pipe. */
  Optional<Screen> screen() {
    return screen;
  }

  /**
   * The maximum length of a line on standard output: in a file or a pipe, lines have any length.
   */
  int width() {
    return screen.map(Screen::columns).orElse(Integer.MAX_VALUE);
  }

  /** Standard input. */
  InputStream in() {
    return in;
  }

  /** Tells a person at the terminal that a command reads standard input. */
  void announceInput() {
    if (personThere) {
      say("reading from standard input; press Ctrl-D to end");
    }
  }

  /** Standard output, for bytes; throws {@link OutputFailedException} instead of its causes. */
  OutputStream out() {
    return out;
  }

  /** The variable, if it is set and not empty. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** All variables that commands may read. */
  Map<String, String> variables() {
    return Map.copyOf(environment);
  }

  /** Prints one line of a result; control characters are escaped. */
  void print(String line) {
    printAll(PlainText.of(line) + "\n");
  }

  /** Prints one line of a result, cut to the width of the terminal. */
  void printFitted(String line) {
    print(Table.cut(PlainText.of(line), width()));
  }

  /** Prints the text as it is. */
  void printAll(String text) {
    printBytes(Bytes.utf8(text));
  }

  /** Prints the bytes as they are. */
  void printBytes(Bytes bytes) {
    try {
      out.write(bytes.toArray());
    } catch (IOException e) {
      throw new OutputFailedException(e);
    }
  }

  /** Prints one document as JSON or, if that format was selected, as YAML. */
  void printJson(Consumer<JsonGenerator> document) {
    OutputStream kept = new KeptOpen(out);
    try (JsonGenerator generator =
        format == OutputFormat.YAML
            ? YamlGenerator.on(kept, JSON)
            : JSON.createGenerator(ObjectWriteContext.empty(), kept)) {
      document.accept(generator);
      generator.writeRaw("\n");
    }
  }

  /**
   * Prints one JSON document on one line on standard error, also if the format is YAML: every
   * reader of YAML reads it.
   */
  void sayJson(Consumer<JsonGenerator> document) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      document.accept(generator);
    }
    synchronized (err) {
      if (!muted) {
        out.bringOut();
        status("");
        err.println(text);
      }
    }
  }

  /**
   * Prints one line on standard error. Flushes standard output first, so that a terminal shows the
   * lines in the order in which they were written. Hides passwords in URLs.
   */
  void say(String line) {
    synchronized (err) {
      if (!muted) {
        out.bringOut();
        status("");
        err.println(Secrets.hideInUrls(PlainText.of(line)));
      }
    }
  }

  /** Whether standard error is a terminal, according to the launcher. */
  boolean isWatched() {
    return variable("PONKEEPER_WATCHED").isPresent();
  }

  /** Replaces the status line on standard error; "" removes it. May be called from any thread. */
  void status(String line) {
    synchronized (err) {
      if (!muted && !(line.isEmpty() && statusLength == 0)) {
        String shown = Table.cut(PlainText.of(line), Table.WIDTH - 1);
        err.print("\r" + shown + " ".repeat(Math.max(0, statusLength - shown.length())));
        err.print(shown.isEmpty() ? "\r" : "");
        err.flush();
        statusLength = shown.length();
      }
    }
  }

  /**
   * Asks for confirmation, if there is a person at the terminal.
   *
   * @return whether {@code yes} or {@code y} was typed; empty without a terminal
   */
  Optional<Boolean> isConfirmed(String question) {
    if (!personThere) {
      return Optional.empty();
    }
    err.print(PlainText.of(question) + " [yes/no] ");
    err.flush();
    StringBuilder typed = new StringBuilder();
    try {
      for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
        typed.append((char) c);
      }
    } catch (IOException e) {
      typed.setLength(0);
    }
    String answer = typed.toString().strip().toLowerCase(Locale.ROOT);
    return Optional.of(answer.equals("yes") || answer.equals("y"));
  }

  /**
   * Stops output to standard error, because the process is ending. May be called from any thread.
   */
  void mute() {
    muted = true;
  }

  /** Prints a warning on one line on standard error. */
  void warn(String line) {
    say("warning: " + line);
  }

  /** Prints the stack trace of a bug on standard error. */
  void trace(Throwable bug) {
    if (!muted) {
      traceOf(bug).lines().forEach(err::println);
    }
  }

  /** The stack trace of a bug, without passwords. */
  static String traceOf(Throwable bug) {
    StringWriter lines = new StringWriter();
    bug.printStackTrace(new PrintWriter(lines));
    return lines.toString().lines().map(Secrets::hideInUrls).collect(Collectors.joining("\n"));
  }

  /** Flushes standard output. */
  void flush() {
    out.flush();
  }

  /** Standard output with a buffer, and with failures that no library handles as its own. */
  private static final class Answers extends OutputStream {
    private final OutputStream out;
    private Optional<IOException> failure = Optional.empty();
    private boolean told;

    Answers(OutputStream out) {
      this.out = out instanceof FileOutputStream ? new BufferedOutputStream(out, 1 << 16) : out;
    }

    /** Writes to the stream, or flushes it. */
    private interface Step {
      void run() throws IOException;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      run(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() {
      run(out::flush);
    }

    /** Writes the buffer; the next call reports a failure. */
    void bringOut() {
      attempt(out::flush);
    }

    private void attempt(Step step) {
      if (failure.isEmpty()) {
        try {
          step.run();
        } catch (IOException e) {
          failure = Optional.of(e);
        }
      }
    }

    /** Fails only once: after a failure no further output is useful. */
    private void run(Step step) {
      attempt(step);
      if (failure.isPresent() && !told) {
        told = true;
        throw new OutputFailedException(failure.get());
      }
    }
  }

  /** Keeps standard output open when a document is closed. */
  private static final class KeptOpen extends OutputStream {
    private final OutputStream out;

    KeptOpen(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() {}
  }
}

package org.ponkeeper.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A running {@link StoreWorker}, and what it says. */
final class WorkerProcess implements AutoCloseable {

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch first = new CountDownLatch(1);
  private final Thread reader;

  /** Starts a worker by that command. */
  WorkerProcess(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    reader = Thread.ofPlatform().start(this::read);
  }

  private void read() {
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.equals("ready")) {
          ready.countDown();
        } else {
          lines.add(line);
          if (line.startsWith("done ")) {
            first.countDown();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      ready.countDown();
      first.countDown();
    }
  }

  /** Waits until the worker has opened the store. */
  WorkerProcess awaitReady() throws InterruptedException {
    await(ready);
    return this;
  }

  /** Lets the worker begin. */
  void begin() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Waits for the first acknowledged operation. */
  void awaitFirst() throws InterruptedException {
    await(first);
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the worker says nothing");
    }
  }

  /** Kills the worker as SIGKILL does; what it said before can still be read. */
  void kill() {
    // Process.destroyForcibly would close the streams too.
    process.toHandle().destroyForcibly();
  }

  /** Waits for the end, and gives every whole line that the worker said besides {@code ready}. */
  List<String> awaitEnd() throws InterruptedException {
    process.waitFor();
    reader.join();
    return lines;
  }

  int exitCode() {
    return process.exitValue();
  }

  @Override
  public void close() {
    kill();
  }
}

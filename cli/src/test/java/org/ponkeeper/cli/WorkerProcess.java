package org.ponkeeper.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A running {@link StoreWorker}, and what it says. */
final class WorkerProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final CountDownLatch ready = new CountDownLatch(1);
  private int done;
  private boolean underWay;
  private boolean ended;
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
          hear(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      ready.countDown();
      end();
    }
  }

  private synchronized void hear(String line) {
    lines.add(line);
    underWay = line.startsWith("try ");
    if (line.startsWith("done ")) {
      done++;
    }
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits until the worker has opened the store. */
  WorkerProcess awaitReady() throws InterruptedException {
    if (!ready.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the worker does not start");
    }
    return this;
  }

  /** Lets the worker begin. */
  void begin() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Waits for the first acknowledged operation. */
  void awaitFirst() throws InterruptedException {
    await(() -> done > 0);
  }

  /** Waits until that many more operations were acknowledged, from now on. */
  synchronized void awaitMore(int operations) throws InterruptedException {
    int enough = done + operations;
    await(() -> done >= enough);
  }

  /** Waits until an operation has begun of which the worker does not know the outcome yet. */
  void awaitUnderWay() throws InterruptedException {
    await(() -> underWay);
  }

  private synchronized void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean() && !ended) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the worker says nothing");
      }
      wait(100);
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

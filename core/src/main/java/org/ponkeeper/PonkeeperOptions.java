package org.ponkeeper;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.ponkeeper.engine.EngineOptions;
import org.ponkeeper.engine.Environment;
import org.ponkeeper.keyspace.KeySpace;

/**
 * How a {@link Ponkeeper} works. Immutable; begin with {@link #DEFAULTS} and change what must
 * differ.
 */
public final class PonkeeperOptions {

  /** How long a call may take unless told otherwise: 10 s. */
  public static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(10);

  /** How many requests go into one transaction unless told otherwise. */
  public static final int DEFAULT_MAX_BATCH = 64;

  /** The most requests that can go into one transaction, included. */
  public static final int LIMIT_OF_MAX_BATCH = 128;

  /** VOLTHA's paths, no adapter path, 10 s a call, watching, virtual threads. */
  public static final PonkeeperOptions DEFAULTS =
      new PonkeeperOptions(
          KeySpace.DEFAULT_BASE_PATH,
          KeySpace.DEFAULT_TEMPLATE_PATH,
          Optional.empty(),
          DEFAULT_CALL_TIMEOUT,
          DEFAULT_MAX_BATCH,
          true,
          run -> Thread.ofVirtual().name("ponkeeper-committer").start(run));

  private final String basePath;
  private final String templatePath;
  private final Optional<String> adapterPath;
  private final Duration callTimeout;
  private final int maxBatch;
  private final boolean watch;
  private final Executor executor;

  private PonkeeperOptions(
      String basePath,
      String templatePath,
      Optional<String> adapterPath,
      Duration callTimeout,
      int maxBatch,
      boolean watch,
      Executor executor) {
    this.basePath = requireNonNull(basePath, "basePath");
    this.templatePath = requireNonNull(templatePath, "templatePath");
    this.adapterPath = adapterPath;
    this.callTimeout = requireNonNull(callTimeout, "callTimeout");
    this.maxBatch = maxBatch;
    this.watch = watch;
    this.executor = requireNonNull(executor, "executor");
  }

  /**
   * The same with other paths.
   *
   * @param basePath where the stack's data are, for example {@code service/voltha}
   * @param templatePath where the templates are, for example {@code
   *     service/voltha/technology_profiles}
   */
  public PonkeeperOptions withPaths(String basePath, String templatePath) {
    return new PonkeeperOptions(
        basePath, templatePath, adapterPath, callTimeout, maxBatch, watch, executor);
  }

  /**
   * The same for an adapter that keeps data of its own.
   *
   * @param adapterPath where those data are, for example {@code service/voltha/my-adapter}: a path
   *     at which VOLTHA and Ponkeeper keep nothing
   */
  public PonkeeperOptions withAdapterPath(String adapterPath) {
    return new PonkeeperOptions(
        basePath,
        templatePath,
        Optional.of(requireNonNull(adapterPath, "adapterPath")),
        callTimeout,
        maxBatch,
        watch,
        executor);
  }

  /**
   * The same with another time-out.
   *
   * @param callTimeout how long a call may take, from its beginning; greater than 0
   * @throws IllegalArgumentException if it is not
   */
  public PonkeeperOptions withCallTimeout(Duration callTimeout) {
    if (!requireNonNull(callTimeout, "callTimeout").isPositive()) {
      throw new IllegalArgumentException("a call's time-out is greater than 0");
    }
    return new PonkeeperOptions(
        basePath, templatePath, adapterPath, callTimeout, maxBatch, watch, executor);
  }

  /**
   * The same with another number of requests in one transaction.
   *
   * @param maxBatch the most requests in one transaction, 1 to {@value #LIMIT_OF_MAX_BATCH}, both
   *     included
   * @throws IllegalArgumentException if it is not
   */
  public PonkeeperOptions withMaxBatch(int maxBatch) {
    if (maxBatch < 1 || maxBatch > LIMIT_OF_MAX_BATCH) {
      throw new IllegalArgumentException("a batch has 1 to " + LIMIT_OF_MAX_BATCH + " requests");
    }
    return new PonkeeperOptions(
        basePath, templatePath, adapterPath, callTimeout, maxBatch, watch, executor);
  }

  /**
   * The same, watching or not.
   *
   * @param watch whether open OLTs are watched for changes that other processes make. Without a
   *     watch such a change is noticed when a change of this process conflicts with it, or by
   *     {@link Olt#refresh()}
   */
  public PonkeeperOptions withWatch(boolean watch) {
    return new PonkeeperOptions(
        basePath, templatePath, adapterPath, callTimeout, maxBatch, watch, executor);
  }

  /**
   * The same with threads of the embedder's own.
   *
   * @param executor runs the committer of an OLT while there are requests for it. A committer
   *     blocks, so a pool must have a thread for each OLT that is busy at the same time
   */
  public PonkeeperOptions withExecutor(Executor executor) {
    return new PonkeeperOptions(
        basePath, templatePath, adapterPath, callTimeout, maxBatch, watch, executor);
  }

  /** Where the stack's data are. */
  public String basePath() {
    return basePath;
  }

  /** Where the templates are. */
  public String templatePath() {
    return templatePath;
  }

  /** Where the adapter's own data are, if it keeps any. */
  public Optional<String> adapterPath() {
    return adapterPath;
  }

  /** How long a call may take, from its beginning. */
  public Duration callTimeout() {
    return callTimeout;
  }

  /** The most requests that go into one transaction. */
  public int maxBatch() {
    return maxBatch;
  }

  /** Whether open OLTs are watched for changes that other processes make. */
  public boolean watch() {
    return watch;
  }

  /** What runs the committers. */
  public Executor executor() {
    return executor;
  }

  EngineOptions forEngine() {
    return new EngineOptions(callTimeout, maxBatch, watch, Environment.of(executor));
  }

  @Override
  public String toString() {
    return "base path %s, template path %s, adapter path %s, %s s a call, batches of %s, %s"
        .formatted(
            basePath,
            templatePath,
            adapterPath.orElse("-"),
            callTimeout.toNanos() / 1e9,
            maxBatch,
            watch ? "watching" : "not watching");
  }
}

package org.ponkeeper;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.ponkeeper.engine.EngineOptions;
import org.ponkeeper.engine.Environment;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.monitor.EngineListener;

/**
 * Options of a {@link Ponkeeper}. Immutable; start with {@link #DEFAULTS} and change what is
 * needed.
 */
public final class PonkeeperOptions {

  /** The default call time-out: 10 s. */
  public static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(10);

  /** The default maximum number of requests in one transaction. */
  public static final int DEFAULT_MAX_BATCH = 64;

  /** The greatest possible {@link #maxBatch}, inclusive. */
  public static final int LIMIT_OF_MAX_BATCH = 128;

  /** VOLTHA's paths, no adapter path, a call time-out of 10 s, watching, virtual threads. */
  public static final PonkeeperOptions DEFAULTS =
      new PonkeeperOptions(
          KeySpace.DEFAULT_BASE_PATH,
          KeySpace.DEFAULT_TEMPLATE_PATH,
          Optional.empty(),
          DEFAULT_CALL_TIMEOUT,
          DEFAULT_MAX_BATCH,
          true,
          run -> Thread.ofVirtual().name("ponkeeper-committer").start(run),
          Optional.empty());

  private final String basePath;
  private final String templatePath;
  private final Optional<String> adapterPath;
  private final Duration callTimeout;
  private final int maxBatch;
  private final boolean watch;
  private final Executor executor;
  private final Optional<EngineListener> listener;

  private PonkeeperOptions(
      String basePath,
      String templatePath,
      Optional<String> adapterPath,
      Duration callTimeout,
      int maxBatch,
      boolean watch,
      Executor executor,
      Optional<EngineListener> listener) {
    this.basePath = requireNonNull(basePath, "basePath");
    this.templatePath = requireNonNull(templatePath, "templatePath");
    this.adapterPath = adapterPath;
    this.callTimeout = requireNonNull(callTimeout, "callTimeout");
    this.maxBatch = maxBatch;
    this.watch = watch;
    this.executor = requireNonNull(executor, "executor");
    this.listener = listener;
  }

  /**
   * A copy with other paths.
   *
   * @param basePath the path of the stack's data, for example {@code service/voltha}
   * @param templatePath the path of the templates, for example {@code
   *     service/voltha/technology_profiles}
   */
  public PonkeeperOptions withPaths(String basePath, String templatePath) {
    return new PonkeeperOptions(
        basePath, templatePath, adapterPath, callTimeout, maxBatch, watch, executor, listener);
  }

  /**
   * A copy for an adapter with its own data.
   *
   * @param adapterPath the path of that data, for example {@code service/voltha/my-adapter}; VOLTHA
   *     and Ponkeeper must have no keys there
   */
  public PonkeeperOptions withAdapterPath(String adapterPath) {
    return new PonkeeperOptions(
        basePath,
        templatePath,
        Optional.of(requireNonNull(adapterPath, "adapterPath")),
        callTimeout,
        maxBatch,
        watch,
        executor,
        listener);
  }

  /**
   * A copy with another call time-out. A caller can set an earlier end for some calls: {@link
   * Ponkeeper#within}.
   *
   * @param callTimeout how long a call may take, from its start; greater than 0
   * @throws IllegalArgumentException if it is not
   */
  public PonkeeperOptions withCallTimeout(Duration callTimeout) {
    if (!requireNonNull(callTimeout, "callTimeout").isPositive()) {
      throw new IllegalArgumentException("a call's time-out is greater than 0");
    }
    return new PonkeeperOptions(
        basePath, templatePath, adapterPath, callTimeout, maxBatch, watch, executor, listener);
  }

  /**
   * A copy with another maximum number of requests in one transaction.
   *
   * @param maxBatch 1 to {@value #LIMIT_OF_MAX_BATCH}, both inclusive
   * @throws IllegalArgumentException if it is not
   */
  public PonkeeperOptions withMaxBatch(int maxBatch) {
    if (maxBatch < 1 || maxBatch > LIMIT_OF_MAX_BATCH) {
      throw new IllegalArgumentException("a batch has 1 to " + LIMIT_OF_MAX_BATCH + " requests");
    }
    return new PonkeeperOptions(
        basePath, templatePath, adapterPath, callTimeout, maxBatch, watch, executor, listener);
  }

  /**
   * A copy with watching on or off.
   *
   * @param watch whether to watch open OLTs for changes by other processes. Without a watch such a
   *     change is noticed when a change of this process conflicts with it, or by {@link
   *     Olt#refresh()}
   */
  public PonkeeperOptions withWatch(boolean watch) {
    return new PonkeeperOptions(
        basePath, templatePath, adapterPath, callTimeout, maxBatch, watch, executor, listener);
  }

  /**
   * A copy with the embedder's own threads.
   *
   * @param executor runs the committer of an OLT while there are requests for it. A committer
   *     blocks, so a thread pool needs a thread for each OLT that is in use at the same time
   */
  public PonkeeperOptions withExecutor(Executor executor) {
    return new PonkeeperOptions(
        basePath, templatePath, adapterPath, callTimeout, maxBatch, watch, executor, listener);
  }

  /**
   * A copy with a listener.
   *
   * @param listener receives what the engine does, and changes of the {@linkplain
   *     Ponkeeper#status() status}; replaces any other listener
   */
  public PonkeeperOptions withListener(EngineListener listener) {
    return new PonkeeperOptions(
        basePath,
        templatePath,
        adapterPath,
        callTimeout,
        maxBatch,
        watch,
        executor,
        Optional.of(requireNonNull(listener, "listener")));
  }

  /** The path of the stack's data. */
  public String basePath() {
    return basePath;
  }

  /** The path of the templates. */
  public String templatePath() {
    return templatePath;
  }

  /** The path of the adapter's own data, if it has any. */
  public Optional<String> adapterPath() {
    return adapterPath;
  }

  /** How long a call may take, from its start. */
  public Duration callTimeout() {
    return callTimeout;
  }

  /** The maximum number of requests in one transaction. */
  public int maxBatch() {
    return maxBatch;
  }

  /** Whether open OLTs are watched for changes by other processes. */
  public boolean watch() {
    return watch;
  }

  /** Runs the committers. */
  public Executor executor() {
    return executor;
  }

  /** The listener, if there is one. */
  public Optional<EngineListener> listener() {
    return listener;
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

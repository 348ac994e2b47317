package org.ponkeeper.store.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.SkippedKeys;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.SnapshotLostException;

/**
 * Reads at one revision: that of the first answer. Uses no resources in etcd. Failed reads are
 * repeated with any member until the deadline of the call; the instant stays the same.
 */
final class EtcdSnapshot implements Snapshot {

  /**
   * The maximum number of keys requested at once: for each page etcd scans the whole rest of the
   * range in its index. With the keys and values of instances a page has 13 MB.
   */
  static final int MAX_PAGE = 40_000;

  /**
   * The maximum number of keys in the first page of a scan; each further page may have twice as
   * many.
   */
  private static final int FIRST_PAGE = 1_000;

  /** The maximum number of pages of a scan that are requested ahead. */
  private static final int PAGES_AHEAD = 8;

  private final EtcdStore store;

  /** The history of the first answer; all others must belong to it. */
  private Optional<KnownHistory> of = Optional.empty();

  /** 0 until the first answer, which means the latest revision to etcd. */
  private long revision;

  private boolean closed;

  EtcdSnapshot(EtcdStore store) {
    this.store = store;
  }

  @Override
  public History history() {
    return of.map(KnownHistory::history).orElseGet(store::history);
  }

  private Optional<KeyValue> keyValue(io.etcd.jetcd.api.KeyValue found) {
    return EtcdMessages.keyValue(found, history());
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    RangeRequest.Builder request = RangeRequest.newBuilder().setKey(EtcdMessages.bytes(key));
    try {
      return read(request).getKvsList().stream().findFirst().flatMap(this::keyValue);
    } catch (RpcFailedException e) {
      throw store.failed(e);
    }
  }

  @Override
  public Scan scan(List<KeyRange> ranges, ScanOptions options) {
    requireOpen();
    return new PagedScan(List.copyOf(ranges).iterator(), options);
  }

  private RangeResponse read(RangeRequest.Builder request) throws RpcFailedException {
    requireOpen();
    try {
      RangeRequest pinned = request.setRevision(revision).build();
      Answer<RangeResponse> answer = store.read(pinned, of);
      if (of.isEmpty()) {
        of = Optional.of(answer.known());
        revision = answer.message().getHeader().getRevision();
      }
      return answer.message();
    } catch (HistoryReplacedException e) {
      throw new SnapshotLostException(e);
    } catch (RpcFailedException e) {
      if (e.failure().losesSnapshot()) {
        throw new SnapshotLostException(e);
      }
      throw e;
    }
  }

  private void requireOpen() {
    store.requireOpen();
    if (closed) {
      throw new IllegalStateException("the snapshot is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  /** A requested page: a number of keys, from the beginning of a span. */
  private record Page(EtcdMessages.Span of, int size, FutureTask<RangeResponse> response) {}

  /**
   * Reads the ranges one after the other. Unless the scan has a limit, requests pages ahead: the
   * next one of the same range, and the first ones of some of the following ranges.
   */
  private final class PagedScan implements Scan {
    private final Iterator<KeyRange> ranges;
    private final ScanOptions options;
    private final Deque<KeyValue> page = new ArrayDeque<>();
    private final Deque<Page> coming = new ArrayDeque<>();
    private long left;

    /** Reduced after an answer that was too large. */
    private volatile int mostKeys = MAX_PAGE;

    private boolean done;
    private SkippedKeys skipped = SkippedKeys.NONE;

    PagedScan(Iterator<KeyRange> ranges, ScanOptions options) {
      this.ranges = ranges;
      this.options = options;
      this.left = options.limit();
    }

    @Override
    public boolean hasNext() {
      requireOpen();
      if (done) {
        throw new IllegalStateException("the scan is closed");
      }
      while (page.isEmpty() && left > 0) {
        Optional<Page> next = coming.isEmpty() ? nextRange() : Optional.of(coming.removeFirst());
        if (next.isEmpty()) {
          return false;
        }
        read(next.get());
      }
      return !page.isEmpty();
    }

    @Override
    public KeyValue next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return page.removeFirst();
    }

    @Override
    public SkippedKeys skipped() {
      return skipped;
    }

    /** The first page of the next range that can contain keys, if there is one. */
    private Optional<Page> nextRange() {
      while (ranges.hasNext()) {
        Optional<EtcdMessages.Span> span = EtcdMessages.span(ranges.next());
        if (span.isPresent()) {
          return Optional.of(page(span.get(), FIRST_PAGE));
        }
      }
      return Optional.empty();
    }

    private Page page(EtcdMessages.Span span, int most) {
      int size = (int) Math.min(left, Math.min(mostKeys, most));
      return new Page(span, size, new FutureTask<>(() -> ask(span, size)));
    }

    private void read(Page next) {
      // Sends the request now, on this thread, unless it is already being sent.
      next.response().run();
      RangeResponse response = join(next.response());
      for (io.etcd.jetcd.api.KeyValue found : response.getKvsList()) {
        Optional<KeyValue> kv = keyValue(found);
        if (kv.isPresent()) {
          page.add(kv.get());
        } else {
          skipped = skipped.and(found.getKey().toByteArray());
        }
      }
      left -= page.size();
      Optional<Page> rest =
          response.getMore()
              ? Optional.of(page(next.of().after(last(response)), 2 * next.size()))
              : Optional.empty();
      rest.ifPresent(coming::addFirst);
      if (options.limit() == Long.MAX_VALUE) {
        rest.ifPresent(PagedScan::begin);
        askAhead();
      }
    }

    private static ByteString last(RangeResponse response) {
      return response.getKvs(response.getKvsCount() - 1).getKey();
    }

    private void askAhead() {
      while (coming.size() < PAGES_AHEAD) {
        Optional<Page> next = nextRange();
        if (next.isEmpty()) {
          return;
        }
        begin(next.get());
        coming.addLast(next.get());
      }
    }

    /**
     * Requests a page without waiting for it; this ends within the deadline even if the page is not
     * used.
     */
    private static void begin(Page page) {
      Thread.ofVirtual().name("ponkeeper-scan").start(page.response());
    }

    private RangeResponse join(FutureTask<RangeResponse> next) {
      try {
        return next.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        next.cancel(true);
        throw store.failed(
            RpcFailedException.notSent(
                Status.CANCELLED.withDescription("the thread was interrupted").withCause(e)));
      }
    }

    private RangeResponse ask(EtcdMessages.Span span, int most) {
      int size = most;
      while (true) {
        RangeRequest.Builder request =
            RangeRequest.newBuilder()
                .setKey(span.start())
                .setRangeEnd(span.end())
                .setKeysOnly(options.keysOnly())
                .setLimit(size);
        try {
          return EtcdSnapshot.this.read(request);
        } catch (RpcFailedException e) {
          if (e.failure() != EtcdFailure.ANSWER_TOO_LARGE || size == 1) {
            throw store.failed(e);
          }
          size = Math.max(1, size / 2);
          mostKeys = size;
        }
      }
    }

    @Override
    public void close() {
      done = true;
      page.clear();
      coming.forEach(next -> next.response().cancel(true));
    }
  }
}

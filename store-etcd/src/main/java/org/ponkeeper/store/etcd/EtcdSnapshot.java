package org.ponkeeper.store.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
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
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.SnapshotLostException;

/** Reads at one revision: that of the first answer. Holds nothing in etcd. */
final class EtcdSnapshot implements Snapshot {

  /** The most keys that are asked for at once. */
  static final int MAX_PAGE = 5_000;

  /** How many keys the first page of a scan has at the most; each next one twice as many. */
  private static final int FIRST_PAGE = 1_000;

  private final EtcdStore store;

  /** 0 until the first answer: to etcd that means now. */
  private long revision;

  private boolean closed;

  EtcdSnapshot(EtcdStore store) {
    this.store = store;
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    RangeRequest.Builder request = RangeRequest.newBuilder().setKey(EtcdMessages.bytes(key));
    try {
      return read(request).getKvsList().stream().findFirst().flatMap(EtcdMessages::keyValue);
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
      RangeResponse response = store.call(KVGrpc.getRangeMethod(), pinned, store.deadline());
      store.see(response.getHeader().getRevision());
      if (revision == 0) {
        revision = response.getHeader().getRevision();
      }
      return response;
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

  /**
   * Goes through the ranges one after the other. While its reader is busy with a page, the next one
   * of the same range is on its way, unless the scan has a limit: two pages are held at the most.
   */
  private final class PagedScan implements Scan {
    private final Iterator<KeyRange> ranges;
    private final ScanOptions options;
    private final Deque<KeyValue> page = new ArrayDeque<>();
    private Optional<EtcdMessages.Span> rest = Optional.empty();
    private long left;
    private int pageSize = FIRST_PAGE;
    private int mostKeys = MAX_PAGE;
    private Optional<FutureTask<RangeResponse>> coming = Optional.empty();
    private boolean done;

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
      while (page.isEmpty() && left > 0 && (rest.isPresent() || ranges.hasNext())) {
        if (rest.isEmpty()) {
          rest = EtcdMessages.span(ranges.next());
        }
        rest.ifPresent(this::readPage);
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

    private void readPage(EtcdMessages.Span span) {
      RangeResponse response = coming.isPresent() ? join(coming.get()) : ask(span);
      coming = Optional.empty();
      rest = response.getMore() ? Optional.of(span.after(last(response))) : Optional.empty();
      pageSize = Math.min(mostKeys, 2 * pageSize);
      if (options.limit() == Long.MAX_VALUE) {
        coming = rest.map(this::begin);
      }
      for (io.etcd.jetcd.api.KeyValue found : response.getKvsList()) {
        EtcdMessages.keyValue(found).ifPresent(page::add);
      }
      left -= page.size();
    }

    private static ByteString last(RangeResponse response) {
      return response.getKvs(response.getKvsCount() - 1).getKey();
    }

    /** Asks for a page without waiting for it; it ends within the deadline, wanted or not. */
    private FutureTask<RangeResponse> begin(EtcdMessages.Span span) {
      FutureTask<RangeResponse> next = new FutureTask<>(() -> ask(span));
      Thread.ofVirtual().name("ponkeeper-scan").start(next);
      return next;
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

    private RangeResponse ask(EtcdMessages.Span span) {
      while (true) {
        RangeRequest.Builder request =
            RangeRequest.newBuilder()
                .setKey(span.start())
                .setRangeEnd(span.end())
                .setKeysOnly(options.keysOnly())
                .setLimit(Math.min(left, pageSize));
        try {
          return read(request);
        } catch (RpcFailedException e) {
          if (e.failure() != EtcdFailure.ANSWER_TOO_LARGE || pageSize == 1) {
            throw store.failed(e);
          }
          pageSize = Math.max(1, pageSize / 2);
          mostKeys = pageSize;
        }
      }
    }

    @Override
    public void close() {
      done = true;
      page.clear();
      coming.ifPresent(next -> next.cancel(true));
    }
  }
}

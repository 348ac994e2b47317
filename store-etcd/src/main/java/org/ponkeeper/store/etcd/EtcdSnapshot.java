package org.ponkeeper.store.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
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

  /** Goes through the ranges one after the other and holds one page at a time. */
  private final class PagedScan implements Scan {
    private final Iterator<KeyRange> ranges;
    private final ScanOptions options;
    private final Deque<KeyValue> page = new ArrayDeque<>();
    private Optional<EtcdMessages.Span> rest = Optional.empty();
    private long left;
    private int pageSize = MAX_PAGE;
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
      RangeResponse response = ask(span);
      ByteString last = ByteString.EMPTY;
      for (io.etcd.jetcd.api.KeyValue found : response.getKvsList()) {
        last = found.getKey();
        EtcdMessages.keyValue(found).ifPresent(page::add);
      }
      left -= page.size();
      rest = response.getMore() ? Optional.of(span.after(last)) : Optional.empty();
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
          pageSize /= 2;
        }
      }
    }

    @Override
    public void close() {
      done = true;
      page.clear();
    }
  }
}

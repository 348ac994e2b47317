package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Txn;

/**
 * What is said of a commit that a full etcd answered with NOSPACE, by what is found afterwards: it
 * may have been made. The etcd here is one of our own, so that both can be had at will.
 */
class FullEtcdTest {

  private static final Key POOL = new Key("pool");
  private static final Key NEW = new Key("new");
  private static final Txn TXN =
      new Txn(
          List.of(),
          List.of(new Mutation.Put(NEW, Bytes.utf8("1")), new Mutation.Put(POOL, Bytes.utf8("1"))));

  /** What the etcd holds: keys with their mod revisions. */
  private volatile Map<String, Long> revisions = Map.of("pool", 7L);

  private volatile long revision = 9;
  private volatile boolean reads = true;

  private Server server;
  private EtcdStore store;

  private final class FullKv extends KVGrpc.KVImplBase {
    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> answer) {
      answer.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("etcdserver: mvcc: database space exceeded")
              .asRuntimeException());
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
      if (!reads) {
        answer.onError(Status.UNAVAILABLE.asRuntimeException());
        return;
      }
      RangeResponse.Builder response = RangeResponse.newBuilder();
      response.setHeader(ResponseHeader.newBuilder().setRevision(revision));
      Long found = revisions.get(request.getKey().toStringUtf8());
      if (found != null) {
        response.addKvs(KeyValue.newBuilder().setKey(request.getKey()).setModRevision(found));
      }
      answer.onNext(response.build());
      answer.onCompleted();
    }
  }

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new FullKv())
            .build()
            .start();
    store = EtcdStore.open(EtcdUrl.parse("etcd://127.0.0.1:" + server.getPort()));
    assertThat(store.get(POOL)).isPresent(); // revision 9 is seen
  }

  @AfterEach
  void end() throws Exception {
    store.close();
    server.shutdownNow().awaitTermination();
  }

  @Test
  void whereEtcdMadeNothingSinceNothingHappened() {
    revisions = Map.of();

    Failures.assertFails(ErrorCode.STORE_FULL, () -> store.commit(TXN));
  }

  @Test
  void ifAKeyIsUnchangedTheTransactionDidNotHappen() {
    revision = 12;

    Failures.assertFails(ErrorCode.STORE_FULL, () -> store.commit(TXN));
  }

  @Test
  void ifEveryKeyMayHaveBeenChangedTheOutcomeIsUnknown() {
    revision = 12;
    revisions = Map.of("new", 11L, "pool", 11L);
    Failures.assertFails(ErrorCode.OUTCOME_UNKNOWN, () -> store.commit(TXN));
  }

  @Test
  void aKeyThatIsAbsentMayHaveBeenMadeAndRemoved() {
    revision = 12;
    revisions = Map.of("pool", 12L);

    Failures.assertFails(ErrorCode.OUTCOME_UNKNOWN, () -> store.commit(TXN));
  }

  @Test
  void ifTheKeysCannotBeReadTheOutcomeIsUnknown() {
    reads = false;

    Failures.assertFails(ErrorCode.OUTCOME_UNKNOWN, () -> store.commit(TXN));
  }

  @Test
  void aCommitWithoutMutationsNeedsNoProof() {
    reads = false;

    Failures.assertFails(ErrorCode.STORE_FULL, () -> store.commit(new Txn(List.of(), List.of())));
  }
}

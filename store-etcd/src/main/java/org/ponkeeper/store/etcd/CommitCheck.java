package org.ponkeeper.store.etcd;

import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.Deadline;
import java.util.Optional;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.StoreClosedException;
import org.ponkeeper.store.Txn;

/** Determines the outcome of a transaction whose answer does not show it. */
final class CommitCheck {

  private CommitCheck() {}

  /**
   * Whether certainly no mutation of a completed transaction was applied: either nothing was
   * changed in etcd since, or one of the keys has a version from before.
   *
   * @param known the history that the transaction was sent to
   * @param before a revision that the store had before the transaction was sent
   */
  static boolean isUntouched(
      EtcdCalls calls, Txn txn, KnownHistory known, long before, Deadline end) {
    try {
      // One read after the other: a full etcd 3.4 rejects every transaction, even a read-only one.
      for (Mutation mutation : txn.mutations()) {
        RangeRequest read = EtcdMessages.versionOf(mutation.key()).getRequestRange();
        RangeResponse found =
            calls
                .call(EtcdRequest.read(KVGrpc.getRangeMethod(), read, Optional.of(known)), end)
                .message();
        boolean isOlder = found.getKvsList().stream().anyMatch(kv -> kv.getModRevision() <= before);
        if (isOlder || found.getHeader().getRevision() == before) {
          return true;
        }
      }
      return false;
    } catch (RpcFailedException
        | HistoryReplacedException
        | PonkeeperException
        | StoreClosedException e) {
      return false;
    }
  }
}

package org.ponkeeper.store.etcd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ponkeeper.tck.etcd.EtcdServer;

/** Several real etcds that are one. */
record EtcdCluster(List<EtcdServer> members) implements AutoCloseable {

  static EtcdCluster start(int size) throws Exception {
    List<EtcdServer> members = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      members.add(EtcdServer.unstarted("m" + i));
    }
    List<String> cluster = members.stream().map(EtcdServer::asPeer).toList();
    for (EtcdServer member : members) {
      member.joins(String.join(",", cluster));
      member.startProcess();
    }
    for (EtcdServer member : members) {
      member.awaitAnswer();
    }
    return new EtcdCluster(members);
  }

  EtcdOptions options() {
    return EtcdOptions.of(
        members.stream().map(member -> new EtcdMember("127.0.0.1", member.port())).toList());
  }

  @Override
  public void close() throws IOException {
    for (EtcdServer member : members) {
      member.close();
    }
  }
}

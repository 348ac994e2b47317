package org.ponkeeper.cli;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.ponkeeper.api.v1.AllocateIdsRequest;
import org.ponkeeper.api.v1.Claim;
import org.ponkeeper.api.v1.CreateInstanceRequest;
import org.ponkeeper.api.v1.CreateInstanceResponse;
import org.ponkeeper.api.v1.DeleteInstanceRequest;
import org.ponkeeper.api.v1.ErrorDetail;
import org.ponkeeper.api.v1.GetClaimRequest;
import org.ponkeeper.api.v1.GetInstanceRequest;
import org.ponkeeper.api.v1.IdServiceGrpc;
import org.ponkeeper.api.v1.Instance;
import org.ponkeeper.api.v1.InstanceServiceGrpc;
import org.ponkeeper.api.v1.ReleaseIdsRequest;

/**
 * A client of two servers on one store. It creates and deletes instances on ports of its own,
 * allocates and releases ids for owners of its own, and knows what must be stored, whatever dies
 * meanwhile. If its server dies, it sends the same call to the other one. An error of the store
 * says whether anything happened, and the client checks that this is true.
 */
final class ServerClient implements Runnable {

  private static final long PATIENCE_SECONDS = 60;
  private static final String OLT = "technologies/XGS-PON/olts/olt-1";

  /** Something that a client creates and deletes. */
  private interface Thing {
    /** What it says of itself in {@link #known}. */
    String key();

    /** Creates it; its ids. */
    String create(Channel server);

    /** Deletes what has this etag. */
    void delete(Channel server, String etag);

    /** What is there; throws {@code NOT_FOUND} if nothing is. */
    Stored read(Channel server);
  }

  /** The ids and the etag of a thing; both are empty if it is not there. */
  private record Stored(String ids, String etag) {}

  /** The store could not be reached. */
  private static final class StoreFailed extends Exception {
    private static final long serialVersionUID = 1;
    private final boolean nothingHappened;

    StoreFailed(StatusRuntimeException error, boolean nothingHappened) {
      super(error);
      this.nothingHappened = nothingHappened;
    }
  }

  private final AtomicReferenceArray<ServerProcess> servers;
  private final int home;
  private final Map<String, String> shared;
  private final Map<String, Integer> sharedCreated;
  private final List<Thing> things;
  private final Random random;
  private int current;
  private volatile boolean ends;
  private volatile boolean storeMayFail;

  /** The ids of what must be stored, by key; empty for what must not. */
  final Map<String, String> known = new HashMap<>();

  final AtomicInteger acknowledged = new AtomicInteger();
  final AtomicInteger repeated = new AtomicInteger();
  final AtomicInteger contended = new AtomicInteger();
  final AtomicInteger nothingDone = new AtomicInteger();
  final AtomicInteger unknown = new AtomicInteger();
  volatile Optional<Throwable> failure = Optional.empty();

  /**
   * A client.
   *
   * @param number its number; even ones begin at the first server
   * @param shared the ids of instances that all clients create, by key
   * @param sharedCreated how many clients were told that they had created these
   */
  ServerClient(
      AtomicReferenceArray<ServerProcess> servers,
      int number,
      Map<String, String> shared,
      Map<String, Integer> sharedCreated) {
    this.servers = servers;
    this.home = number % 2;
    this.current = home;
    this.shared = shared;
    this.sharedCreated = sharedCreated;
    this.random = new Random(20_260_103 + number);
    int onu = 1 + number;
    things =
        List.of(
            new Port(home, onu, 0),
            new Port(home, onu, 1),
            new Port(home, onu, 2),
            new Owner(home, "a-" + number),
            new Owner(home, "b-" + number));
    things.forEach(thing -> known.put(thing.key(), ""));
  }

  /** An instance of template 64 on a UNI port. */
  private record Port(int pon, int onu, int uni) implements Thing {
    private String uniName() {
      return OLT + "/pons/" + pon + "/onus/" + onu + "/unis/" + uni;
    }

    @Override
    public String key() {
      return "64 " + Scene.port(pon, onu, uni);
    }

    CreateInstanceResponse createAt(Channel server) {
      return InstanceServiceGrpc.newBlockingStub(server)
          .createInstance(
              CreateInstanceRequest.newBuilder().setParent(uniName()).setTemplate(64).build());
    }

    static String ids(Instance instance) {
      return instance.getAllocId() + ":" + join(instance.getGemPortIdsList());
    }

    @Override
    public String create(Channel server) {
      return ids(createAt(server).getInstance());
    }

    @Override
    public void delete(Channel server, String etag) {
      var unused =
          InstanceServiceGrpc.newBlockingStub(server)
              .deleteInstance(
                  DeleteInstanceRequest.newBuilder()
                      .setName(uniName() + "/instances/64")
                      .setEtag(etag)
                      .build());
    }

    @Override
    public Stored read(Channel server) {
      Instance found =
          InstanceServiceGrpc.newBlockingStub(server)
              .getInstance(
                  GetInstanceRequest.newBuilder().setName(uniName() + "/instances/64").build());
      return new Stored(ids(found), found.getEtag());
    }
  }

  /** An owner of two ONU ids. */
  private record Owner(int pon, String name) implements Thing {
    private String pool() {
      return OLT + "/pons/" + pon + "/pools/onu";
    }

    @Override
    public String key() {
      return "claim " + pon + " " + name;
    }

    @Override
    public String create(Channel server) {
      return join(
          IdServiceGrpc.newBlockingStub(server)
              .allocateIds(
                  AllocateIdsRequest.newBuilder()
                      .setPool(pool())
                      .setOwner(name)
                      .setCount(2)
                      .build())
              .getClaim()
              .getIdsList());
    }

    @Override
    public void delete(Channel server, String etag) {
      var unused =
          IdServiceGrpc.newBlockingStub(server)
              .releaseIds(
                  ReleaseIdsRequest.newBuilder()
                      .setName(pool() + "/claims/" + name)
                      .setEtag(etag)
                      .build());
    }

    @Override
    public Stored read(Channel server) {
      Claim found =
          IdServiceGrpc.newBlockingStub(server)
              .getClaim(GetClaimRequest.newBuilder().setName(pool() + "/claims/" + name).build());
      return new Stored(join(found.getIdsList()), found.getEtag());
    }
  }

  static String join(Iterable<Integer> ids) {
    StringBuilder text = new StringBuilder();
    ids.forEach(id -> text.append(text.isEmpty() ? "" : ",").append(id));
    return text.toString();
  }

  /** Works until {@link #end}. */
  @Override
  public void run() {
    try {
      while (!ends) {
        if (random.nextInt(10) == 0) {
          createShared(random.nextInt(10));
        } else {
          change(things.get(random.nextInt(things.size())));
        }
      }
    } catch (Throwable e) {
      failure = Optional.of(e);
    }
  }

  void end() {
    ends = true;
  }

  /** Whether the store may be away; errors of it are failures otherwise. */
  void setStoreMayFail(boolean mayFail) {
    storeMayFail = mayFail;
  }

  private void change(Thing thing) throws InterruptedException {
    String before = known.get(thing.key());
    Stored stored = read(thing);
    require(stored.ids().equals(before), thing, before, stored.ids());
    try {
      if (before.isEmpty()) {
        known.put(thing.key(), call(thing::create));
      } else {
        call(server -> {
          thing.delete(server, stored.etag());
          return true;
        });
        known.put(thing.key(), "");
      }
    } catch (StoreFailed e) {
      String after = read(thing).ids();
      boolean isPossible =
          after.equals(before) || (!e.nothingHappened && (before.isEmpty() || after.isEmpty()));
      require(isPossible, thing, before + " after " + e.getCause(), after);
      known.put(thing.key(), after);
    }
  }

  private static void require(boolean holds, Thing thing, String expected, String found) {
    if (!holds) {
      throw new AssertionError(thing.key() + " must be '" + expected + "', and is '" + found + "'");
    }
  }

  /** All clients create the same: one creates it, and all get the same ids. */
  private void createShared(int number) throws InterruptedException {
    Port port = new Port(2, 1, number);
    try {
      CreateInstanceResponse answer = call(port::createAt);
      String ids = Port.ids(answer.getInstance());
      String others = shared.putIfAbsent(port.key(), ids);
      require(others == null || others.equals(ids), port, String.valueOf(others), ids);
      if (answer.getCreated()) {
        sharedCreated.merge(port.key(), 1, Integer::sum);
      }
    } catch (StoreFailed e) {
      // Whether it was created says the next one who tries.
    }
  }

  /** Reads until the store can be reached. */
  private Stored read(Thing thing) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try {
        return call(thing::read);
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() == Status.Code.NOT_FOUND
            || detail(e).filter(told -> told.getCode().equals("ID_NOT_TAKEN")).isPresent()) {
          return new Stored("", "");
        }
        throw e;
      } catch (StoreFailed e) {
        if (System.nanoTime() > end) {
          throw new AssertionError("the store does not come back", e);
        }
        Thread.sleep(20);
      }
    }
  }

  /** Calls a server; if it is dead, the other one. */
  private <T> T call(Function<Channel, T> call) throws StoreFailed {
    while (true) {
      ServerProcess server = servers.get(current);
      try {
        T answer = call.apply(server.channel());
        acknowledged.incrementAndGet();
        return answer;
      } catch (StatusRuntimeException e) {
        Optional<ErrorDetail> detail = detail(e);
        Status.Code code = e.getStatus().getCode();
        if (detail.isEmpty() && code == Status.Code.UNAVAILABLE && server.isKilled()) {
          repeated.incrementAndGet();
          current = 1 - current;
        } else if (detail.filter(told -> told.getCode().equals("CONTENTION")).isPresent()) {
          // The two servers write the same PON, and have only seconds: nothing happened.
          contended.incrementAndGet();
        } else if (isOfStore(code, detail) && storeMayFail) {
          boolean nothing = detail.orElseThrow().getNothingHappened();
          if (nothing) {
            nothingDone.incrementAndGet();
          } else {
            unknown.incrementAndGet();
          }
          throw new StoreFailed(e, nothing);
        } else {
          throw e;
        }
      }
    }
  }

  /** The two errors that a store which is away leads to, told as such. */
  private static boolean isOfStore(Status.Code code, Optional<ErrorDetail> detail) {
    return detail
        .filter(told ->
            told.getNothingHappened()
                ? code == Status.Code.UNAVAILABLE
                : code == Status.Code.UNKNOWN && told.getCode().equals("OUTCOME_UNKNOWN"))
        .isPresent();
  }

  private static Optional<ErrorDetail> detail(StatusRuntimeException error) {
    com.google.rpc.Status status = StatusProto.fromThrowable(error);
    try {
      for (Any any : status == null ? List.<Any>of() : status.getDetailsList()) {
        if (any.is(ErrorDetail.class)) {
          return Optional.of(any.unpack(ErrorDetail.class));
        }
      }
      return Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}

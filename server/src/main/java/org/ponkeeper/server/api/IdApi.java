package org.ponkeeper.server.api;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.ResourceIds;
import org.ponkeeper.api.v1.AllocateIdsRequest;
import org.ponkeeper.api.v1.AllocateIdsResponse;
import org.ponkeeper.api.v1.Claim;
import org.ponkeeper.api.v1.GetClaimRequest;
import org.ponkeeper.api.v1.GetIdOwnerRequest;
import org.ponkeeper.api.v1.GetIdOwnerResponse;
import org.ponkeeper.api.v1.GetPoolRequest;
import org.ponkeeper.api.v1.IdServiceGrpc.IdServiceImplBase;
import org.ponkeeper.api.v1.Pool;
import org.ponkeeper.api.v1.ReleaseIdsRequest;
import org.ponkeeper.api.v1.ReleaseIdsResponse;
import org.ponkeeper.api.v1.ReleaseUnclaimedIdsRequest;
import org.ponkeeper.api.v1.ReserveIdsRequest;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.IdAllocation;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.IdRelease;
import org.ponkeeper.olt.PoolContents;
import org.ponkeeper.olt.TakenId;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.Technology;

/** {@code IdService}: ids that are allocated to owners by their names. */
public final class IdApi extends IdServiceImplBase {

  private static final Page.Sizes SIZES = new Page.Sizes(1000, 10_000);

  private final Engine engine;

  public IdApi(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void getPool(GetPoolRequest request, StreamObserver<Pool> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName name = ResourceName.parse("name", request.getName(), ResourceName.POOL);
          Page.Wanted wanted = Page.Wanted.of(request, SIZES);
          PoolContents pool = contents(name);
          if (request.getView() == GetPoolRequest.View.SPANS) {
            return spans(name, pool);
          }
          Page<TakenId> page =
              Page.of(
                  wanted, pool.taken(), taken -> String.format(Locale.ROOT, "%010d", taken.id()));
          Pool.Builder message = message(name, pool).setNextPageToken(page.nextToken());
          page.entries().forEach(taken -> message.addTaken(message(name, taken)));
          return message.build();
        });
  }

  private Pool spans(ResourceName name, PoolContents pool) {
    Pool.Builder message = message(name, pool);
    engine
        .olt(name)
        .ids()
        .spans(name.pon().number(), name.pool())
        .forEach(span -> message.addSpans(IdMessages.of(span)));
    return message.build();
  }

  private static Pool.Builder message(ResourceName name, PoolContents pool) {
    return Pool.newBuilder()
        .setName(ResourceName.of(name.technology(), name.pon(), name.pool()))
        .setType(IdMessages.of(name.pool()))
        .addAllRanges(IdMessages.of(pool.ranges()))
        .setFree(pool.free())
        .setUsed(pool.taken().size());
  }

  private PoolContents contents(ResourceName name) {
    return engine.olt(name).ids().list(name.pon().number(), name.pool());
  }

  private static org.ponkeeper.api.v1.TakenId message(ResourceName name, TakenId taken) {
    return org.ponkeeper.api.v1.TakenId.newBuilder()
        .setId(taken.id())
        .setOwner(OwnerMessages.of(name.technology(), name.olt(), taken.owner()))
        .build();
  }

  @Override
  public void getIdOwner(GetIdOwnerRequest request, StreamObserver<GetIdOwnerResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName pool = pool(request.getPool());
          Optional<IdOwner> owner =
              engine
                  .olt(pool)
                  .ids()
                  .owner(
                      pool.pon().number(), pool.pool(), IdMessages.number("id", request.getId()));
          GetIdOwnerResponse.Builder response = GetIdOwnerResponse.newBuilder();
          owner.ifPresent(
              of -> response.setOwner(OwnerMessages.of(pool.technology(), pool.olt(), of)));
          return response.build();
        });
  }

  private static ResourceName pool(String text) {
    return ResourceName.parse("pool", text, ResourceName.POOL);
  }

  @Override
  public void getClaim(GetClaimRequest request, StreamObserver<Claim> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName name = ResourceName.parse("name", request.getName(), ResourceName.CLAIM);
          return claim(ids(engine.ponkeeper(), name), name.technology(), name.olt(), key(name))
              .orElseThrow(
                  () -> new RefusedException(ErrorCode.ID_NOT_TAKEN).with("owner", name.owner()));
        });
  }

  private static ClaimKey key(ResourceName claim) {
    return new ClaimKey(claim.pon().number(), claim.pool(), claim.owner());
  }

  private static Optional<Claim> claim(
      ResourceIds ids, Technology technology, OltId olt, ClaimKey claim) {
    return ids.find(claim.pon(), claim.type(), claim.owner())
        .map(held ->
            OwnerMessages.claim(technology, olt, claim, List.copyOf(held.value())).toBuilder()
                .setEtag(held.etag().text())
                .build());
  }

  @Override
  public void allocateIds(AllocateIdsRequest request, StreamObserver<AllocateIdsResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          int count = request.getCount() == 0 ? 1 : IdMessages.number("count", request.getCount());
          return allocated(
              request.getPool(),
              request.getOwner(),
              request.getValidateOnly(),
              (ids, claim) -> ids.allocate(claim.pon(), claim.type(), claim.owner(), count));
        });
  }

  @Override
  public void reserveIds(ReserveIdsRequest request, StreamObserver<AllocateIdsResponse> caller) {
    Calls.answer(
        caller,
        () ->
            allocated(
                request.getPool(),
                request.getOwner(),
                request.getValidateOnly(),
                (ids, claim) ->
                    ids.reserve(
                        claim.pon(), claim.type(), claim.owner(), ids(request.getIdsList()))));
  }

  private AllocateIdsResponse allocated(
      String poolName,
      String owner,
      boolean validateOnly,
      BiFunction<ResourceIds, ClaimKey, IdAllocation> allocation) {
    ResourceName pool = pool(poolName);
    ClaimKey claim = new ClaimKey(pool.pon().number(), pool.pool(), new OwnerName(owner));
    return engine.run(
        validateOnly,
        on -> {
          ResourceIds ids = ids(on, pool);
          IdAllocation done = allocation.apply(ids, claim);
          Claim held =
              Calls.afterwards(() -> claim(ids, pool.technology(), pool.olt(), claim))
                  .orElseGet(
                      () -> OwnerMessages.claim(pool.technology(), pool.olt(), claim, done.ids()));
          return AllocateIdsResponse.newBuilder().setClaim(held).setChanged(done.changed()).build();
        });
  }

  private static ResourceIds ids(Ponkeeper ponkeeper, ResourceName name) {
    return ponkeeper.olt(name.technology(), name.olt()).ids();
  }

  @Override
  public void releaseIds(ReleaseIdsRequest request, StreamObserver<ReleaseIdsResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName name = ResourceName.parse("name", request.getName(), ResourceName.CLAIM);
          ClaimKey claim = key(name);
          Optional<Etag> etag = Calls.etag(request.getEtag());
          return released(
              engine.run(request.getValidateOnly(), on -> release(ids(on, name), claim, etag)));
        });
  }

  private static IdRelease release(ResourceIds ids, ClaimKey claim, Optional<Etag> etag) {
    return etag.isPresent()
        ? ids.release(claim.pon(), claim.type(), claim.owner(), etag.get())
        : ids.release(claim.pon(), claim.type(), claim.owner());
  }

  @Override
  public void releaseUnclaimedIds(
      ReleaseUnclaimedIdsRequest request, StreamObserver<ReleaseIdsResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName pool = pool(request.getPool());
          return released(
              engine.run(
                  request.getValidateOnly(),
                  on ->
                      ids(on, pool)
                          .releaseUnclaimed(
                              pool.pon().number(), pool.pool(), ids(request.getIdsList()))));
        });
  }

  private static Set<Integer> ids(List<Integer> ids) {
    return ids.stream().map(id -> IdMessages.number("ids", id)).collect(Collectors.toSet());
  }

  private static ReleaseIdsResponse released(IdRelease done) {
    return ReleaseIdsResponse.newBuilder().addAllIds(done.ids()).setChanged(done.changed()).build();
  }
}

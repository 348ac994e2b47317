package org.ponkeeper.server.api;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.api.v1.AuditOltRequest;
import org.ponkeeper.api.v1.AuditOltResponse;
import org.ponkeeper.api.v1.AuditStoreRequest;
import org.ponkeeper.api.v1.AuditStoreResponse;
import org.ponkeeper.api.v1.ExportResult;
import org.ponkeeper.api.v1.ExportStoreRequest;
import org.ponkeeper.api.v1.ExportStoreResponse;
import org.ponkeeper.api.v1.HandOverOltRequest;
import org.ponkeeper.api.v1.HandOverOltResponse;
import org.ponkeeper.api.v1.HandOverResult;
import org.ponkeeper.api.v1.ImportStoreRequest;
import org.ponkeeper.api.v1.ImportStoreResponse;
import org.ponkeeper.api.v1.MaintenanceServiceGrpc.MaintenanceServiceImplBase;
import org.ponkeeper.api.v1.MigrateOltRequest;
import org.ponkeeper.api.v1.MigrateOltRequest.Work;
import org.ponkeeper.api.v1.MigrateOltResponse;
import org.ponkeeper.api.v1.MigrateTechnologyRequest;
import org.ponkeeper.api.v1.MigrateTechnologyResponse;
import org.ponkeeper.api.v1.MigrationResult;
import org.ponkeeper.api.v1.PoolRepair;
import org.ponkeeper.api.v1.Progress;
import org.ponkeeper.api.v1.RepairOltRequest;
import org.ponkeeper.api.v1.RepairOltResponse;
import org.ponkeeper.api.v1.RestoreStoreRequest;
import org.ponkeeper.api.v1.RestoreStoreResponse;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.maintenance.Audit;
import org.ponkeeper.maintenance.Backup;
import org.ponkeeper.maintenance.BackupHeader;
import org.ponkeeper.maintenance.BackupScope;
import org.ponkeeper.maintenance.HandOver;
import org.ponkeeper.maintenance.OlderInstances;
import org.ponkeeper.maintenance.OtherSpelling;
import org.ponkeeper.maintenance.PoolKeys;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.ForeignData;
import org.ponkeeper.olt.ForeignKeys;
import org.ponkeeper.olt.MovedSharedKeys;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.server.config.ServerVersion;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;
import org.ponkeeper.store.SnapshotLostException;

/** {@code MaintenanceService}: audit, repair, and work on whole OLTs and the store. */
public final class MaintenanceApi extends MaintenanceServiceImplBase {

  private static final int MAX_CHUNK = 1 << 16;

  private final Engine engine;
  private final Observations observations;

  public MaintenanceApi(Engine engine, Observations observations) {
    this.engine = engine;
    this.observations = observations;
  }

  @Override
  public void auditOlt(AuditOltRequest request, StreamObserver<AuditOltResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          Olt olt = engine.olt(olt(request.getName()));
          List<Finding> findings = olt.audit().findings();
          olt.overview().requireKnown();
          observations.audits().audited(olt.technology(), olt.id(), findings, Instant.now());
          AuditOltResponse.Builder response = AuditOltResponse.newBuilder();
          findings.forEach(finding -> response.addFindings(FindingMessage.of(finding)));
          return response.build();
        });
  }

  private static ResourceName olt(String name) {
    return ResourceName.parse("name", name, ResourceName.OLT);
  }

  @Override
  public void auditStore(AuditStoreRequest request, StreamObserver<AuditStoreResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ForeignData foreign = engine.ponkeeper().olts().contents().foreign();
          AuditStoreResponse.Builder response = AuditStoreResponse.newBuilder();
          foreign.keys().stream()
              .map(ForeignKeys::finding)
              .map(FindingMessage::of)
              .forEach(response::addFindings);
          foreign.unlistedFinding().map(FindingMessage::of).ifPresent(response::addFindings);
          return response.build();
        });
  }

  @Override
  public void repairOlt(RepairOltRequest request, StreamObserver<RepairOltResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName name = olt(request.getName());
          if (!request.getValidateOnly()) {
            observations.audits().forget(name.technology(), name.olt());
          }
          return engine.run(
              request.getValidateOnly(), on -> repair(olt(on, name), request.getMaps()));
        });
  }

  private static Olt olt(Ponkeeper ponkeeper, ResourceName name) {
    return ponkeeper.olt(name.technology(), name.olt());
  }

  private static RepairOltResponse repair(Olt olt, boolean maps) {
    olt.overview().requireKnown();
    RepairOltResponse.Builder response = RepairOltResponse.newBuilder();
    olt.audit()
        .repair(Audit.DEFAULT_APART)
        .forEach(repair ->
            response.addPools(
                PoolRepair.newBuilder()
                    .setType(IdMessages.of(repair.pool().type()))
                    .setIndex(repair.pool().index())
                    .addAllTaken(IdMessages.of(repair.taken()))
                    .addAllFreed(IdMessages.of(repair.freed()))));
    if (maps) {
      response.setMaps(olt.audit().repairMaps());
    }
    return response.build();
  }

  @Override
  public void migrateOlt(MigrateOltRequest request, StreamObserver<MigrateOltResponse> caller) {
    Olt olt = engine.olt(olt(request.getName()));
    requireFitting(request);
    StreamedWork.start(
        caller,
        StreamedWork.PATIENCE,
        stream -> {
          MigrationResult result =
              migrate(
                  olt,
                  request,
                  progress ->
                      stream.offer(
                          MigrateOltResponse.newBuilder().setProgress(message(progress)).build()));
          stream.send(MigrateOltResponse.newBuilder().setResult(result).build());
        });
  }

  private static void requireFitting(MigrateOltRequest request) {
    Work work = request.getWork();
    if (work == Work.WORK_UNSPECIFIED || work == Work.UNRECOGNIZED) {
      throw new RequestException(Code.REQUEST_INVALID, "work", "must be given");
    }
    boolean isOfPools = work == Work.POOLS_WITH_TECHNOLOGY || work == Work.POOLS_WITHOUT_TECHNOLOGY;
    if (request.getRemoveLeftBehind() && !isOfPools) {
      throw new RequestException(
          Code.REQUEST_INVALID, "remove_left_behind", "is only for the keys of pools");
    }
  }

  /** Progress as a message. */
  static Progress message(WorkProgress progress) {
    return Progress.newBuilder().setDone(progress.done()).setTotal(progress.total()).build();
  }

  private static MigrationResult migrate(
      Olt olt, MigrateOltRequest request, Consumer<WorkProgress> progress) {
    boolean planOnly = request.getValidateOnly();
    return switch (request.getWork()) {
      case OLDER_INSTANCES -> olderInstances(olt, planOnly, progress);
      case OTHER_SPELLINGS -> otherSpelling(olt.otherSpelling(), planOnly, progress);
      case POOLS_WITH_TECHNOLOGY ->
          pools(olt.poolKeys(), PoolKeyLayout.WITH_TECHNOLOGY, request, progress);
      case POOLS_WITHOUT_TECHNOLOGY ->
          pools(olt.poolKeys(), PoolKeyLayout.WITHOUT_TECHNOLOGY, request, progress);
      case WORK_UNSPECIFIED, UNRECOGNIZED -> throw new AssertionError("refused before");
    };
  }

  private static MigrationResult olderInstances(
      Olt olt, boolean planOnly, Consumer<WorkProgress> progress) {
    OlderInstances older = olt.olderInstances();
    if (older.count() == 0) {
      olt.overview().requireKnown();
    }
    OlderInstances.Migrated done = planOnly ? older.plan() : older.migrate(progress);
    MigrationResult.Builder result =
        MigrationResult.newBuilder()
            .setMoved(done.migrated())
            .setAlreadyThere(done.alreadyThere())
            .setOutsideRange(done.outsideRange());
    done.left().forEach(left -> result.addLeft(left(left.key(), left.reason())));
    return result.build();
  }

  private static MigrationResult.Left left(String key, String reason) {
    return MigrationResult.Left.newBuilder().setKey(key).setReason(reason).build();
  }

  private static MigrationResult otherSpelling(
      OtherSpelling other, boolean planOnly, Consumer<WorkProgress> progress) {
    OtherSpelling.Moved done = planOnly ? other.plan() : other.migrate(progress);
    return MigrationResult.newBuilder().setMoved(done.keys()).addAllFrom(done.names()).build();
  }

  private static MigrationResult pools(
      PoolKeys keys, PoolKeyLayout to, MigrateOltRequest request, Consumer<WorkProgress> progress) {
    boolean removes = request.getRemoveLeftBehind();
    if (request.getValidateOnly()) {
      PoolKeys.Planned plan = removes ? keys.planWithRemoval(to) : keys.plan(to);
      return MigrationResult.newBuilder().setMoved(plan.moved()).setRemoved(plan.removed()).build();
    }
    long removed = removes ? keys.removeLeftBehind(progress) : 0;
    PoolKeys.Moved done = keys.move(to, progress);
    MigrationResult.Builder result =
        MigrationResult.newBuilder()
            .setMoved(done.moved())
            .setRemoved(removed)
            .setRegistered(done.registered());
    done.keptRanges().forEach(key -> result.addLeft(left(key, "it has another value there")));
    return result.build();
  }

  @Override
  public void migrateTechnology(
      MigrateTechnologyRequest request, StreamObserver<MigrateTechnologyResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName name =
              ResourceName.parse("name", request.getName(), ResourceName.TECHNOLOGY);
          MovedSharedKeys done =
              request.getValidateOnly()
                  ? engine.ponkeeper().olts().planMoveShared(name.technology())
                  : engine.ponkeeper().olts().moveShared(name.technology());
          return MigrateTechnologyResponse.newBuilder()
              .addAllMoved(done.moved())
              .addAllLeft(done.left())
              .build();
        });
  }

  @Override
  public void exportStore(ExportStoreRequest request, StreamObserver<ExportStoreResponse> caller) {
    BackupScope scope = scope(request);
    Backup backup = engine.ponkeeper().backup();
    StreamedWork.start(
        caller,
        StreamedWork.PATIENCE,
        stream -> {
          Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
          BackupHeader header = new BackupHeader(now, ServerVersion.text(), scope);
          stream.send(
              ExportStoreResponse.newBuilder().setResult(export(backup, header, stream)).build());
        });
  }

  private BackupScope scope(ExportStoreRequest request) {
    String basePath = engine.options().basePath();
    String templatePath = engine.options().templatePath();
    return request.getEverything()
        ? BackupScope.everything(basePath, templatePath, request.getAlsoList())
        : BackupScope.own(basePath, templatePath, request.getAlsoList());
  }

  private static ExportResult export(
      Backup backup, BackupHeader header, StreamedWork<ExportStoreResponse> stream) {
    try {
      Backup.Exported done = backup.write(header, new Chunks(stream));
      return ExportResult.newBuilder()
          .setKeys(done.keys())
          .setLeftOut(done.leftOut().total())
          .setOthers(done.others())
          .setRestoring(done.restoring())
          .build();
    } catch (SnapshotLostException e) {
      throw new StoreFailedException(ErrorCode.STORE_UNAVAILABLE, e)
          .with("reason", "the store's history was cut while it was read");
    } catch (IOException e) {
      throw new AssertionError("chunks are sent without it", e);
    }
  }

  @Override
  public StreamObserver<ImportStoreRequest> importStore(
      StreamObserver<ImportStoreResponse> caller) {
    return Upload.start(caller, new StoreUploads(engine)::importFile);
  }

  @Override
  public StreamObserver<RestoreStoreRequest> restoreStore(
      StreamObserver<RestoreStoreResponse> caller) {
    return Upload.start(caller, new StoreUploads(engine)::restore);
  }

  @Override
  public void handOverOlt(HandOverOltRequest request, StreamObserver<HandOverOltResponse> caller) {
    Olt olt = engine.olt(olt(request.getName()));
    HandOver.Options options = HandOvers.options(request, engine.options());
    StreamedWork.start(
        caller,
        StreamedWork.PATIENCE,
        stream -> {
          HandOverResult result =
              HandOvers.run(
                  olt,
                  options,
                  request.getValidateOnly(),
                  progress ->
                      stream.offer(
                          HandOverOltResponse.newBuilder().setProgress(message(progress)).build()));
          stream.send(HandOverOltResponse.newBuilder().setResult(result).build());
        });
  }

  /** Sends bytes as messages. */
  private static final class Chunks extends OutputStream {

    private final StreamedWork<ExportStoreResponse> stream;

    Chunks(StreamedWork<ExportStoreResponse> stream) {
      this.stream = stream;
    }

    @Override
    public void write(int single) {
      write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      for (int sent = 0; sent < length; sent += MAX_CHUNK) {
        int size = Math.min(MAX_CHUNK, length - sent);
        stream.send(
            ExportStoreResponse.newBuilder()
                .setChunk(ByteString.copyFrom(bytes, offset + sent, size))
                .build());
      }
    }
  }
}

package org.ponkeeper.server.api;

import java.nio.channels.FileChannel;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ponkeeper.api.v1.ImportResult;
import org.ponkeeper.api.v1.ImportStoreRequest;
import org.ponkeeper.api.v1.ImportStoreResponse;
import org.ponkeeper.api.v1.OltKeys;
import org.ponkeeper.api.v1.RestoreResult;
import org.ponkeeper.api.v1.RestoreStoreRequest;
import org.ponkeeper.api.v1.RestoreStoreResponse;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.maintenance.Backup;
import org.ponkeeper.maintenance.BackupFile;
import org.ponkeeper.maintenance.BackupHeader;
import org.ponkeeper.maintenance.BackupScope;
import org.ponkeeper.maintenance.OltChanges;

/** Imports and restores backups that were uploaded. */
final class StoreUploads {

  /** What errors call an uploaded file. */
  private static final String NAME = "the uploaded file";

  private final Engine engine;

  StoreUploads(Engine engine) {
    this.engine = engine;
  }

  void importFile(
      ImportStoreRequest request, FileChannel upload, StreamedWork<ImportStoreResponse> stream) {
    try (BackupFile file = open(upload)) {
      boolean isBackup = file.header().isPresent();
      if (isBackup) {
        requireSamePaths(file.scope());
      } else if (file.belowOtherPaths() > 0) {
        throw invalid("it has keys below other paths than the server's")
            .with("keys", file.belowOtherPaths());
      }
      Set<Backup.Allow> allowed = EnumSet.noneOf(Backup.Allow.class);
      if (request.getOverwrite()) {
        allowed.add(Backup.Allow.OVERWRITING);
      }
      if (request.getMerge() || !isBackup) {
        // The keys of another file need not be all keys of an OLT.
        allowed.add(Backup.Allow.MERGING);
      }
      Backup backup = engine.ponkeeper().backup();
      Backup.Imported done =
          request.getValidateOnly()
              ? backup.planAdd(file, allowed)
              : backup.add(
                  file,
                  allowed,
                  progress ->
                      stream.offer(
                          ImportStoreResponse.newBuilder()
                              .setProgress(MaintenanceApi.message(progress))
                              .build()));
      ImportResult.Builder result =
          ImportResult.newBuilder()
              .setKeys(done.keys())
              .setWritten(done.written())
              .setOverwritten(done.overwritten())
              .setBackup(isBackup);
      done.mixed().forEach(olt -> result.addMixed(message(olt)));
      stream.send(ImportStoreResponse.newBuilder().setResult(result).build());
    }
  }

  void restore(
      RestoreStoreRequest request, FileChannel upload, StreamedWork<RestoreStoreResponse> stream) {
    try (BackupFile file = open(upload)) {
      requireSamePaths(
          file.header()
              .map(BackupHeader::scope)
              .orElseThrow(() ->
                  invalid(
                      "it has no header and end line, so it is unknown whether it is complete and"
                          + " what it contains")));
      Backup backup = engine.ponkeeper().backup();
      Backup.RestorePlan plan =
          request.getValidateOnly()
              ? backup.planRestore(file)
              : backup.restore(
                  file,
                  progress ->
                      stream.offer(
                          RestoreStoreResponse.newBuilder()
                              .setProgress(MaintenanceApi.message(progress))
                              .build()));
      stream.send(RestoreStoreResponse.newBuilder().setResult(message(plan)).build());
    }
  }

  private BackupFile open(FileChannel upload) {
    return BackupFile.of(
        upload,
        NAME,
        BackupScope.everything(
            engine.options().basePath(), engine.options().templatePath(), List.of()));
  }

  private void requireSamePaths(BackupScope scope) {
    if (!scope.basePath().equals(engine.options().basePath())
        || !scope.templatePath().equals(engine.options().templatePath())) {
      throw invalid("it was exported with other paths than the server's")
          .with("base path", scope.basePath())
          .with("template path", scope.templatePath());
    }
  }

  private static InvalidRequestException invalid(String reason) {
    return new InvalidRequestException(ErrorCode.FILE_INVALID)
        .with("file", NAME)
        .with("reason", reason);
  }

  private static RestoreResult message(Backup.RestorePlan plan) {
    RestoreResult.Builder result =
        RestoreResult.newBuilder()
            .setKeys(plan.keys())
            .setSame(plan.same())
            .setWritten(plan.written())
            .setOverwritten(plan.overwritten())
            .setDeleted(plan.deleted())
            .setTooLarge(plan.tooLarge())
            .setEarlier(
                switch (plan.begun()) {
                  case NOT -> RestoreResult.Earlier.NONE;
                  case UNFINISHED -> RestoreResult.Earlier.UNFINISHED;
                  case ALL_BUT_RELEASED -> RestoreResult.Earlier.ALL_BUT_RELEASED;
                });
    plan.olts().forEach(olt -> result.addOlts(message(olt)));
    return result.build();
  }

  private static OltKeys message(OltChanges olt) {
    return OltKeys.newBuilder()
        .setOlt(ResourceName.of(olt.technology(), olt.olt()))
        .setWritten(olt.written())
        .setDeleted(olt.deleted())
        .build();
  }
}

package org.ponkeeper.cli;

import java.util.Iterator;
import java.util.List;
import org.ponkeeper.Bulk;
import org.ponkeeper.cli.sandbox.Progress;
import org.ponkeeper.olt.BulkResult;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.olt.Outcome;
import org.ponkeeper.pon.InstancePath;

/** Creates or deletes many instances, and shows progress and an answer for each. */
final class BulkCommand {

  private final PonkeeperCommand ponkeeper;
  private final RequestList requests;

  BulkCommand(PonkeeperCommand ponkeeper, RequestList requests) {
    this.ponkeeper = ponkeeper;
    this.requests = requests;
  }

  /** Creates the instances; returns the exit code. */
  int create(boolean fallback) {
    try (Session session = ponkeeper.openForLongWork()) {
      Bulk plain = session.ponkeeper().bulk();
      Bulk bulk = fallback ? plain.withFallbackToDefault() : plain;
      return run(
          "creating",
          List.of(BulkReport.Result.CREATED, BulkReport.Result.EXISTED),
          (paths, report) ->
              bulk.create(
                  paths,
                  answer -> {
                    switch (answer.outcome()) {
                      case Outcome.Done<CreateResult> done ->
                          report.created(answer.path(), done.answer());
                      case Outcome.Failed<CreateResult> failed ->
                          report.failed(answer.path(), failed.error());
                    }
                  }));
    }
  }

  /** Deletes the instances; returns the exit code. */
  int delete(DryRun dryRun) {
    try (Session session = ponkeeper.openForLongDeleting(dryRun)) {
      Bulk bulk = session.ponkeeper().bulk();
      BulkReport.Result done =
          dryRun.isAsked() ? BulkReport.Result.WOULD_DELETE : BulkReport.Result.DELETED;
      return run(
          dryRun.isAsked() ? "checking" : "deleting",
          List.of(done, BulkReport.Result.ABSENT),
          (paths, report) ->
              bulk.delete(
                  paths,
                  answer -> {
                    switch (answer.outcome()) {
                      case Outcome.Done<DeleteResult> deleted ->
                          report.deleted(answer.path(), deleted.answer(), done);
                      case Outcome.Failed<DeleteResult> failed ->
                          report.failed(answer.path(), failed.error());
                    }
                  }));
    }
  }

  /** Tries requests, and reports their answers. */
  private interface Operation {
    BulkResult run(Iterator<InstancePath> paths, BulkReport report);
  }

  private int run(String what, List<BulkReport.Result> expected, Operation operation) {
    Terminal terminal = ponkeeper.terminal();
    try (Interruption interruption = Interruption.listen();
        Progress.Steps steps = ProgressBar.on(terminal).show(what, requests.size())) {
      BulkReport report = new BulkReport(terminal, requests, expected, steps);
      if (ponkeeper.isJson()) {
        terminal.printJson(
            json -> report.inArray(json, () -> run(operation, report, interruption)));
      } else {
        run(operation, report, interruption);
      }
      report.end();
      // Before an interrupted process may end.
      terminal.flush();
      return report.exitCode();
    }
  }

  private void run(Operation operation, BulkReport report, Interruption interruption) {
    Iterator<InstancePath> paths = requests.paths().iterator();
    BulkResult result = operation.run(new UntilInterrupted(paths, interruption), report);
    requests.paths().stream().skip(result.answered()).forEach(report::notTried);
  }

  /** Ends when the user asks the command to stop. */
  private record UntilInterrupted(Iterator<InstancePath> paths, Interruption interruption)
      implements Iterator<InstancePath> {
    @Override
    public boolean hasNext() {
      return !interruption.isAsked() && paths.hasNext();
    }

    @Override
    public InstancePath next() {
      return paths.next();
    }
  }
}

package org.ponkeeper.server.api;

import org.ponkeeper.api.v1.Finding;
import org.ponkeeper.olt.SearchProblem;

/** A finding as a message. */
final class FindingMessage {
  private FindingMessage() {}

  static Finding of(org.ponkeeper.olt.Finding finding) {
    return Finding.newBuilder()
        .setKind(finding.kind().text())
        .setSeverity(
            switch (finding.severity()) {
              case ERROR -> Finding.Severity.ERROR;
              case WARNING -> Finding.Severity.WARNING;
            })
        .setSubject(finding.subject())
        .setSentence(finding.detail())
        .addAllIds(IdMessages.of(finding.ids()))
        .build();
  }

  static Finding of(SearchProblem problem) {
    return of(problem.finding()).toBuilder()
        .setOlt(ResourceName.of(problem.technology(), problem.olt()))
        .build();
  }
}

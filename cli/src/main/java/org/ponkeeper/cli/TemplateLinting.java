package org.ponkeeper.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.TemplateReport;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.template.lint.TemplateLint;

/**
 * Implements {@code template lint}, file by file.
 *
 * @param technology the technology of the files; guessed for each if missing
 * @param id the id that the template will get, if it is known
 * @param fix whether to make safe fixes
 * @param dryRun whether to leave the files unchanged even then
 */
record TemplateLinting(
    Terminal terminal,
    boolean json,
    Optional<Technology> technology,
    Optional<TechProfileId> id,
    boolean fix,
    boolean dryRun) {

  /** The maximum number of bytes read of a file; a rule checks the smaller limit of a template. */
  private static final int MAX_BYTES = 1 << 24;

  private static final int MOST_NAMED = 5;

  /** A file and its report. */
  private record Checked(String file, TemplateReport report) {}

  /**
   * Checks all files.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code FILE_INVALID} if one cannot be read,
   *     before anything is printed; {@code TEMPLATE_INVALID} at the end if there were diagnostics
   *     more severe than warnings
   */
  void run(List<String> files) {
    if (fix && !dryRun && files.contains("-")) {
      throw InputFile.invalid(
          "-", "standard input cannot be changed in place; add --dry-run, or give a file");
    }
    List<Bytes> documents = new ArrayList<>();
    for (String file : files) {
      documents.add(Bytes.wrap(InputFile.of(file, terminal).read(MAX_BYTES)));
    }
    List<Checked> checked = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      checked.add(new Checked(files.get(i), check(files.get(i), documents.get(i))));
    }
    if (json) {
      terminal.printJson(generator -> {
        generator.writeStartArray();
        for (Checked one : checked) {
          one.report()
              .diagnostics()
              .forEach(diagnostic -> {
                generator.writeRaw("\n");
                DiagnosticLines.write(generator, one.file(), diagnostic);
              });
        }
        generator.writeEndArray();
      });
    }
    refuse(checked.stream().filter(one -> one.report().isRefused()).toList());
  }

  private TemplateReport check(String file, Bytes found) {
    Technology meant = technology.orElseGet(() -> TemplateLint.guess(found));
    Bytes document = fix ? mend(file, meant, found) : found;
    TemplateReport report = TemplateLint.check(meant, id, document);
    if (!json) {
      DiagnosticLines.withFixes(file, report.diagnostics()).forEach(terminal::print);
      // Both streams are often shown on one terminal: first the diagnostics, then the summary.
      terminal.flush();
    }
    terminal.say(
        "%s: %s, as a template of %s%s"
            .formatted(
                file,
                report.summary(),
                meant,
                technology.isPresent() ? "" : " (guessed from the file)"));
    int mendable = fix ? 0 : TemplateLint.fix(meant, found).done().size();
    if (mendable > 0) {
      terminal.say("%s: --fix would correct %s of these".formatted(file, mendable));
    }
    return report;
  }

  private Bytes mend(String file, Technology meant, Bytes found) {
    TemplateLint.Mended mended = TemplateLint.fix(meant, found);
    if (mended.done().isEmpty()) {
      terminal.say(file + ": nothing that can be corrected safely");
      return found;
    }
    List<String> difference =
        LineDifference.between(file, found.toUtf8(), mended.document().toUtf8());
    difference.forEach(json ? terminal::say : terminal::print);
    terminal.flush();
    if (dryRun) {
      terminal.say(file + ": would be corrected; was not changed");
    } else {
      replace(file, mended.document());
      terminal.say(file + ": corrected");
    }
    return mended.document();
  }

  /** Replaces the content of the file atomically, keeping the file's permissions. */
  private static void replace(String file, Bytes document) {
    try {
      Path target = InputFile.path(file).toRealPath();
      if (!Files.isWritable(target)) {
        throw InputFile.invalid(file, "access is denied");
      }
      Path folder = Optional.ofNullable(target.getParent()).orElse(target);
      Path draft = Files.createTempFile(folder, ".ponkeeper-", ".part");
      try {
        PosixFileAttributeView draftView =
            Files.getFileAttributeView(draft, PosixFileAttributeView.class);
        if (draftView != null) {
          draftView.setPermissions(Files.getPosixFilePermissions(target));
        }
        try (OutputStream out = Files.newOutputStream(draft)) {
          out.write(document.toArray());
        }
        Files.move(
            draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw InputFile.invalid(file, InputFile.reason(e));
    }
  }

  private static void refuse(List<Checked> refused) {
    if (refused.isEmpty()) {
      return;
    }
    String named =
        refused.stream()
            .limit(MOST_NAMED)
            .map(one -> one.file() + " (" + one.report().summary() + ")")
            .collect(Collectors.joining(", "));
    int more = refused.size() - MOST_NAMED;
    throw new InvalidRequestException(ErrorCode.TEMPLATE_INVALID)
        .with("files", more > 0 ? named + " and " + more + " more" : named)
        .remedy("correct what the message names");
  }
}

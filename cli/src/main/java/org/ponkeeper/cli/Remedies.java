package org.ponkeeper.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.ForeignKeys;
import org.ponkeeper.olt.OltRecord;

/** Remedies of the library's errors and findings for command line users. */
final class Remedies {
  private Remedies() {}

  /** What a finding says, with the command that resolves it, if there is one. */
  static String detail(Finding finding) {
    return finding.detail() + of(finding).map(remedy -> "; " + remedy).orElse("");
  }

  private static Optional<String> of(Finding finding) {
    if (finding.kind() == FindingKind.OLDER_INSTANCES) {
      return Optional.of("'store migrate --instances' migrates them");
    }
    return finding
        .about()
        .flatMap(about ->
            switch (about) {
              case Finding.About.Work work ->
                  completing(work.record().state(), work.record().layout().other().text());
              case Finding.About.UnusedKeys keys ->
                  Optional.of(
                      "'store migrate --pool-keys %s --remove-left-behind' removes them"
                          .formatted(keys.layout().other().text()));
              case Finding.About.Foreign foreign -> of(foreign.keys());
              case Finding.About.Pool pool -> Optional.empty();
              case Finding.About.OnuMap map -> Optional.empty();
              case Finding.About.Unlisted unlisted -> Optional.empty();
            });
  }

  /** What is said of foreign keys, with the command or the option that helps, if there is one. */
  static String remark(ForeignKeys keys) {
    return keys.remark() + of(keys).map(remedy -> "; " + remedy).orElse("");
  }

  private static Optional<String> of(ForeignKeys keys) {
    if (keys.kind() == ForeignKeys.Kind.OTHER_SPELLING) {
      return Optional.of("'store migrate --technology-names' moves what it can");
    }
    return keys.readAt()
        .map(path ->
            switch (path) {
              case ForeignKeys.ReadAt.BasePath base ->
                  "'--base-path %s' shows it".formatted(base.path());
              case ForeignKeys.ReadAt.TemplatePath templates ->
                  "'--template-path %s' reads it".formatted(templates.path());
            });
  }

  /** The command that completes work on an OLT; the layout is that which its keys move to. */
  private static Optional<String> completing(OltRecord.State state, String layout) {
    Optional<String> command =
        switch (state) {
          case LIVE -> Optional.empty();
          case RESIZING -> Optional.of("olt register --resize");
          case MIGRATING -> Optional.of("store migrate --pool-keys " + layout);
          case RENAMING -> Optional.of("store migrate --technology-names");
          case DELETING -> Optional.of("olt delete");
          case UNREGISTERING -> Optional.of("olt unregister");
          case RESTORING -> Optional.of("store restore");
        };
    return command.map("'%s' completes it"::formatted);
  }

  /** The facts of an error; why an OLT is busy comes with the command that completes it. */
  static Map<String, String> facts(PonkeeperException e) {
    Map<String, String> facts = new LinkedHashMap<>(e.facts());
    if (e.code() == ErrorCode.OLT_BUSY) {
      String layout = facts.getOrDefault("new pool keys", "");
      Arrays.stream(OltRecord.State.values())
          .filter(state -> state.toString().equals(facts.get("state")))
          .findFirst()
          .flatMap(state -> completing(state, layout))
          .ifPresent(remedy -> facts.computeIfPresent("reason", (n, why) -> why + "; " + remedy));
    }
    return facts;
  }

  /** The remedy of this error. */
  static String of(PonkeeperException e) {
    return e.specificRemedy()
        .map(remedy -> inOptions(e.code(), remedy))
        .orElseGet(() -> of(e.code()));
  }

  /** The remedy of this error, with the options to use. */
  private static String inOptions(ErrorCode code, String remedy) {
    return switch (code) {
      // Converts "alloc ids 3:FIRST-LAST".
      case RANGES_MISSING -> remedy.replaceAll("([a-z-]+) ids ", "--$1-ids ");
      case TEMPLATE_NOT_FOUND ->
          of(code) + ", or use the built-in default with --fallback-to-default";
      case TEMPLATE_IN_USE -> remedy + "; --force deletes the template all the same";
      default -> remedy;
    };
  }

  /** The remedy of a code: the library's, unless an option or command can be named. */
  static String of(ErrorCode code) {
    return switch (code) {
      case RANGES_MISSING ->
          "give what is missing with --pons, --onu-ids, --alloc-ids and --gem-port-ids, or "
              + "name a --model";
      case STORE_URL_INVALID ->
          "use sqlite:PATH or etcd://HOST:PORT; PATH must be a SQLite file of Ponkeeper, or "
              + "must not exist yet";
      case OLT_NOT_REGISTERED ->
          "register it with 'ponkeeper olt register', or check --technology, --olt and --base-path";
      case MODEL_NOT_FOUND -> "check --model and --base-path, or give the ranges with options";
      case TEMPLATE_NOT_FOUND -> "run 'ponkeeper template list' to see the templates";
      case TEMPLATE_IN_USE ->
          "use another template id for the new shape, or delete the instances first; --force "
              + "overrides this check";
      case RANGE_DIFFERS ->
          "give only values that match; to change ranges, add --resize (all ids in use must "
              + "be inside the new ranges)";
      case POOL_KEYS_DIFFER ->
          "run 'ponkeeper audit' to see unused keys; 'ponkeeper store migrate' with "
              + "--remove-left-behind removes them";
      case RECORD_NEEDED ->
          "release the claims that the message names; change ranges with 'ponkeeper olt "
              + "register --resize', or keep the record";
      case ONU_NOT_FOUND -> "run 'ponkeeper onu list' to see the ONUs";
      case INSTANCE_NOT_FOUND -> "run 'ponkeeper instance list' to see the instances";
      case KEY_EXISTS -> "import into an empty store, or repeat with --overwrite";
      case OLT_EXISTS ->
          "restore the whole backup with 'ponkeeper store restore', or repeat with --merge";
      case TEMPLATE_UNFIT, TEMPLATE_UNREADABLE ->
          "correct the template, or use the built-in default with --fallback-to-default";
      default -> code.remedy();
    };
  }
}

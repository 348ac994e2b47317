package org.ponkeeper.server.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.ponkeeper.error.PonkeeperException;

/**
 * A file that says who has which role: a line {@code NAME ROLE PROOF}, or {@code NAME adapter OLTS
 * PROOF} with OLTs separated by commas. Empty lines, and those that begin with {@code #}, are
 * skipped.
 */
final class Identities {
  private Identities() {}

  /**
   * Reads a file.
   *
   * @param proof parses the end of a line: what a caller must have
   * @throws IllegalArgumentException with the number of the line, never with its text
   */
  static <P> Map<P, Caller> read(Path file, Function<String, P> proof) throws IOException {
    Map<P, Caller> identities = new HashMap<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        add(identities, line, proof);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + (i + 1) + ": " + e.getMessage(), e);
      } catch (PonkeeperException e) {
        throw new IllegalArgumentException(
            "line " + (i + 1) + ": " + e.code().message() + "; " + e.facts(), e);
      }
    }
    return Map.copyOf(identities);
  }

  private static <P> void add(Map<P, Caller> identities, String line, Function<String, P> proof) {
    String[] words = line.split("\\s+", 3);
    Role role =
        Role.of(words.length > 1 ? words[1] : "")
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "write NAME ROLE, with a role of viewer, adapter, operator or admin"));
    String rest = words.length > 2 ? words[2] : "";
    Set<String> olts = Set.of();
    if (role == Role.ADAPTER) {
      String[] parts = rest.split("\\s+", 2);
      olts = Set.of(parts[0].split(",", -1));
      rest = parts.length > 1 ? parts[1] : "";
    }
    if (identities.put(proof.apply(rest), new Caller(words[0], role, olts)) != null) {
      throw new IllegalArgumentException("the same token or subject stands in an earlier line");
    }
  }
}

package org.ponkeeper.keyspace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.TokenStreamLocation;

/** What was found wrong or doubtful in a JSON text, with where. */
final class JsonNotes {

  /** How many notes of each kind are kept; of more, only the number is told. */
  static final int MOST = 50;

  private final Kind complaints = new Kind();
  private final Kind warnings = new Kind();

  /** Adds a reason why the text cannot be read. */
  void complain(TokenStreamLocation at, String path, String text) {
    complaints.add(note(at, path, text));
  }

  /** Adds something doubtful that was taken. */
  void warn(TokenStreamLocation at, String path, String text) {
    warnings.add(note(at, path, text));
  }

  void addAll(JsonNotes others) {
    complaints.addAll(others.complaints);
    warnings.addAll(others.warnings);
  }

  boolean hasComplaints() {
    return !complaints.notes.isEmpty();
  }

  /** The complaints in the order of the text. */
  List<String> complaints() {
    return complaints.texts();
  }

  /** The warnings in the order of the text. */
  List<String> warnings() {
    return warnings.texts();
  }

  private static Note note(TokenStreamLocation at, String path, String text) {
    return new Note(at.getLineNr(), at.getColumnNr(), path, text);
  }

  /** A note; line and column are counted from 1, and 0 or less if they are not known. */
  private record Note(int line, int column, String path, String text) {

    @Override
    public String toString() {
      String what = path.isEmpty() ? text : path + ": " + text;
      return line > 0 && column > 0 ? "line " + line + ", column " + column + ": " + what : what;
    }
  }

  private static final class Kind {
    private final List<Note> notes = new ArrayList<>();
    private int more;

    void add(Note note) {
      if (notes.size() < MOST) {
        notes.add(note);
      } else {
        more++;
      }
    }

    void addAll(Kind others) {
      others.notes.forEach(this::add);
      more += others.more;
    }

    List<String> texts() {
      List<String> texts = new ArrayList<>();
      notes.stream()
          .sorted(Comparator.comparingInt(Note::line).thenComparingInt(Note::column))
          .forEach(note -> texts.add(note.toString()));
      if (more > 0) {
        texts.add("and " + more + " more");
      }
      return texts;
    }
  }
}

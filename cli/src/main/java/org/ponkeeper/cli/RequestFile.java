package org.ponkeeper.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a file of requests: JSON lines, one JSON array as {@code instance list} prints it, or CSV
 * with a header. The first character that is not blank tells which. Reads to the end, whatever is
 * wrong.
 */
final class RequestFile {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  private final TextLines lines;
  private final RequestLine.Defaults defaults;
  private final RequestList requests = new RequestList();

  private RequestFile(InputStream in, RequestLine.Defaults defaults) {
    this.lines = new TextLines(in);
    this.defaults = defaults;
  }

  /** Reads all requests, and everything that is wrong. */
  static RequestList read(InputStream in, RequestLine.Defaults defaults) throws IOException {
    RequestFile file = new RequestFile(in, defaults);
    file.read();
    return file.requests;
  }

  private void read() throws IOException {
    Optional<TextLines.Line> first = nextLine();
    if (first.isPresent()) {
      switch (first.get().text().strip().charAt(0)) {
        case '{' -> readJsonLines(first);
        case '[' -> readJsonArray(first.get());
        default -> readCsv(first.get());
      }
    }
  }

  /** The next line that is not blank and can be read. */
  private Optional<TextLines.Line> nextLine() throws IOException {
    Optional<TextLines.Line> line = lines.next();
    while (line.isPresent() && (line.get().isBlank() || line.get().problem().isPresent())) {
      line.get().problem().ifPresent(requests::add);
      line = lines.next();
    }
    return line;
  }

  private void readCsv(TextLines.Line header) throws IOException {
    Optional<List<RequestColumn>> columns = columns(header);
    if (columns.isEmpty()) {
      return;
    }
    for (Optional<TextLines.Line> line = nextLine(); line.isPresent(); line = nextLine()) {
      readCsvLine(line.get(), columns.get());
    }
  }

  /** The columns in the header; empty if it is wrong, so that no line can be read. */
  private Optional<List<RequestColumn>> columns(TextLines.Line header) {
    List<RequestColumn> columns = new ArrayList<>();
    try {
      for (CsvLine.Cell cell : CsvLine.split(header.text())) {
        Optional<RequestColumn> column = RequestColumn.find(cell.text());
        if (column.isEmpty()) {
          throw new CsvLine.MalformedException(
              cell.column(),
              "unknown column '%s' in the header; use %s, separated by commas"
                  .formatted(cell.text(), RequestColumn.all()));
        }
        if (columns.contains(column.get())) {
          throw new CsvLine.MalformedException(
              cell.column(), "column '%s' is given twice".formatted(cell.text()));
        }
        columns.add(column.get());
      }
      return Optional.of(columns);
    } catch (CsvLine.MalformedException e) {
      requests.cutOff(new InputProblem(header.number(), e.column(), e.reason()));
      return Optional.empty();
    }
  }

  private void readCsvLine(TextLines.Line line, List<RequestColumn> columns) {
    int number = line.number();
    try {
      List<CsvLine.Cell> cells = CsvLine.split(line.text());
      if (cells.size() != columns.size()) {
        throw new CsvLine.MalformedException(
            cells.size() > columns.size()
                ? cells.get(columns.size()).column()
                : line.text().length() + 1,
            "the line has %s values, and the header has %s columns"
                .formatted(cells.size(), columns.size()));
      }
      RequestLine request = new RequestLine(number, cells.getFirst().column());
      for (int i = 0; i < cells.size(); i++) {
        request.set(columns.get(i), number, cells.get(i).column(), cells.get(i).text());
      }
      requests.add(request, number, cells.getFirst().column(), defaults);
    } catch (CsvLine.MalformedException e) {
      requests.add(new InputProblem(number, e.column(), e.reason()));
    }
  }

  private void readJsonLines(Optional<TextLines.Line> first) throws IOException {
    for (Optional<TextLines.Line> line = first; line.isPresent(); line = nextLine()) {
      readJsonLine(line.get());
    }
  }

  private void readJsonLine(TextLines.Line line) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line.text())) {
      int before = line.number() - 1;
      parser.nextToken();
      RequestLine request = readJsonValue(parser, before);
      JsonToken more = parser.nextToken();
      if (more != null) {
        int column = parser.currentTokenLocation().getColumnNr();
        request.problem(line.number(), column, "text after the JSON object; write one per line");
      }
      requests.add(request, line.number(), 1, defaults);
    } catch (JacksonException e) {
      requests.add(problem(e, line.number() - 1));
    }
  }

  private void readJsonArray(TextLines.Line first) throws IOException {
    int before = first.number() - 1;
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), new Rest(first))) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        TokenStreamLocation at = parser.currentTokenLocation();
        RequestLine request = readJsonValue(parser, before);
        requests.add(request, before + at.getLineNr(), at.getColumnNr(), defaults);
      }
      if (parser.nextToken() != null) {
        TokenStreamLocation at = parser.currentTokenLocation();
        requests.add(
            new InputProblem(
                before + at.getLineNr(), at.getColumnNr(), "text after the JSON array"));
      }
    } catch (JacksonException e) {
      if (e.getCause() instanceof UnreadableLineException unreadable) {
        requests.cutOff(unreadable.problem);
      } else if (e.getCause() instanceof IOException failure) {
        throw failure;
      } else {
        requests.cutOff(problem(e, before));
      }
    }
  }

  /**
   * Reads one request, from its first token to its last.
   *
   * @param before the number of lines before the first one of the parser
   */
  private static RequestLine readJsonValue(JsonParser parser, int before) {
    TokenStreamLocation begin = parser.currentTokenLocation();
    RequestLine request = new RequestLine(before + begin.getLineNr(), begin.getColumnNr());
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      request.problem(before + begin.getLineNr(), begin.getColumnNr(), "it is not a JSON object");
      parser.skipChildren();
      return request;
    }
    // Beside a path, an entry of 'instance list' has fields that say no more than the path.
    List<InputProblem> unlessPath = new ArrayList<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      TokenStreamLocation nameAt = parser.currentTokenLocation();
      JsonToken token = parser.nextToken();
      TokenStreamLocation at = parser.currentTokenLocation();
      Optional<RequestColumn> column = RequestColumn.find(name);
      if (column.isEmpty()) {
        unlessPath.add(
            new InputProblem(
                before + nameAt.getLineNr(),
                nameAt.getColumnNr(),
                "unknown field \"%s\"; use %s".formatted(name, RequestColumn.all())));
        parser.skipChildren();
      } else if (token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT) {
        request.set(column.get(), before + at.getLineNr(), at.getColumnNr(), parser.getString());
      } else if (token != JsonToken.VALUE_NULL) {
        unlessPath.add(
            new InputProblem(
                before + at.getLineNr(),
                at.getColumnNr(),
                "\"%s\" is neither a text nor a whole number".formatted(name)));
        parser.skipChildren();
      }
    }
    if (!request.has(RequestColumn.PATH)) {
      unlessPath.forEach(p -> request.problem(p.line(), p.column(), p.reason()));
    }
    return request;
  }

  private static InputProblem problem(JacksonException e, int before) {
    TokenStreamLocation at = e.getLocation();
    // What follows in brackets describes the parser's input, not the file.
    String reason = e.getOriginalMessage().replaceFirst("(?s)( \\(start marker at \\[|\\R).*", "");
    return at == null
        ? new InputProblem(before + 1, 1, "not JSON: " + reason)
        : new InputProblem(
            before + Math.max(1, at.getLineNr()),
            Math.max(1, at.getColumnNr()),
            "not JSON: " + reason);
  }

  /** A line of a JSON array cannot be read. */
  private static final class UnreadableLineException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient InputProblem problem;

    UnreadableLineException(InputProblem problem) {
      super(problem.reason());
      this.problem = problem;
    }
  }

  /** A line and all lines behind it as one text. */
  private final class Rest extends Reader {
    private String text;
    private int at;

    Rest(TextLines.Line first) {
      this.text = first.text() + "\n";
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
      if (at == text.length()) {
        Optional<TextLines.Line> line = lines.next();
        if (line.isEmpty()) {
          return -1;
        }
        if (line.get().problem().isPresent()) {
          throw new UnreadableLineException(line.get().problem().get());
        }
        text = line.get().text() + "\n";
        at = 0;
      }
      int count = Math.min(length, text.length() - at);
      text.getChars(at, at + count, target, offset);
      at += count;
      return count;
    }

    @Override
    public void close() {}
  }
}

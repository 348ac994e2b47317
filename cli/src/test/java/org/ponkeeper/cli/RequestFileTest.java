package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;

class RequestFileTest {

  private static final String PATH = "XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}";
  private static final String PORT = "olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}";

  private static final RequestLine.Defaults NONE =
      new RequestLine.Defaults(Optional.empty(), Optional.empty(), Optional.empty());
  private static final RequestLine.Defaults ALL =
      new RequestLine.Defaults(
          Optional.of(Technology.XGS_PON),
          Optional.of(new TechProfileId(64)),
          Optional.of(new OltId("olt-1")));

  private static RequestList read(byte[] file, RequestLine.Defaults defaults) {
    try {
      return RequestFile.read(new ByteArrayInputStream(file), defaults);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static RequestList read(String file, RequestLine.Defaults defaults) {
    return read(file.getBytes(StandardCharsets.UTF_8), defaults);
  }

  static Stream<Arguments> filesThatNameOneInstance() {
    return Stream.of(
        Arguments.of("path\n" + PATH),
        Arguments.of("\uFEFFpath\r\n" + PATH + "\r\n"),
        Arguments.of("\n  \npath\n\n" + PATH + "\n\n"),
        Arguments.of("uni_port\n" + PATH),
        Arguments.of("uni_port\n" + PORT),
        Arguments.of("technology,template,uni_port\nXGS-PON,64," + PORT),
        Arguments.of(" pon , onu , uni \n 0 , 1 , 0 \n"),
        Arguments.of("\"onu\",\"pon\",\"uni\"\n\"1\",\"0\",0"),
        Arguments.of("olt,technology,template,pon,onu,uni\n,,,0,1,0"),
        Arguments.of("path,template\n" + PATH + ",64"),
        Arguments.of("{\"path\":\"" + PATH + "\"}"),
        Arguments.of("{\"pon\":0,\"onu\":1,\"uni\":0}\n"),
        Arguments.of("{\"pon\":\"0\",\"onu\":\"1\",\"uni\":\"0\",\"olt\":null}"),
        Arguments.of(
            "\uFEFF\n{\"technology\":\"XGS-PON\",\"template\":64,\"olt\":\"olt-1\","
                + "\"pon\":0,\"onu\":1,\"uni\":0}\r\n"),
        Arguments.of("[]\n".replace("]", "{\"path\":\"" + PATH + "\"}]")),
        Arguments.of(
            "[\n{\"path\":\""
                + PATH
                + "\",\"template\":{\"id\":64,\"name\":null},"
                + "\"instance\":{\"a\":[1,{}]},\"problem\":\"x\"}\n]\n"));
  }

  @ParameterizedTest
  @MethodSource("filesThatNameOneInstance")
  void aRequestCanBeWrittenInManyWays(String file) {
    RequestList requests = read(file, ALL);

    assertThat(requests.problems()).isEmpty();
    assertThat(requests.paths().stream().map(Object::toString)).containsExactly(PATH);
    assertThat(requests.line(requests.paths().getFirst()).getAsInt()).isPositive();
  }

  /** A file, what is found of it (the number of requests), and the problems. */
  static Stream<Arguments> wrongFiles() {
    String header = "technology,template,olt,pon,onu,uni\n";
    return Stream.of(
        // CSV: the header
        wrong("pon,onu,uni,serial\n0,1,0,x", 0, "1:13 unknown column 'serial' in the header"),
        wrong("pon;onu;uni\n0;1;0", 0, "1:1 unknown column 'pon;onu;uni' in the header; use path"),
        wrong("pon,onu,pon\n0,1,0", 0, "1:9 column 'pon' is given twice"),
        wrong("pon,,uni\n0,1,0", 0, "1:5 unknown column ''"),
        wrong(PATH + "\n", 0, "1:1 unknown column 'XGS-PON/64/olt-{olt-1}"),
        wrong("pon,\"onu\n0,1", 0, "1:5 the quote is not closed on its line"),
        // CSV: the form of a line
        wrong(header + "XGS-PON,64,olt-1,0,1\n", 0, "2:21 the line has 5 values, and the header"),
        wrong(header + "XGS-PON,64,olt-1,0,1,0,\n", 0, "2:24 the line has 7 values"),
        wrong(header + "XGS-PON,64,\"olt-1\"x,0,1,0", 0, "2:19 text after a closing quote"),
        wrong(header + "XGS-PON,6\"4,olt-1,0,1,0", 0, "2:10 a quote inside a value"),
        wrong(header + "XGS-PON,64,\"olt-1,0,1,0\n", 0, "2:12 the quote is not closed"),
        // values
        wrong(header + "GPONX,64,olt-1,0,1,0", 0, "2:1 technology: the technology is unknown"),
        wrong(header + "XGS-PON,x,olt-1,0,1,0", 0, "2:9 template: 'x' is not a number"),
        wrong(header + "XGS-PON,65536,olt-1,0,1,0", 0, "2:9 template: the id is outside"),
        wrong(header + "XGS-PON,64,OLT 1,0,1,0", 0, "2:12 olt: the name is empty or has invalid"),
        wrong(header + "XGS-PON,64,olt-1,256,1,0", 0, "2:18 pon: the id is outside"),
        wrong(header + "XGS-PON,64,olt-1,-1,1,0", 0, "2:18 pon: the id is outside"),
        wrong(header + "XGS-PON,64,olt-1,0,1.5,0", 0, "2:20 onu: '1.5' is not a number"),
        wrong(header + "GPON,64,olt-1,0,1000,0", 0, "2:17 GPON has no ONU 1000; legal: 0-253"),
        wrong(header + "XGS-PON,64,olt-1,0,1,256", 0, "2:22 uni: the id is outside"),
        wrong(header + "XGS-PON,64,,0,1,0", 0, "2:1 olt is missing"),
        wrong(header + "X,64,olt-1,0,1,y", 0, "2:1 technology: the technology", "2:16 uni: 'y' is"),
        wrong("path\nXGS-PON/64/olt-1", 0, "2:1 path: the UNI port name is malformed"),
        wrong("uni_port\n" + PORT, 0, "2:1 technology is missing", "2:1 template is missing"),
        wrong("path,template\n" + PATH + ",65", 0, "2:48 template is 65, and the path says 64"),
        wrong("path,onu\n" + PATH + ",2", 0, "2:48 onu is 2, and the path says 1"),
        // the same instance twice; the other lines are found
        wrong("path\n" + PATH + "\n" + PATH, 1, "3:1 the same instance as in line 2: XGS-PON"),
        // JSON lines
        wrong(
            "{\"path\":\"" + PATH + "\"\n{\"path\":\"" + PATH + "\"}",
            1,
            "1:57 not JSON: Unexpected end-of-input: expected close marker for Object"),
        wrong("{\"path\":\"" + PATH + "\"} x", 0, "1:59 not JSON: Unrecognized token 'x'"),
        wrong("{\"path\":\"" + PATH + "\"} 1", 0, "1:59 text after the JSON object"),
        wrong(
            "{}",
            0,
            "1:1 technology is missing",
            "1:1 template is missing",
            "1:1 olt is missing",
            "1:1 pon is missing",
            "1:1 onu is missing",
            "1:1 uni is missing"),
        wrong("{\"pon\":0,\"onus\":1}", 0, "1:10 unknown field \"onus\"; use path, technology"),
        wrong("{\"pon\":true}", 0, "1:8 \"pon\" is neither a text nor a whole number"),
        wrong("{\"pon\":1.5}", 0, "1:8 \"pon\" is neither"),
        wrong("{\"pon\":[0]}", 0, "1:8 \"pon\" is neither"),
        wrong("{\"pon\":1,\"pon\":2}", 0, "1:15 not JSON: Duplicate"),
        wrong(
            "{\"pon\":300}\n{\"pon\":0}",
            0,
            "1:1 tech",
            "1:1 temp",
            "1:1 olt",
            "1:8 pon: the id is outside",
            "1:1 onu",
            "1:1 uni",
            "2:1 tech",
            "2:1 temp",
            "2:1 olt",
            "2:1 onu",
            "2:1 uni"),
        wrong(
            "{\"path\":\"" + PATH + "\"}\n7\n\"x\"",
            1,
            "2:1 it is not a JSON object",
            "3:1 it is not a JSON object"),
        // a JSON array
        wrong("[\n{\"path\":\"" + PATH + "\"},\n {\"path\":5}]", 1, "3:10 path: the UNI port name"),
        wrong("[\n {\"path\":\"" + PATH + "\"}\n {", 1, "3:2 not JSON: Unexpected character"),
        wrong("[{\"path\":\"" + PATH + "\"}", 1, "2:1 not JSON: Unexpected end-of-input"),
        wrong("[{\"path\":\"" + PATH + "\"}]\n[]", 1, "2:1 text after the JSON array"),
        wrong("[1, {\"path\":\"" + PATH + "\"}]", 1, "1:2 it is not a JSON object"));
  }

  private static Arguments wrong(String file, int found, String... problems) {
    return Arguments.of(file, found, List.of(problems));
  }

  @ParameterizedTest
  @MethodSource("wrongFiles")
  void eachProblemIsNamedWithItsLineAndColumn(String file, int found, List<String> problems) {
    RequestList requests = read(file, NONE);

    List<String> told =
        requests.problems().stream()
            .map(problem -> problem.line() + ":" + problem.column() + " " + problem.reason())
            .toList();
    assertThat(told).hasSameSizeAs(problems);
    for (int i = 0; i < problems.size(); i++) {
      assertThat(told.get(i)).startsWith(problems.get(i));
    }
    assertThat(requests.size()).isEqualTo(found);
  }

  @Test
  void bytesThatAreNotUtf8AreNamedWithTheirColumn() {
    byte[] csv = ("path\n" + PATH + "\nXGS-\u00ff\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] json = "[\n{\"path\":\"\u00ff\"}]".getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf16 = "path\n".getBytes(StandardCharsets.UTF_16);

    assertThat(read(csv, NONE).problems())
        .containsExactly(new InputProblem(3, 5, "a byte that is not UTF-8"));
    assertThat(read(csv, NONE).size()).isEqualTo(1);
    assertThat(read(json, NONE).problems())
        .containsExactly(new InputProblem(2, 10, "a byte that is not UTF-8"));
    assertThat(read(json, NONE).isCutOff()).isTrue();
    assertThat(read(utf16, NONE).problems())
        .first()
        .isEqualTo(new InputProblem(1, 1, "a byte that is not UTF-8"));
  }

  @Test
  void aLineThatIsTooLongIsSkippedAndTheNextOneIsRead() {
    String tooLong = "x".repeat(TextLines.MAX_BYTES + 1);

    RequestList requests = read("path\n" + tooLong + "\n" + PATH, NONE);

    assertThat(requests.problems())
        .containsExactly(new InputProblem(2, 1, "the line has more than 1048576 bytes"));
    assertThat(requests.size()).isEqualTo(1);
  }

  @Test
  void anEmptyFileHasNoRequests() {
    for (String file : List.of("", "\n", "\uFEFF", "path\n", "[]", "[\n]\n")) {
      assertThat(read(file, NONE).problems()).as(file).isEmpty();
      assertThat(read(file, NONE).size()).as(file).isZero();
    }
  }
}

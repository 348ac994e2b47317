package org.ponkeeper.keyspace;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.olt.AnnouncedRanges;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Quoted;
import org.ponkeeper.store.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the ranges in the message {@code DeviceInfo} of VOLTHA's openolt API as protobuf JSON, with
 * original or camel-case names. Fields without a value have their default, as in protobuf: the type
 * {@code ONU_ID}, a pool for each PON, the id 0. Older versions of the message have one range of
 * each type, in fields of the message itself; those are used if there are no others.
 *
 * <p>Unknown fields of the message are ignored, because it has many that are not about ranges;
 * unknown fields of a range are refused.
 */
public final class DeviceInfoReader {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  /** The names of the types, in the order of their numbers. */
  private static final List<String> TYPES = List.of("ONU_ID", "ALLOC_ID", "GEMPORT_ID", "FLOW_ID");

  private static final List<ResourceType> TYPE_OF_NUMBER =
      List.of(
          ResourceType.ONU_ID,
          ResourceType.ALLOC_ID,
          ResourceType.GEM_PORT_ID,
          ResourceType.FLOW_ID);

  /** The names of the kinds of sharing, in the order of their numbers. */
  private static final List<String> SHARING =
      List.of("DEDICATED_PER_INTF", "SHARED_BY_ALL_INTF_ALL_TECH", "SHARED_BY_ALL_INTF_SAME_TECH");

  private final JsonParser parser;

  private DeviceInfoReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads the message.
   *
   * @throws InvalidRequestException {@code RANGE_INVALID} with the line, the column, the field and
   *     the reason
   */
  public static AnnouncedRanges read(Bytes json) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json.toInputStream())) {
      return new DeviceInfoReader(parser).document();
    } catch (JacksonException e) {
      throw invalid(e.getLocation(), "", JsonText.syntax(e.getOriginalMessage()));
    }
  }

  /** Reads the value of a field. The parser is at its first token. */
  @FunctionalInterface
  private interface Field {
    void read(String name, String path);
  }

  private AnnouncedRanges document() {
    Message message = new Message();
    parser.nextToken();
    object("", message::read);
    TokenStreamLocation end = parser.currentTokenLocation();
    if (parser.nextToken() != null) {
      throw invalid(end, "", "there is text after the document");
    }
    return message.ranges();
  }

  /** The values of the message read so far. */
  private final class Message {
    private Optional<Integer> ponPorts = Optional.empty();
    private final List<AnnouncedRanges.Range> ranges = new ArrayList<>();
    private String technology = "";
    private final Map<ResourceType, Integer> starts = new EnumMap<>(ResourceType.class);
    private final Map<ResourceType, Integer> ends = new EnumMap<>(ResourceType.class);

    private void read(String name, String path) {
      switch (name) {
        case "pon_ports" -> ponPorts = Optional.of(number(path, PonId.LAST + 1));
        case "technology" -> technology = text(path);
        case "ranges" -> list(path, at -> ranges.add(range(at)));
        case "onu_id_start" -> starts.put(ResourceType.ONU_ID, id(path));
        case "onu_id_end" -> ends.put(ResourceType.ONU_ID, id(path));
        case "alloc_id_start" -> starts.put(ResourceType.ALLOC_ID, id(path));
        case "alloc_id_end" -> ends.put(ResourceType.ALLOC_ID, id(path));
        case "gemport_id_start" -> starts.put(ResourceType.GEM_PORT_ID, id(path));
        case "gemport_id_end" -> ends.put(ResourceType.GEM_PORT_ID, id(path));
        case "flow_id_start" -> starts.put(ResourceType.FLOW_ID, id(path));
        case "flow_id_end" -> ends.put(ResourceType.FLOW_ID, id(path));
        default -> parser.skipChildren();
      }
    }

    private AnnouncedRanges ranges() {
      if (ranges.isEmpty() && !ends.isEmpty()) {
        List<AnnouncedRanges.Pool> pools = new ArrayList<>();
        TokenStreamLocation at = parser.currentLocation();
        ends.forEach((type, end) ->
            pools.add(pool(at, "ranges", type, false, starts.getOrDefault(type, 0), end)));
        ranges.add(new AnnouncedRanges.Range(List.of(), technology, pools));
      }
      return new AnnouncedRanges(ponPorts, ranges);
    }
  }

  private AnnouncedRanges.Range range(String at) {
    List<Integer> pons = new ArrayList<>();
    List<AnnouncedRanges.Pool> pools = new ArrayList<>();
    String[] technology = {""};
    object(
        at,
        (name, path) -> {
          switch (name) {
            case "intf_ids" -> list(path, element -> pons.add(number(element, PonId.LAST)));
            case "technology" -> technology[0] = text(path);
            case "pools" -> list(path, element -> pools.add(pool(element)));
            default -> throw unknown(path, "intf_ids, technology and pools");
          }
        });
    return new AnnouncedRanges.Range(pons, technology[0], pools);
  }

  private AnnouncedRanges.Pool pool(String at) {
    TokenStreamLocation begin = parser.currentTokenLocation();
    int[] values = new int[4];
    object(
        at,
        (name, path) -> {
          switch (name) {
            case "type" -> values[0] = constant(path, TYPES);
            case "sharing" -> values[1] = constant(path, SHARING);
            case "start" -> values[2] = id(path);
            case "end" -> values[3] = id(path);
            default -> throw unknown(path, "type, sharing, start and end");
          }
        });
    return pool(begin, at, TYPE_OF_NUMBER.get(values[0]), values[1] != 0, values[2], values[3]);
  }

  private static AnnouncedRanges.Pool pool(
      TokenStreamLocation at, String path, ResourceType type, boolean shared, int start, int end) {
    if (end < start) {
      throw invalid(
          at,
          path,
          "the range of %s ids ends with %s, below its start %s".formatted(type, end, start));
    }
    return new AnnouncedRanges.Pool(type, shared, new IdRange(start, end));
  }

  private void object(String path, Field field) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw expected(path, "an object");
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      String below = path.isEmpty() ? name : path + "." + name;
      if (parser.nextToken() != JsonToken.VALUE_NULL) {
        field.read(original(name), below);
      }
    }
  }

  /** Reads an element of a list. The parser is at its first token. */
  @FunctionalInterface
  private interface Element {
    void read(String path);
  }

  private void list(String path, Element element) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw expected(path, "a list");
    }
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      element.read("%s[%s]".formatted(path, i));
    }
  }

  private int id(String path) {
    return number(path, IdRange.MAX_ID);
  }

  /** A number, which protobuf also accepts in quotes. */
  private int number(String path, int most) {
    JsonToken token = parser.currentToken();
    boolean isNumber = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_STRING;
    String digits = isNumber ? parser.getString() : "";
    if (!digits.matches("[0-9]{1,10}") || Long.parseLong(digits) > most) {
      throw expected(path, "a number from 0 to " + most);
    }
    return Integer.parseInt(digits);
  }

  private String text(String path) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw expected(path, "a string");
    }
    return parser.getString();
  }

  /** The number of a constant that is given by its name or its number. */
  private int constant(String path, List<String> names) {
    int byName = names.indexOf(parser.getString());
    if (byName >= 0) {
      return byName;
    }
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw expected(path, "one of " + String.join(", ", names));
    }
    return number(path, names.size() - 1);
  }

  private InvalidRequestException expected(String path, String what) {
    JsonToken token = parser.currentToken();
    boolean hasText =
        token == JsonToken.VALUE_STRING
            || token == JsonToken.VALUE_NUMBER_INT
            || token == JsonToken.VALUE_NUMBER_FLOAT;
    String found =
        token == null
            ? "nothing"
            : hasText ? Quoted.of(parser.getString()) : JsonText.kindOf(token);
    return invalid(parser.currentTokenLocation(), path, found + " is not " + what);
  }

  private InvalidRequestException unknown(String path, String known) {
    return invalid(parser.currentTokenLocation(), path, "the field is unknown; there are " + known);
  }

  /** The original name of a field that may be in camel case. */
  private static String original(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static InvalidRequestException invalid(
      TokenStreamLocation at, String path, String reason) {
    InvalidRequestException invalid = new InvalidRequestException(ErrorCode.RANGE_INVALID);
    if (at.getLineNr() > 0) {
      invalid = invalid.with("line", at.getLineNr()).with("column", at.getColumnNr());
    }
    if (!path.isEmpty()) {
      invalid = invalid.with("field", Quoted.cut(path, Quoted.MOST_CHARACTERS));
    }
    return invalid
        .with("reason", reason)
        .remedy("correct the message at this place; nothing was changed");
  }
}

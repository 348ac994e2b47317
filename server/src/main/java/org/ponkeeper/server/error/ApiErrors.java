package org.ponkeeper.server.error;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.ponkeeper.api.v1.ErrorDetail;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors as {@code google.rpc.Status}, with the code and the facts in their details. */
public final class ApiErrors {

  private static final Logger LOG = LoggerFactory.getLogger(ApiErrors.class);
  private static final String DOMAIN = "ponkeeper";

  /**
   * The bytes of all facts together, in UTF-8. gRPC sends an error in headers, three times in all,
   * and clients take 8 KiB of these.
   */
  private static final int MOST_BYTES_OF_FACTS = 768;

  /** Where gRPC carries the details. */
  public static final Metadata.Key<com.google.rpc.Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin",
          ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

  private ApiErrors() {}

  /** The status of an error, whatever it is. */
  public static com.google.rpc.Status of(Throwable error) {
    return switch (malformed(error).<Throwable>map(reason -> reason).orElse(error)) {
      case PonkeeperException known ->
          status(
              code(known.code()),
              known.code().message(),
              known.code().name(),
              known.facts(),
              known.remedy(),
              known.code() != ErrorCode.OUTCOME_UNKNOWN);
      case RequestException refused ->
          status(
              refused.code().status(),
              refused.code().message(),
              refused.code().name(),
              Map.of(refused.fact(), refused.value()),
              refused.code().remedy(),
              true);
      case InvalidProtocolBufferException malformed ->
          of(
              new RequestException(
                  RequestException.Code.REQUEST_INVALID,
                  "reason",
                  String.valueOf(malformed.getMessage())));
      case StatusRuntimeException grpc -> plain(grpc.getStatus());
      case StatusException grpc -> plain(grpc.getStatus());
      default -> {
        LOG.error("a call failed in a way that was not foreseen", error);
        yield status(
            io.grpc.Status.Code.INTERNAL,
            "the server has a bug",
            "BUG",
            Map.of(),
            "read before you repeat a change; report the server's log to its maintainers",
            false);
      }
    };
  }

  /** The refusal of a message that cannot be read, if that is the reason. */
  private static Optional<RequestException> malformed(Throwable error) {
    if (error instanceof PonkeeperException) {
      // Its cause may be a stored message that cannot be read.
      return Optional.empty();
    }
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
        .filter(InvalidProtocolBufferException.class::isInstance)
        .findFirst()
        .map(reason -> malformed(String.valueOf(reason.getMessage())));
  }

  /** The refusal of a request that is not of the method's form. */
  public static RequestException malformed(String reason) {
    return new RequestException(RequestException.Code.REQUEST_INVALID, "request", reason);
  }

  private static com.google.rpc.Status plain(io.grpc.Status status) {
    String description = status.getDescription();
    return com.google.rpc.Status.newBuilder()
        .setCode(status.getCode().value())
        .setMessage(description == null ? status.getCode().name() : description)
        .build();
  }

  /** The trailers that carry the details. */
  public static Metadata trailers(com.google.rpc.Status status) {
    Metadata trailers = new Metadata();
    trailers.put(DETAILS, status);
    return trailers;
  }

  /** The same as gRPC's own type, without the details. */
  public static io.grpc.Status grpc(com.google.rpc.Status status) {
    return io.grpc.Status.fromCodeValue(status.getCode()).withDescription(status.getMessage());
  }

  /** The same as an exception, for calls that are answered later. */
  public static StatusRuntimeException exception(Throwable error) {
    com.google.rpc.Status known = of(error);
    return grpc(known).asRuntimeException(trailers(known));
  }

  private static com.google.rpc.Status status(
      io.grpc.Status.Code grpc,
      String message,
      String code,
      Map<String, String> facts,
      String remedy,
      boolean nothingHappened) {
    ErrorDetail.Builder detail =
        ErrorDetail.newBuilder()
            .setCode(code)
            .setRemedy(remedy)
            .setNothingHappened(nothingHappened);
    StringBuilder text = new StringBuilder(message);
    Map<String, String> shortened = shortened(facts);
    shortened.forEach((name, value) -> {
      detail.addFacts(ErrorDetail.Fact.newBuilder().setName(name).setValue(value));
      text.append("; ").append(name).append(": ").append(value);
    });
    return com.google.rpc.Status.newBuilder()
        .setCode(grpc.value())
        .setMessage(text.toString())
        .addDetails(
            Any.pack(
                ErrorInfo.newBuilder()
                    .setReason(code)
                    .setDomain(DOMAIN)
                    .putAllMetadata(shortened)
                    .build()))
        .addDetails(Any.pack(detail.build()))
        .build();
  }

  private static Map<String, String> shortened(Map<String, String> facts) {
    Map<String, String> shortened = new LinkedHashMap<>();
    int left = MOST_BYTES_OF_FACTS;
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      String value = shortened(fact.getValue(), left);
      left -= value.getBytes(StandardCharsets.UTF_8).length;
      shortened.put(fact.getKey(), value);
    }
    return shortened;
  }

  private static String shortened(String text, int bytes) {
    if (text.length() <= bytes && text.getBytes(StandardCharsets.UTF_8).length <= bytes) {
      return text;
    }
    StringBuilder beginning = new StringBuilder();
    int left = bytes;
    for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
      String next = Character.toString(text.codePointAt(at));
      left -= next.getBytes(StandardCharsets.UTF_8).length;
      if (left < 0) {
        break;
      }
      beginning.append(next);
    }
    return beginning.append('…').toString();
  }

  /**
   * The canonical code: what a client that knows nothing of Ponkeeper may do. UNAVAILABLE alone is
   * safe to send again at once: nothing happened.
   */
  public static io.grpc.Status.Code code(ErrorCode code) {
    return switch (code) {
      case OLT_NOT_REGISTERED,
          PON_NOT_REGISTERED,
          MODEL_NOT_FOUND,
          TEMPLATE_NOT_FOUND,
          INSTANCE_NOT_FOUND,
          ONU_NOT_FOUND ->
          io.grpc.Status.Code.NOT_FOUND;
      case ONU_EXISTS, KEY_EXISTS, OLT_EXISTS -> io.grpc.Status.Code.ALREADY_EXISTS;
      case OLT_BUSY, CONTENTION, ETAG_MISMATCH, STORE_REPLACED -> io.grpc.Status.Code.ABORTED;
      case POOL_EXHAUSTED, STORE_FULL -> io.grpc.Status.Code.RESOURCE_EXHAUSTED;
      case STORE_UNAVAILABLE -> io.grpc.Status.Code.UNAVAILABLE;
      case STORE_DENIED -> io.grpc.Status.Code.INTERNAL;
      case OUTCOME_UNKNOWN -> io.grpc.Status.Code.UNKNOWN;
      default ->
          switch (code.errorClass()) {
            case INVALID_REQUEST -> io.grpc.Status.Code.INVALID_ARGUMENT;
            case REFUSED -> io.grpc.Status.Code.FAILED_PRECONDITION;
            case STORE_FAILED -> io.grpc.Status.Code.UNAVAILABLE;
            case CORRUPT_DATA -> io.grpc.Status.Code.DATA_LOSS;
          };
    };
  }
}

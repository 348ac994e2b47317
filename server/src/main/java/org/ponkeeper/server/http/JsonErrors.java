package org.ponkeeper.server.http;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorInfo;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.UnframedGrpcErrorHandler;
import io.grpc.Status;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.api.v1.ErrorDetail;
import org.ponkeeper.server.error.ApiErrors;

/**
 * An error as JSON: {@code {"code": 5, "message": …, "details": […]}}, as {@code
 * google.rpc.Status}.
 */
public final class JsonErrors implements UnframedGrpcErrorHandler {

  /** What the details of errors are. */
  static final TypeRegistry DETAILS =
      TypeRegistry.newBuilder()
          .add(ErrorInfo.getDescriptor())
          .add(ErrorDetail.getDescriptor())
          .build();

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().preservingProtoFieldNames().usingTypeRegistry(DETAILS);

  @Override
  public HttpResponse handle(
      ServiceRequestContext context, Status status, AggregatedHttpResponse response) {
    return HttpResponse.of(
        httpStatus(status.getCode()), MediaType.JSON_UTF_8, json(status, response));
  }

  /** The answer to JSON of which no request can be made; null for other errors. */
  static @Nullable HttpResponse ofMalformed(ServiceRequestContext context, Throwable cause) {
    if (cause instanceof HttpStatusException refused
        && refused.httpStatus().equals(HttpStatus.BAD_REQUEST)
        && refused.getCause() != null) {
      String reason = String.valueOf(refused.getCause().getMessage());
      return HttpResponse.of(
          HttpStatus.BAD_REQUEST,
          MediaType.JSON_UTF_8,
          print(ApiErrors.of(ApiErrors.malformed(reason))));
    }
    return null;
  }

  private static String json(Status status, AggregatedHttpResponse response) {
    String details = response.trailers().get("grpc-status-details-bin");
    if (details == null) {
      details = response.headers().get("grpc-status-details-bin");
    }
    try {
      return print(
          details == null
              ? com.google.rpc.Status.newBuilder()
                  .setCode(status.getCode().value())
                  .setMessage(String.valueOf(status.getDescription()))
                  .build()
              : com.google.rpc.Status.parseFrom(Base64.getDecoder().decode(details)));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A status as JSON. */
  static String print(com.google.rpc.Status status) {
    try {
      return JSON.print(status);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As Google's APIs map their codes. */
  public static HttpStatus httpStatus(Status.Code code) {
    return switch (code) {
      case OK -> HttpStatus.OK;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST;
      case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
      case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case ALREADY_EXISTS, ABORTED -> HttpStatus.CONFLICT;
      case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
      case CANCELLED -> HttpStatus.valueOf(499);
      case UNIMPLEMENTED -> HttpStatus.NOT_IMPLEMENTED;
      case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
      case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
      case UNKNOWN, INTERNAL, DATA_LOSS -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }
}

package org.ponkeeper.server.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.server.error.ApiErrors;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/** Answers what never becomes a call, such as an unknown path or a body that is too large. */
final class HttpErrors implements ServerErrorHandler {

  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
    RequestHeaders headers = context.request().headers();
    return switch (cause) {
      case RequestException refusal -> Refusal.of(headers, refusal);
      case RequestTimeoutException late ->
          Refusal.of(
              headers, new RequestException(Code.TIME_EXCEEDED, "limit", "limits.request_time"));
      default -> null;
    };
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig service,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    com.google.rpc.Status known = statusOf(status, description);
    return headers != null && Refusal.isGrpc(headers)
        ? AggregatedHttpResponse.of(Refusal.grpc(known))
        : AggregatedHttpResponse.of(status, MediaType.JSON_UTF_8, JsonErrors.print(known));
  }

  private static com.google.rpc.Status statusOf(HttpStatus status, @Nullable String description) {
    String reason = description == null ? status.reasonPhrase() : description;
    return switch (status.code()) {
      case 413, 414, 431 ->
          ApiErrors.of(new RequestException(Code.LIMIT_EXCEEDED, "reason", reason));
      case 503 -> ApiErrors.of(new RequestException(Code.TIME_EXCEEDED, "reason", reason));
      default ->
          com.google.rpc.Status.newBuilder()
              .setCode(
                  status.code() == 404
                      ? io.grpc.Status.Code.NOT_FOUND.value()
                      : io.grpc.Status.Code.INVALID_ARGUMENT.value())
              .setMessage(status.code() == 404 ? "there is no such path" : reason)
              .build();
    };
  }
}

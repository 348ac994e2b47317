package org.ponkeeper.server.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.ponkeeper.server.error.ApiErrors;
import org.ponkeeper.server.error.RequestException;

/** How a request is refused before it becomes a call: as gRPC if it is one, else as JSON. */
final class Refusal {
  private Refusal() {}

  static HttpResponse of(RequestHeaders request, RequestException refusal) {
    com.google.rpc.Status status = ApiErrors.of(refusal);
    return isGrpc(request)
        ? HttpResponse.of(grpc(status))
        : json(JsonErrors.httpStatus(ApiErrors.grpc(status).getCode()), status);
  }

  static boolean isGrpc(RequestHeaders request) {
    String type = request.get(HttpHeaderNames.CONTENT_TYPE, "");
    return type.startsWith("application/grpc");
  }

  static HttpResponse json(HttpStatus code, com.google.rpc.Status status) {
    return HttpResponse.of(code, MediaType.JSON_UTF_8, JsonErrors.print(status));
  }

  /** A whole answer in gRPC: headers that are trailers too. */
  static ResponseHeaders grpc(com.google.rpc.Status status) {
    return ResponseHeaders.builder(HttpStatus.OK)
        .endOfStream(true)
        .add(HttpHeaderNames.CONTENT_TYPE, "application/grpc+proto")
        .addInt("grpc-status", status.getCode())
        .add(
            "grpc-message",
            URLEncoder.encode(status.getMessage(), StandardCharsets.UTF_8).replace("+", "%20"))
        .add(
            ApiErrors.DETAILS.name(),
            Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray()))
        .build();
  }
}

package org.ponkeeper.server.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.ponkeeper.server.access.Authentication;
import org.ponkeeper.server.access.Identity;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.error.RequestException;

/**
 * What every request passes: the rules of HTTP, the question who calls, and the limit of requests
 * at a time. Who may do what is decided later, for each method.
 */
final class Door implements DecoratingHttpServiceFunction {

  /** The service whose clients send further questions when one is answered. */
  private static final String REFLECTION = "/grpc.reflection.";

  private final HttpRules rules;
  private final Authentication authentication;
  private final Pipelining pipelining;
  private final Arrivals arrivals;
  private final Admission admission;

  /** How long a call that is not a stream takes, until its answer is read. */
  private final Duration longest;

  private final ServerMetrics metrics;

  Door(
      HttpRules rules,
      Authentication authentication,
      ServerConfig.Limits limits,
      Admission admission,
      ServerMetrics metrics) {
    this.rules = rules;
    this.authentication = authentication;
    pipelining = new Pipelining(limits.streamsPerConnection());
    arrivals = new Arrivals(limits);
    this.admission = admission;
    longest = limits.requestTime().plus(limits.unread());
    this.metrics = metrics;
  }

  @Override
  public HttpResponse serve(
      HttpService service, ServiceRequestContext context, HttpRequest request) {
    pipelining.count(context);
    return refusable(
        request,
        () -> {
          rules.check(request.headers(), context.sessionProtocol().isTls() ? "https" : "http");
          Identity.find(authentication, context);
          if (Health.isHealthPath(context.path())) {
            return service.serve(context, request);
          }
          if (context.path().startsWith(REFLECTION)) {
            arrivals.watch(context, request);
            return admitted(service, context, request);
          }
          if (CalledMethod.takesManyMessages(context)) {
            context.setMaxRequestLength(UploadInterceptor.NO_LIMIT);
            return entered(service, context, request);
          }
          return HttpResponse.of(
              arrivals
                  .whole(context, request)
                  .thenApply(
                      context.makeContextAware((AggregatedHttpRequest whole) ->
                          refusable(request, () -> admitted(service, context, whole)))));
        });
  }

  private HttpResponse admitted(
      HttpService service, ServiceRequestContext context, AggregatedHttpRequest whole)
      throws Exception {
    MediaType type = whole.contentType();
    if (type != null && (type.subtype().equals("grpc") || type.subtype().startsWith("grpc+"))) {
      GrpcBody.check(whole.content());
    }
    HttpRequest request = whole.toHttpRequest();
    context.updateRequest(request);
    return admitted(service, context, request);
  }

  private HttpResponse admitted(
      HttpService service, ServiceRequestContext context, HttpRequest request) throws Exception {
    // Streams have no time-out.
    UnreadAnswer.endAfter(longest, context, () -> context.requestTimeoutMillis() > 0);
    return entered(service, context, request);
  }

  private HttpResponse entered(
      HttpService service, ServiceRequestContext context, HttpRequest request) throws Exception {
    admission.enter();
    var unused = context.log().whenComplete().thenRun(admission::leave);
    return service.serve(context, request);
  }

  private HttpResponse refusable(HttpRequest request, Callable<HttpResponse> serving) {
    try {
      return serving.call();
    } catch (RequestException e) {
      metrics.refused(e.code());
      return Refusal.of(request.headers(), e);
    } catch (Exception e) {
      return HttpResponse.ofFailure(e);
    }
  }
}

package org.ponkeeper.server.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.ponkeeper.server.access.Authentication;
import org.ponkeeper.server.access.Identity;
import org.ponkeeper.server.error.RequestException;

/**
 * What every request passes: the rules of HTTP, the question who calls, and the limit of requests
 * at a time. Who may do what is decided later, for each method.
 */
final class Door implements DecoratingHttpServiceFunction {

  private final HttpRules rules;
  private final Authentication authentication;
  private final Admission admission;
  private final ServerMetrics metrics;

  Door(HttpRules rules, Authentication authentication, Admission admission, ServerMetrics metrics) {
    this.rules = rules;
    this.authentication = authentication;
    this.admission = admission;
    this.metrics = metrics;
  }

  @Override
  public HttpResponse serve(HttpService service, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    try {
      rules.check(request.headers(), context.sessionProtocol().isTls() ? "https" : "http");
      Identity.find(authentication, context);
      if (!Health.isHealthPath(context.path())) {
        admission.enter();
        var unused = context.log().whenComplete().thenRun(admission::leave);
      }
    } catch (RequestException e) {
      metrics.refused(e.code());
      return Refusal.of(request.headers(), e);
    }
    return service.serve(context, request);
  }
}

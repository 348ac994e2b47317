package org.ponkeeper.server.api;

import io.grpc.BindableService;
import java.util.List;

/** All services of the contract. */
public final class ApiServices {
  private ApiServices() {}

  /** The services, on one engine. */
  public static List<BindableService> of(Engine engine, Observations observations) {
    return List.of(
        new TemplateApi(engine),
        new OltApi(engine, observations),
        new OnuApi(engine),
        new InstanceApi(engine),
        new IdApi(engine),
        new SearchApi(engine),
        new OnuMapApi(engine),
        new MaintenanceApi(engine, observations),
        new ChangeApi(engine),
        new StatusApi(engine, observations));
  }
}

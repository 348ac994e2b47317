package org.ponkeeper.server.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ponkeeper.api.v1.ChangeServiceGrpc;
import org.ponkeeper.api.v1.IdServiceGrpc;
import org.ponkeeper.api.v1.InstanceServiceGrpc;
import org.ponkeeper.api.v1.MaintenanceServiceGrpc;
import org.ponkeeper.api.v1.OltServiceGrpc;
import org.ponkeeper.api.v1.OnuMapServiceGrpc;
import org.ponkeeper.api.v1.OnuServiceGrpc;
import org.ponkeeper.api.v1.SearchServiceGrpc;
import org.ponkeeper.api.v1.StatusServiceGrpc;
import org.ponkeeper.api.v1.TemplateServiceGrpc;

/**
 * What a method needs. The one table of who may do what: a method that is not in it is refused to
 * everybody.
 *
 * @param least the least role
 * @param scope how an adapter is kept to its OLTs
 * @param changes whether it changes the store, so it is in the audit log
 */
public record MethodRule(Role least, Scope scope, boolean changes) {

  /** How an adapter is kept to its OLTs. */
  public enum Scope {
    /** It is about no OLT. */
    NONE("-"),
    /** The request names OLTs: all of them must be the adapter's, and there must be one. */
    OLT("the request names only its own"),
    /** The answer has those of the adapter only; OLTs that the request names must be its own. */
    FILTERED("the answer has only its own");

    private final String text;

    Scope(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  private static final Map<String, MethodRule> RULES = new TreeMap<>();

  static {
    service(
        InstanceServiceGrpc.SERVICE_NAME,
        reads(Role.VIEWER, Scope.OLT, "GetInstance", "ListInstances"),
        changes(
            Role.ADAPTER,
            Scope.OLT,
            "CreateInstance",
            "DeleteInstance",
            "BatchCreateInstances",
            "BatchDeleteInstances"));
    service(
        IdServiceGrpc.SERVICE_NAME,
        reads(Role.VIEWER, Scope.OLT, "GetPool", "GetIdOwner", "GetClaim"),
        changes(Role.ADAPTER, Scope.OLT, "AllocateIds", "ReserveIds", "ReleaseIds"),
        changes(Role.OPERATOR, Scope.OLT, "ReleaseUnclaimedIds"));
    service(
        OnuServiceGrpc.SERVICE_NAME,
        reads(Role.VIEWER, Scope.OLT, "GetOnu", "ListOnus"),
        changes(Role.ADAPTER, Scope.OLT, "DeleteOnu", "ReplaceOnu", "MoveOnu"));
    service(
        OnuMapServiceGrpc.SERVICE_NAME,
        reads(Role.VIEWER, Scope.OLT, "ListOnuMaps", "ListFlowInfos", "GetFlowInfo"),
        changes(
            Role.ADAPTER,
            Scope.OLT,
            "SetOnuMap",
            "AddToOnuMap",
            "RemoveFromOnuMap",
            "DeleteOnuMap",
            "DeleteOnuMaps",
            "PutFlowInfo",
            "DeleteFlowInfo"));
    service(
        OltServiceGrpc.SERVICE_NAME,
        reads(Role.VIEWER, Scope.FILTERED, "ListOlts"),
        reads(Role.VIEWER, Scope.OLT, "GetOlt", "GetUse"),
        changes(Role.ADAPTER, Scope.OLT, "RegisterOlt"),
        changes(Role.OPERATOR, Scope.OLT, "ResizeOlt", "RemovePon", "UnregisterOlt"),
        changes(Role.ADMIN, Scope.OLT, "DeleteOlt"));
    service(
        TemplateServiceGrpc.SERVICE_NAME,
        reads(Role.VIEWER, Scope.NONE, "ListTemplates", "GetTemplate", "LintTemplate"),
        changes(Role.OPERATOR, Scope.NONE, "ApplyTemplate", "DeleteTemplate"));
    service(
        MaintenanceServiceGrpc.SERVICE_NAME,
        reads(Role.VIEWER, Scope.OLT, "AuditOlt"),
        changes(Role.OPERATOR, Scope.OLT, "RepairOlt"),
        reads(Role.OPERATOR, Scope.NONE, "AuditStore"),
        changes(Role.ADMIN, Scope.OLT, "MigrateOlt", "HandOverOlt"),
        changes(Role.ADMIN, Scope.NONE, "MigrateTechnology", "ImportStore", "RestoreStore"),
        reads(Role.ADMIN, Scope.NONE, "ExportStore"));
    service(SearchServiceGrpc.SERVICE_NAME, reads(Role.VIEWER, Scope.FILTERED, "Search"));
    service(ChangeServiceGrpc.SERVICE_NAME, reads(Role.VIEWER, Scope.FILTERED, "WatchChanges"));
    service(
        StatusServiceGrpc.SERVICE_NAME,
        reads(Role.VIEWER, Scope.FILTERED, "GetStatus", "GetOverview"),
        reads(Role.VIEWER, Scope.NONE, "GetCaller"));
  }

  /** Methods with one rule. */
  private record Methods(List<String> names, MethodRule rule) {}

  private static Methods reads(Role least, Scope scope, String... names) {
    return new Methods(List.of(names), new MethodRule(least, scope, false));
  }

  private static Methods changes(Role least, Scope scope, String... names) {
    return new Methods(List.of(names), new MethodRule(least, scope, true));
  }

  private static void service(String service, Methods... methods) {
    for (Methods some : methods) {
      some.names().forEach(name -> RULES.put(service + "/" + name, some.rule()));
    }
  }

  /** The rule of a method by its full name, {@code ponkeeper.v1.OltService/GetOlt}. */
  public static Optional<MethodRule> of(String method) {
    return Optional.ofNullable(RULES.get(method));
  }

  /** All rules by the full name of their method. */
  public static Map<String, MethodRule> all() {
    return java.util.Collections.unmodifiableMap(RULES);
  }

  /** Whether a role may call the method. */
  boolean allows(Role role) {
    return role.includes(least);
  }

  /** The methods that a role may call, as documents name them, in order. */
  public static List<String> allowedTo(Role role) {
    return RULES.entrySet().stream()
        .filter(entry -> entry.getValue().allows(role))
        .map(entry -> shortName(entry.getKey()))
        .toList();
  }

  /** {@code OltService.GetOlt} */
  private static String shortName(String method) {
    return method.substring(method.lastIndexOf('.') + 1).replace('/', '.');
  }

  /** The rules as a table in Markdown, for the documents. */
  public static String markdown() {
    StringBuilder table =
        new StringBuilder("| method | least role | OLTs of an adapter |\n|---|---|---|\n");
    RULES.forEach((method, rule) ->
        table.append(
            "| `%s` | %s | %s |\n"
                .formatted(shortName(method), rule.least().text(), rule.scope().text())));
    return table.toString();
  }
}

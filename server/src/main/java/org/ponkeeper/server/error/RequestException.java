package org.ponkeeper.server.error;

import io.grpc.Status;

/** A call that the server itself refuses, before the library sees it. Nothing happened. */
public final class RequestException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Why a call is refused. */
  public enum Code {
    /** A field of the request is missing or wrong. */
    REQUEST_INVALID(
        Status.Code.INVALID_ARGUMENT,
        "the request is invalid",
        "correct the field that the message names"),
    /** A resource name does not have the form that the method takes. */
    RESOURCE_NAME_INVALID(
        Status.Code.INVALID_ARGUMENT,
        "the resource name is invalid",
        "write it in the form that the message shows"),
    /** A page token that this server, or another one, did not give for this list. */
    PAGE_TOKEN_INVALID(
        Status.Code.INVALID_ARGUMENT,
        "the page token is invalid",
        "use the next_page_token of the same list, or none to begin anew"),
    /** There is no flow info of the flow. */
    FLOW_INFO_NOT_FOUND(
        Status.Code.NOT_FOUND,
        "the flow has no flow info",
        "check the flow id and the ONU or UNI port"),
    /** Nobody in particular calls. */
    UNAUTHENTICATED(
        Status.Code.UNAUTHENTICATED,
        "the caller is unknown",
        "send a valid token, or use a client certificate that the server knows"),
    /** The caller may not do that. */
    PERMISSION_DENIED(
        Status.Code.PERMISSION_DENIED,
        "the caller may not do this",
        "ask whoever configures the server for a role that may"),
    /** A name that the server does not have: another site may have led the browser here. */
    HOST_REFUSED(
        Status.Code.PERMISSION_DENIED,
        "the server is not known under this name",
        "use its address, or add the name to listen.host_names"),
    /** A page of another site calls. */
    ORIGIN_REFUSED(
        Status.Code.PERMISSION_DENIED,
        "pages of other sites may not call this server",
        "call it from a program, or from a page of this server"),
    /** A change whose body is not JSON, as a form of another site would send it. */
    CONTENT_TYPE_REFUSED(
        Status.Code.INVALID_ARGUMENT,
        "the content type is not accepted",
        "send content-type: application/json, or application/x-ndjson with a backup"),
    /** The server ends. */
    STOPPING(
        Status.Code.UNAVAILABLE,
        "the server is stopping",
        "send it again, to another server or a little later; nothing happened"),
    /** A call took longer than the server allows, or than the client waits. */
    TIME_EXCEEDED(
        Status.Code.DEADLINE_EXCEEDED,
        "the call took too long",
        "read before you repeat a change: it may have been made"),
    /** Too much at once. */
    LIMIT_EXCEEDED(
        Status.Code.RESOURCE_EXHAUSTED,
        "a limit of the server is exceeded",
        "send less at once, or try again later");

    private final Status.Code status;
    private final String message;
    private final String remedy;

    Code(Status.Code status, String message, String remedy) {
      this.status = status;
      this.message = message;
      this.remedy = remedy;
    }

    /** The canonical code. */
    public Status.Code status() {
      return status;
    }

    /** The fixed message. */
    public String message() {
      return message;
    }

    /** What the caller can do. */
    public String remedy() {
      return remedy;
    }
  }

  private final Code code;
  private final String fact;
  private final String value;

  /** A refusal with one detail: its name and its value. */
  public RequestException(Code code, String fact, Object value) {
    super(code.message());
    this.code = code;
    this.fact = fact;
    this.value = String.valueOf(value);
  }

  /** Why. */
  public Code code() {
    return code;
  }

  /** The name of the detail. */
  public String fact() {
    return fact;
  }

  /** The detail. */
  public String value() {
    return value;
  }
}

package org.ponkeeper.server.http;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One {@code google.api.http} rule of a method: a verb, a template of paths such as <code>
 * /v1/{name=technologies/&#42;}:migrate</code>, and where the body goes.
 *
 * @param method the method
 * @param verb GET, PUT, POST, DELETE or PATCH
 * @param template the template
 * @param body {@code *} if the body is the request, a field's name if it is this field, or empty
 * @param responseBody a field's name if this field of each message is the answer, or empty
 * @param paths the paths, with a group for each of {@link #pathFields()}
 */
public record HttpBinding(
    MethodDescriptor method,
    String verb,
    String template,
    String body,
    String responseBody,
    Pattern paths) {

  private static final Pattern VARIABLE = Pattern.compile("\\{([a-z_.]+)(?:=([^}]+))?}");

  /** The rules of a method; none if it has no such option. */
  public static List<HttpBinding> of(MethodDescriptor method) {
    List<HttpBinding> bindings = new ArrayList<>();
    if (method.getOptions().hasExtension(AnnotationsProto.http)) {
      HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
      bindings.add(of(method, rule));
      rule.getAdditionalBindingsList().forEach(more -> bindings.add(of(method, more)));
    }
    return bindings;
  }

  private static HttpBinding of(MethodDescriptor method, HttpRule rule) {
    String verb = rule.getPatternCase().name();
    String template =
        switch (rule.getPatternCase()) {
          case GET -> rule.getGet();
          case PUT -> rule.getPut();
          case POST -> rule.getPost();
          case DELETE -> rule.getDelete();
          case PATCH -> rule.getPatch();
          case CUSTOM, PATTERN_NOT_SET ->
              throw new IllegalArgumentException(method.getFullName() + ": " + verb);
        };
    return new HttpBinding(
        method, verb, template, rule.getBody(), rule.getResponseBody(), paths(template));
  }

  /** Whether the paths end in a verb, such as {@code :audit}. */
  boolean hasCustomVerb() {
    return template.indexOf(':', template.lastIndexOf('}')) >= 0;
  }

  /** The fields that the path has. */
  public List<String> pathFields() {
    return VARIABLE.matcher(template).results().map(found -> found.group(1)).toList();
  }

  private static Pattern paths(String template) {
    StringBuilder regex = new StringBuilder("^");
    int from = 0;
    Matcher variables = VARIABLE.matcher(template);
    while (variables.find()) {
      regex.append(Pattern.quote(template.substring(from, variables.start())));
      String form = Optional.ofNullable(variables.group(2)).orElse("*");
      regex.append('(').append(form.replace("*", "[^/]+")).append(')');
      from = variables.end();
    }
    return Pattern.compile(
        regex.append(Pattern.quote(template.substring(from))).append('$').toString());
  }

  /** The values of {@link #pathFields()} in a path; empty if it is not a path of this rule. */
  public Optional<Map<String, String>> match(String path) {
    Matcher matcher = paths.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String field : pathFields()) {
      values.put(field, matcher.group(values.size() + 1));
    }
    return Optional.of(values);
  }

  /**
   * The template in the form of OpenAPI, where no parameter has a slash: {@code
   * /v1/technologies/{technology}/olts/{olt}:audit}.
   */
  public String openApiPath() {
    StringBuilder path = new StringBuilder();
    int from = 0;
    Matcher variables = VARIABLE.matcher(template);
    while (variables.find()) {
      path.append(template, from, variables.start());
      path.append(
          variables.group(2) == null ? "{" + variables.group(1) + "}" : named(variables.group(2)));
      from = variables.end();
    }
    return path.append(template.substring(from)).toString();
  }

  /** Names each star after the collection before it. */
  private static String named(String form) {
    String[] parts = form.split("/", -1);
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].equals("*")) {
        parts[i] = "{" + singular(parts[i - 1]) + "}";
      }
    }
    return String.join("/", parts);
  }

  private static String singular(String collection) {
    return collection.endsWith("ies")
        ? collection.substring(0, collection.length() - 3) + "y"
        : collection.substring(0, collection.length() - 1);
  }
}

package org.ponkeeper.tck.etcd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Manages the users of an etcd like an operator; etcd's JSON gateway needs only the JDK. The first
 * user, root, has all permissions.
 */
public final class EtcdUsers {

  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

  private final EtcdServer server;
  private final String rootPassword;

  private EtcdUsers(EtcdServer server, String rootPassword) {
    this.server = server;
    this.rootPassword = rootPassword;
  }

  /** The users of an etcd that has the user root. */
  public static EtcdUsers of(EtcdServer server, String rootPassword) {
    return new EtcdUsers(server, rootPassword);
  }

  /** Creates the user root; etcd does not require a login yet. */
  public static EtcdUsers withRoot(EtcdServer server, String rootPassword) throws Exception {
    EtcdUsers users = of(server, rootPassword);
    users.post("auth/role/add", "{\"name\":\"root\"}", Optional.empty());
    users.addUser("root", rootPassword, "root");
    return users;
  }

  /** Adds a user with permission to read and write keys with the prefix. */
  public EtcdUsers add(String name, String password, String prefix) throws Exception {
    return add(name, password, "READWRITE", prefix);
  }

  /** Adds a user with permission to only read keys with the prefix. */
  public EtcdUsers addReader(String name, String password, String prefix) throws Exception {
    return add(name, password, "READ", prefix);
  }

  private EtcdUsers add(String name, String password, String permission, String prefix)
      throws Exception {
    byte[] end = prefix.getBytes(StandardCharsets.UTF_8);
    end[end.length - 1]++;
    String role = name + "-role";
    post("auth/role/add", "{\"name\":\"" + role + "\"}", Optional.empty());
    post(
        "auth/role/grant",
        "{\"name\":\"%s\",\"perm\":{\"permType\":\"%s\",\"key\":\"%s\",\"range_end\":\"%s\"}}"
            .formatted(
                role, permission, base64(prefix.getBytes(StandardCharsets.UTF_8)), base64(end)),
        Optional.empty());
    addUser(name, password, role);
    return this;
  }

  /** From now on etcd requires a login. */
  public EtcdUsers enable() throws Exception {
    post("auth/enable", "{}", Optional.empty());
    return this;
  }

  /** Sets the user's password to the same one again: this invalidates all tokens of the user. */
  public void invalidateTokens(String name, String password) throws Exception {
    String answer =
        post(
            "auth/authenticate",
            "{\"name\":\"root\",\"password\":\"%s\"}".formatted(rootPassword),
            Optional.empty());
    Matcher token = TOKEN.matcher(answer);
    if (!token.find()) {
      throw new IllegalStateException(answer);
    }
    post(
        "auth/user/changepw",
        "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password),
        Optional.of(token.group(1)));
  }

  private void addUser(String name, String password, String role) throws Exception {
    post(
        "auth/user/add",
        "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password),
        Optional.empty());
    post(
        "auth/user/grant",
        "{\"user\":\"%s\",\"role\":\"%s\"}".formatted(name, role),
        Optional.empty());
  }

  private String post(String path, String json, Optional<String> token)
      throws IOException, InterruptedException {
    return EtcdHttp.post(server, path, json, token);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}

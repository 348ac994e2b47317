package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.api.v1.BatchCreateInstancesRequest;
import org.ponkeeper.api.v1.CreateInstanceRequest;
import org.ponkeeper.api.v1.InstanceServiceGrpc;
import org.ponkeeper.api.v1.OltServiceGrpc;
import org.ponkeeper.api.v1.TemplateServiceGrpc;
import org.ponkeeper.server.access.Caller;
import org.ponkeeper.server.access.MethodRule;
import org.ponkeeper.server.access.Role;
import org.ponkeeper.server.access.Token;
import org.ponkeeper.server.config.Setting;
import org.slf4j.LoggerFactory;

/** Every method with every role and without credentials, over real sockets. */
@Timeout(60)
class AccessTest {

  private static final String OWN = "technologies/XGS-PON/olts/olt-1";
  private static final String FOREIGN = "technologies/XGS-PON/olts/olt-2";
  private static final String ISSUER = "https://issuer.example";

  @TempDir private Path folder;
  private final Map<Role, String> tokens = new EnumMap<>(Role.class);
  private RSAKey key;
  private TestFrontend server;

  @BeforeEach
  void start() throws Exception {
    StringBuilder lines = new StringBuilder("# who may call\n\n");
    for (Role role : Role.values()) {
      String token = Token.generate();
      tokens.put(role, token);
      Set<String> olts = role == Role.ADAPTER ? Set.of("XGS-PON/olt-1") : Set.of();
      lines.append(Token.line(new Caller("the-" + role.text(), role, olts), token)).append('\n');
    }
    key = new RSAKeyGenerator(2048).keyID("k1").generate();
    Path jwks = folder.resolve("jwks.json");
    Files.writeString(jwks, new JWKSet(key).toPublicJWKSet().toString());
    server =
        new TestFrontend(
            Map.of(
                Setting.SECURITY_TOKENS,
                Files.writeString(folder.resolve("tokens"), lines).toString(),
                Setting.SECURITY_JWKS,
                jwks.toString(),
                Setting.SECURITY_JWT_ALGORITHM,
                "RS256",
                Setting.SECURITY_JWT_ISSUER,
                ISSUER,
                Setting.SECURITY_JWT_AUDIENCE,
                "ponkeeper"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static List<MethodDescriptor<?, ?>> methods() {
    return AnyService.ALL.stream()
        .map(ServiceDescriptor::getMethods)
        .<MethodDescriptor<?, ?>>flatMap(all -> all.stream())
        .toList();
  }

  private static MethodRule rule(MethodDescriptor<?, ?> method) {
    return MethodRule.of(method.getFullMethodName()).orElseThrow();
  }

  /** A request that names a resource where its method expects one. */
  private static Message request(MethodDescriptor<?, ?> method, String resource) {
    Message empty = AnyService.prototype(method.getRequestMarshaller());
    return naming(empty, resource);
  }

  private static Message naming(Message empty, String resource) {
    Message.Builder request = empty.toBuilder();
    for (String name : List.of("name", "parent", "pool")) {
      FieldDescriptor field = empty.getDescriptorForType().findFieldByName(name);
      if (field != null) {
        return request.setField(field, resource).build();
      }
    }
    FieldDescriptor many = empty.getDescriptorForType().findFieldByName("requests");
    if (many != null) {
      Message one = request.newBuilderForField(many).build();
      request.addRepeatedField(many, naming(one, resource));
    }
    return request.build();
  }

  private Status.Code call(MethodDescriptor<?, ?> method, String resource, String authorization) {
    return server.call(method, request(method, resource), authorization).getCode();
  }

  private String bearer(Role role) {
    return "Bearer " + tokens.get(role);
  }

  @Test
  void everyMethodNeedsItsRole() {
    for (MethodDescriptor<?, ?> method : methods()) {
      for (Role role : Role.values()) {
        Status.Code expected =
            role.compareTo(rule(method).least()) >= 0
                ? Status.Code.OK
                : Status.Code.PERMISSION_DENIED;
        assertThat(call(method, OWN, bearer(role)))
            .as("%s as %s", method.getFullMethodName(), role)
            .isEqualTo(expected);
      }
    }
    assertThat(methods()).hasSize(MethodRule.all().size());
  }

  @Test
  void noMethodAnswersWithoutCredentialsOrWithWrongOnes() {
    for (MethodDescriptor<?, ?> method : methods()) {
      for (String wrong :
          List.of("", "Bearer x", "Bearer " + Token.generate(), "Basic YTpi", "Bearer a.b.c")) {
        assertThat(call(method, OWN, wrong))
            .as("%s with '%s'", method.getFullMethodName(), wrong)
            .isEqualTo(Status.Code.UNAUTHENTICATED);
      }
    }
  }

  @Test
  void anAdapterNamesOnlyItsOlts() {
    for (MethodDescriptor<?, ?> method : methods()) {
      boolean mayAtAll = Role.ADAPTER.compareTo(rule(method).least()) >= 0;
      boolean namesOlts =
          !request(method, OWN).equals(AnyService.prototype(method.getRequestMarshaller()));
      if (mayAtAll && namesOlts && rule(method).scope() != MethodRule.Scope.NONE) {
        for (String wrong : List.of(FOREIGN, "technologies/GPON/olts/olt-1", OWN + "0", "olts")) {
          assertThat(call(method, wrong, bearer(Role.ADAPTER)))
              .as("%s on %s", method.getFullMethodName(), wrong)
              .isEqualTo(Status.Code.PERMISSION_DENIED);
        }
      }
      if (mayAtAll && rule(method).scope() == MethodRule.Scope.OLT) {
        assertThat(call(method, "", bearer(Role.ADAPTER)))
            .as("%s on nothing", method.getFullMethodName())
            .isEqualTo(Status.Code.PERMISSION_DENIED);
      }
    }
  }

  @Test
  void aBatchWithOneForeignOltIsRefusedAsAWhole() {
    BatchCreateInstancesRequest mixed =
        BatchCreateInstancesRequest.newBuilder()
            .addRequests(
                CreateInstanceRequest.newBuilder().setParent(OWN + "/pons/0/onus/1/unis/0"))
            .addRequests(
                CreateInstanceRequest.newBuilder()
                    .setPath("XGS-PON/64/olt-{olt-2}/pon-{0}/onu-{1}/uni-{0}"))
            .build();

    assertThat(
            server
                .call(
                    InstanceServiceGrpc.getBatchCreateInstancesMethod(),
                    mixed,
                    bearer(Role.ADAPTER))
                .getCode())
        .isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void jsonIsDecidedInTheSameWay() throws Exception {
    assertThat(get("/v1/" + OWN, "").statusCode()).isEqualTo(401);
    assertThat(get("/v1/" + OWN, "").body()).contains("\"UNAUTHENTICATED\"");
    assertThat(get("/v1/" + OWN, bearer(Role.ADAPTER)).statusCode()).isEqualTo(200);
    assertThat(get("/v1/" + FOREIGN, bearer(Role.ADAPTER)).statusCode()).isEqualTo(403);
    assertThat(get("/v1/" + FOREIGN, bearer(Role.VIEWER)).statusCode()).isEqualTo(200);
    HttpRequest.Builder delete =
        server
            .request("/v1/technologies/XGS-PON/templates/64")
            .header("authorization", bearer(Role.VIEWER))
            .DELETE();
    assertThat(server.send(delete).statusCode()).isEqualTo(403);
    for (String upload : List.of("/v1/store:import", "/v1/store:restore")) {
      assertThat(upload(upload, "Bearer x")).isEqualTo(401);
      assertThat(upload(upload, bearer(Role.OPERATOR))).isEqualTo(403);
      assertThat(upload(upload, bearer(Role.ADMIN))).isEqualTo(200);
    }
  }

  private int upload(String path, String authorization) throws Exception {
    return server
        .send(
            server
                .request(path)
                .header("authorization", authorization)
                .header("content-type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString("{}")))
        .statusCode();
  }

  private HttpResponse<String> get(String path, String authorization) throws Exception {
    HttpRequest.Builder request = server.request(path);
    return server.send(
        authorization.isEmpty() ? request : request.header("authorization", authorization));
  }

  @Test
  void metricsAreNotForEverybodyButHealthIs() throws Exception {
    assertThat(get("/healthz", "").statusCode()).isEqualTo(200);
    assertThat(get("/readyz", "").statusCode()).isEqualTo(200);
    assertThat(get("/metrics", "").statusCode()).isEqualTo(401);
    assertThat(get("/metrics", bearer(Role.ADAPTER)).statusCode()).isEqualTo(403);
    call(OltServiceGrpc.getGetOltMethod(), OWN, bearer(Role.VIEWER));
    assertThat(get("/metrics", bearer(Role.VIEWER)).body())
        .contains(
            "ponkeeper_server_calls_seconds_count{method=\"OltService.GetOlt\",outcome=\"OK\"}")
        .contains("ponkeeper_status");
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .subject("orchestrator")
        .issuer(ISSUER)
        .audience("ponkeeper")
        .claim("ponkeeper_role", "adapter")
        .claim("ponkeeper_olts", List.of("XGS-PON/olt-1"))
        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
  }

  private static String signed(RSAKey by, JWSAlgorithm algorithm, JWTClaimsSet claims)
      throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(new JWSHeader.Builder(algorithm).keyID(by.getKeyID()).build(), claims);
    jwt.sign(new RSASSASigner(by));
    return "Bearer " + jwt.serialize();
  }

  private Status.Code withJwt(String authorization) {
    return call(OltServiceGrpc.getGetOltMethod(), OWN, authorization);
  }

  @Test
  void aJwtMakesACallerWithItsRoleAndOlts() throws Exception {
    String jwt = signed(key, JWSAlgorithm.RS256, claims().build());

    assertThat(withJwt(jwt)).isEqualTo(Status.Code.OK);
    assertThat(call(OltServiceGrpc.getGetOltMethod(), FOREIGN, jwt))
        .isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(call(TemplateServiceGrpc.getApplyTemplateMethod(), OWN, jwt))
        .isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void aJwtThatIsNotExactlyRightIsRefused() throws Exception {
    JWTClaimsSet right = claims().build();
    Date past = Date.from(Instant.now().minusSeconds(120));
    RSAKey other = new RSAKeyGenerator(2048).keyID("k1").generate();
    SignedJWT hmac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), right);
    hmac.sign(
        new MACSigner(
            key.toPublicJWK().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    List<String> wrong =
        Arrays.asList(
            "Bearer " + new PlainJWT(right).serialize(),
            "Bearer " + hmac.serialize(),
            signed(key, JWSAlgorithm.RS512, right),
            signed(key, JWSAlgorithm.PS256, right),
            signed(other, JWSAlgorithm.RS256, right),
            signed(key, JWSAlgorithm.RS256, right).replaceAll(".{8}$", "AAAAAAAA"),
            signed(key, JWSAlgorithm.RS256, claims().expirationTime(past).build()),
            signed(key, JWSAlgorithm.RS256, claims().expirationTime(null).build()),
            signed(key, JWSAlgorithm.RS256, claims().issuer("https://other").build()),
            signed(key, JWSAlgorithm.RS256, claims().issuer(null).build()),
            signed(key, JWSAlgorithm.RS256, claims().audience("other").build()),
            signed(key, JWSAlgorithm.RS256, claims().audience((String) null).build()),
            signed(key, JWSAlgorithm.RS256, claims().subject(null).build()),
            signed(key, JWSAlgorithm.RS256, claims().claim("ponkeeper_role", "root").build()),
            signed(key, JWSAlgorithm.RS256, claims().claim("ponkeeper_role", null).build()),
            signed(key, JWSAlgorithm.RS256, claims().claim("ponkeeper_olts", null).build()),
            signed(
                key,
                JWSAlgorithm.RS256,
                claims().notBeforeTime(Date.from(Instant.now().plusSeconds(120))).build()));
    assertThat(withJwt(signed(key, JWSAlgorithm.RS256, right))).isEqualTo(Status.Code.OK);
    for (int i = 0; i < wrong.size(); i++) {
      assertThat(withJwt(wrong.get(i))).as("JWT %s", i).isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  @Test
  void aTokenThatIsRemovedFromTheFileIsRefusedSoon() throws Exception {
    assertThat(withJwt(bearer(Role.VIEWER))).isEqualTo(Status.Code.OK);

    Files.writeString(folder.resolve("tokens"), "# nobody\n");

    long end = System.nanoTime() + 20_000_000_000L;
    while (withJwt(bearer(Role.VIEWER)) == Status.Code.OK && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    assertThat(withJwt(bearer(Role.VIEWER))).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void everyChangeHasALineWithoutSecrets() {
    Logger logger = (Logger) LoggerFactory.getLogger("ponkeeper.audit");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
    try {
      call(InstanceServiceGrpc.getCreateInstanceMethod(), OWN, bearer(Role.ADAPTER));
      call(InstanceServiceGrpc.getCreateInstanceMethod(), FOREIGN, bearer(Role.ADAPTER));
      call(InstanceServiceGrpc.getCreateInstanceMethod(), OWN, "Bearer s3cret");
      call(OltServiceGrpc.getGetOltMethod(), OWN, bearer(Role.ADAPTER));
    } finally {
      logger.detachAppender(lines);
    }

    assertThat(lines.list)
        .extracting(AccessTest::fields)
        .satisfiesExactly(
            made ->
                assertThat(made)
                    .matches(
                        "caller=the-adapter from=127.0.0.1:[0-9]+"
                            + " method=ponkeeper.v1.InstanceService/CreateInstance resource="
                            + OWN
                            + " outcome=OK"),
            refused -> assertThat(refused).endsWith(FOREIGN + " outcome=PERMISSION_DENIED"),
            unknown ->
                assertThat(unknown).startsWith("caller=- ").endsWith("outcome=UNAUTHENTICATED"));
    assertThat(lines.list.toString()).doesNotContain("s3cret");
  }

  private static String fields(ILoggingEvent event) {
    return Objects.requireNonNull(event.getKeyValuePairs()).stream()
        .map(pair -> pair.key + "=" + pair.value)
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }
}

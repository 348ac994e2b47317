package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.api.v1.ErrorDetail;
import org.ponkeeper.api.v1.HandOverOltRequest;
import org.ponkeeper.api.v1.HandOverOltResponse;
import org.ponkeeper.api.v1.HandOverResult;
import org.ponkeeper.api.v1.ImportResult;
import org.ponkeeper.api.v1.ImportStoreRequest;
import org.ponkeeper.api.v1.ImportStoreResponse;
import org.ponkeeper.api.v1.MaintenanceServiceGrpc;
import org.ponkeeper.api.v1.RestoreResult;
import org.ponkeeper.api.v1.RestoreStoreRequest;
import org.ponkeeper.api.v1.RestoreStoreResponse;
import org.ponkeeper.maintenance.BackupHeader;
import org.ponkeeper.maintenance.BackupScope;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.ScanOptions;

/** Backups go to a server and come back, by gRPC and as JSON; what is not whole changes nothing. */
@Timeout(120)
class StoreUploadTest {

  private static final String IMPORT = "/v1/store:import";

  private final Twins servers = new Twins();
  private String file = "";

  /** A backup of an OLT with two subscribers, of which the stores have lost one. */
  @BeforeEach
  void prepare() {
    servers.prepare(ponkeeper -> {
      Scene.register(ponkeeper);
      Scene.subscriber(ponkeeper, 0, 1, "ALCL00000001");
      Scene.subscriber(ponkeeper, 0, 2, "ALCL00000002");
    });
    file = servers.json().get("/v1/store:export").body();
    servers.prepare(ponkeeper -> Scene.olt(ponkeeper).onus().delete(Scene.onu(0, 2)));
  }

  @AfterEach
  void close() {
    servers.close();
  }

  private static ImportStoreRequest toImport(String text) {
    return ImportStoreRequest.newBuilder().setChunk(ByteString.copyFromUtf8(text)).build();
  }

  private static RestoreStoreRequest toRestore(String text) {
    return RestoreStoreRequest.newBuilder().setChunk(ByteString.copyFromUtf8(text)).build();
  }

  private ImportResult imported(ImportStoreRequest request) {
    Twins.Streams<ImportStoreResponse> streams =
        servers.stream(MaintenanceServiceGrpc.getImportStoreMethod(), request);
    assertThat(streams.asJson().getLast()).isEqualTo(streams.byGrpc().getLast());
    assertThat(streams.byGrpc().getLast().hasResult()).isTrue();
    return streams.byGrpc().getLast().getResult();
  }

  private RestoreResult restored(RestoreStoreRequest request) {
    Twins.Streams<RestoreStoreResponse> streams =
        servers.stream(MaintenanceServiceGrpc.getRestoreStoreMethod(), request);
    assertThat(streams.asJson().getLast()).isEqualTo(streams.byGrpc().getLast());
    assertThat(streams.byGrpc().getLast().hasResult()).isTrue();
    return streams.byGrpc().getLast().getResult();
  }

  /** What both stores have. */
  private List<Map<String, String>> stored() {
    List<Map<String, String>> stored = new ArrayList<>();
    servers.prepareStores(store -> stored.add(contents(store)));
    return stored;
  }

  private static Map<String, String> contents(KeyValueStore store) {
    Map<String, String> contents = new TreeMap<>();
    for (KeyValue entry :
        store.list(List.of(new KeyRange("", Optional.empty())), ScanOptions.ALL)) {
      contents.put(entry.key().text(), entry.value().toString());
    }
    return contents;
  }

  private boolean hasTheLostOne() {
    List<Boolean> found = new ArrayList<>();
    servers.prepare(ponkeeper ->
        found.add(
            Scene.olt(ponkeeper)
                .instances()
                .find(Scene.T65, UniPort.of("olt-1", 0, 2, 0))
                .isPresent()));
    assertThat(found).hasSize(2);
    assertThat(found.getFirst()).isEqualTo(found.getLast());
    return found.getFirst();
  }

  @Test
  void aRestoreGivesTheStoreTheContentOfTheBackup() {
    List<Map<String, String>> before = stored();
    RestoreResult would = restored(toRestore(file).toBuilder().setValidateOnly(true).build());
    assertThat(stored()).isEqualTo(before);
    assertThat(hasTheLostOne()).isFalse();

    RestoreResult first = restored(toRestore(file));
    RestoreResult second = restored(toRestore(file));

    assertThat(first).isEqualTo(would);
    assertThat(first.getEarlier()).isEqualTo(RestoreResult.Earlier.NONE);
    assertThat(first.getWritten()).isPositive();
    assertThat(first.getOltsList())
        .singleElement()
        .satisfies(olt -> assertThat(olt.getOlt()).isEqualTo(Scene.OLT));
    assertThat(hasTheLostOne()).isTrue();
    assertThat(second.getWritten() + second.getOverwritten() + second.getDeleted()).isZero();
  }

  @Test
  void anImportAddsWhatIsMissingIfThatIsAllowed() {
    List<Map<String, String>> before = stored();
    assertThat(refusedImport(toImport(file), Code.ALREADY_EXISTS, "KEY_EXISTS").getFactsList())
        .anySatisfy(fact -> assertThat(fact.getValue()).isEqualTo("nothing"));
    ImportStoreRequest overwriting = toImport(file).toBuilder().setOverwrite(true).build();
    ImportResult would = imported(overwriting.toBuilder().setValidateOnly(true).build());
    assertThat(stored()).isEqualTo(before);

    ImportResult first = imported(overwriting);
    ImportResult second = imported(toImport(file));

    assertThat(first).isEqualTo(would);
    assertThat(first.getBackup()).isTrue();
    assertThat(first.getWritten()).isGreaterThan(first.getOverwritten());
    assertThat(second.getKeys()).isEqualTo(first.getKeys());
    assertThat(second.getWritten()).isZero();
    assertThat(hasTheLostOne()).isTrue();
  }

  @Test
  void anOltWithOtherKeysIsRefusedUnlessMerged() {
    servers.prepare(ponkeeper -> Scene.subscriber(ponkeeper, 1, 7, "ALCL00000007"));
    ImportStoreRequest overwriting = toImport(file).toBuilder().setOverwrite(true).build();

    refusedImport(overwriting, Code.ALREADY_EXISTS, "OLT_EXISTS");

    ImportResult merged = imported(overwriting.toBuilder().setMerge(true).build());
    assertThat(merged.getMixedList())
        .singleElement()
        .satisfies(olt -> {
          assertThat(olt.getOlt()).isEqualTo(Scene.OLT);
          assertThat(olt.getDeleted()).isPositive();
        });
  }

  private ErrorDetail refusedImport(ImportStoreRequest request, Code status, String code) {
    List<Map<String, String>> before = stored();
    ErrorDetail detail =
        servers.refused(status, code, MaintenanceServiceGrpc.getImportStoreMethod(), request);
    assertThat(detail.getNothingHappened()).isTrue();
    assertThat(stored()).isEqualTo(before);
    return detail;
  }

  private ErrorDetail refusedRestore(RestoreStoreRequest request, Code status, String code) {
    List<Map<String, String>> before = stored();
    ErrorDetail detail =
        servers.refused(status, code, MaintenanceServiceGrpc.getRestoreStoreMethod(), request);
    assertThat(detail.getNothingHappened()).isTrue();
    assertThat(stored()).isEqualTo(before);
    return detail;
  }

  /** Neither an import nor a restore takes the file, whatever is allowed; for this reason. */
  private void refused(String text, String reason) {
    ImportStoreRequest all = toImport(text).toBuilder().setOverwrite(true).setMerge(true).build();
    for (boolean only : List.of(true, false)) {
      assertThat(
              refusedImport(
                      all.toBuilder().setValidateOnly(only).build(),
                      Code.INVALID_ARGUMENT,
                      "FILE_INVALID")
                  .getFactsList())
          .anySatisfy(fact -> assertThat(fact.getValue()).contains(reason));
      assertThat(
              refusedRestore(
                      toRestore(text).toBuilder().setValidateOnly(only).build(),
                      Code.INVALID_ARGUMENT,
                      "FILE_INVALID")
                  .getFactsList())
          .anySatisfy(fact -> assertThat(fact.getValue()).contains(reason));
    }
  }

  @Test
  void aFileThatIsNotWholeChangesNothing() {
    List<String> lines = file.lines().toList();

    refused(joined(lines.subList(0, lines.size() - 1)), "it was cut off");
    refused(file.substring(0, file.length() - 30), "not JSON");
    refused(file.substring(0, file.length() / 2), "not JSON");
    refused(joined(lines.subList(1, lines.size())), "the beginning of the file is missing");
    List<String> without = new ArrayList<>(lines);
    without.remove(3);
    refused(joined(without), "the end line says");
    refused(file + file, "there is text after the end line");
    refused("\u0000\u0001 no file", "not JSON");
  }

  private static String joined(List<String> lines) {
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  @Test
  void aFileOfAnotherStoreChangesNothing() throws IOException {
    String foreign = exported("service/other", "service/other/technology_profiles");
    assertThat(foreign.lines()).hasSizeGreaterThan(3);
    refused(foreign, "other paths");
    refused(file.replaceFirst("\"format\":1", "\"format\":9"), "newer Ponkeeper");
    refused(
        file.replaceFirst("\\{\"key\":\"[^\"]*\"", "{\"key\":\"service/another/program\""),
        "outside the paths");

    String headless = joined(foreign.lines().toList().subList(1, 3));
    assertThat(
            refusedImport(toImport(headless), Code.INVALID_ARGUMENT, "FILE_INVALID").getFactsList())
        .anySatisfy(fact -> assertThat(fact.getValue()).contains("other paths"));
  }

  /** A backup of a store that has these paths. */
  private static String exported(String basePath, String templatePath) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (KeyValueStore store = new MemoryStore();
        Ponkeeper other =
            Ponkeeper.on(store, PonkeeperOptions.DEFAULTS.withPaths(basePath, templatePath))) {
      Scene.register(other);
      other
          .backup()
          .write(
              new BackupHeader(
                  Instant.EPOCH, "1", BackupScope.own(basePath, templatePath, List.of())),
              out);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aFileWithoutHeaderIsOnlyImported() {
    List<String> lines = file.lines().toList();
    String headless = joined(lines.subList(1, lines.size() - 1));

    refusedRestore(toRestore(headless), Code.INVALID_ARGUMENT, "FILE_INVALID");

    ImportResult done = imported(toImport(headless).toBuilder().setOverwrite(true).build());
    assertThat(done.getBackup()).isFalse();
    assertThat(hasTheLostOne()).isTrue();
  }

  /** Sends the messages as one call. */
  private static <Q, A> CompletableFuture<List<A>> send(
      Function<StreamObserver<A>, StreamObserver<Q>> method, List<Q> messages) {
    CompletableFuture<List<A>> answered = new CompletableFuture<>();
    List<A> answers = new ArrayList<>();
    StreamObserver<Q> upload =
        method.apply(
            new StreamObserver<>() {
              @Override
              public void onNext(A answer) {
                answers.add(answer);
              }

              @Override
              public void onError(Throwable error) {
                answered.completeExceptionally(error);
              }

              @Override
              public void onCompleted() {
                answered.complete(answers);
              }
            });
    messages.forEach(upload::onNext);
    upload.onCompleted();
    return answered;
  }

  @Test
  void chunksMayBeCutAnywhere() throws Exception {
    ByteString whole = ByteString.copyFromUtf8(file);
    List<RestoreStoreRequest> chunks = new ArrayList<>();
    for (int at = 0; at < whole.size(); at += 997) {
      chunks.add(
          RestoreStoreRequest.newBuilder()
              .setChunk(whole.substring(at, Math.min(whole.size(), at + 997)))
              .build());
    }
    servers.onEach((server, json) ->
        assertThat(
                send(MaintenanceServiceGrpc.newStub(server.channel())::restoreStore, chunks)
                    .join()
                    .getLast()
                    .getResult()
                    .getWritten())
            .isPositive());
    assertThat(hasTheLostOne()).isTrue();
  }

  @Test
  void onlyTheFirstMessageSaysWhatIsAsked() {
    List<Map<String, String>> before = stored();
    List<RestoreStoreRequest> late =
        List.of(toRestore(file), RestoreStoreRequest.newBuilder().setValidateOnly(true).build());

    assertThatThrownBy(() ->
            send(MaintenanceServiceGrpc.newStub(servers.json().channel())::restoreStore, late)
                .join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            error -> assertThat(error.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT));
    assertThat(stored()).isEqualTo(before);
  }

  @Test
  void anUploadThatBreaksOffChangesNothing() throws Exception {
    List<Map<String, String>> before = stored();
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    StreamObserver<RestoreStoreRequest> upload =
        MaintenanceServiceGrpc.newStub(servers.json().channel())
            .restoreStore(
                new StreamObserver<>() {
                  @Override
                  public void onNext(RestoreStoreResponse answer) {}

                  @Override
                  public void onError(Throwable error) {
                    ended.complete(error);
                  }

                  @Override
                  public void onCompleted() {}
                });
    upload.onNext(toRestore(file));
    upload.onError(new IllegalStateException("the client changes its mind"));
    assertThat(ended.get()).isInstanceOf(StatusRuntimeException.class);

    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), servers.json().uri("/").getPort())) {
      String head =
          "POST /v1/store:restore HTTP/1.1\r\nHost: localhost\r\ncontent-type:"
              + " application/x-ndjson\r\ncontent-length: "
              + (bytes.length + 1)
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }
    // What comes after it on the server is done after it would have been.
    assertThat(restored(toRestore(file).toBuilder().setValidateOnly(true).build()).getWritten())
        .isPositive();
    assertThat(stored()).isEqualTo(before);
  }

  private static HttpRequest.Builder post(TestServer server, String path, String type) {
    return HttpRequest.newBuilder(server.uri(path)).header("content-type", type);
  }

  @Test
  void aFileIsTakenOnlyAsLinesAndOnlyWhereItBelongs() {
    TestServer server = servers.json();
    for (String type :
        List.of("application/json", "text/plain", "application/x-www-form-urlencoded")) {
      HttpResponse<String> refused =
          server.send(post(server, IMPORT, type).POST(BodyPublishers.ofString(file)).build());
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("CONTENT_TYPE_REFUSED");
    }
    HttpResponse<String> elsewhere =
        server.send(
            post(server, "/v1/" + Scene.OLT + ":repair", "application/x-ndjson")
                .POST(BodyPublishers.ofString("{}"))
                .build());
    assertThat(elsewhere.body()).contains("CONTENT_TYPE_REFUSED");
    for (String query : List.of("?validateOnly=true", "?chunk=AA==", "?validate_only=1")) {
      HttpResponse<String> refused =
          server.send(
              post(server, IMPORT + query, "application/x-ndjson")
                  .POST(BodyPublishers.ofString(file))
                  .build());
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("REQUEST_INVALID");
    }
  }

  @Test
  void aFileMayBeLargerThanAMessageButNotThanTheLimit() throws Exception {
    Map<Setting, String> settings =
        Map.of(Setting.LIMITS_MESSAGE_BYTES, "2048", Setting.LIMITS_UPLOAD_BYTES, "100000");
    try (KeyValueStore store = new MemoryStore();
        TestServer server = new TestServer(store, settings)) {
      assertThat(file.length()).isBetween(2049, 50_000);
      HttpResponse<String> taken =
          server.send(
              post(server, IMPORT, "application/x-ndjson")
                  .POST(BodyPublishers.ofString(file))
                  .build());
      assertThat(taken.body()).contains("\"result\"");
      Map<String, String> before = contents(store);

      String large = file + " ".repeat(200_000);
      HttpResponse<String> refused =
          server.send(
              post(server, IMPORT + "?overwrite=true", "application/x-ndjson")
                  .POST(BodyPublishers.ofString(large))
                  .build());
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("limits.upload_bytes");
      List<ImportStoreRequest> parts =
          Stream.generate(() -> toImport(" ".repeat(1000))).limit(200).toList();
      assertThatThrownBy(() ->
              send(MaintenanceServiceGrpc.newStub(server.channel())::importStore, parts).get())
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              error -> {
                assertThat(error.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
                assertThat(error.getStatus().getDescription()).contains("limits.upload_bytes");
              });
      assertThat(contents(store)).isEqualTo(before);
    }
  }

  @Test
  void aClientThatStopsSendingIsNotWaitedFor() throws Exception {
    try (TestServer server =
        new TestServer(new MemoryStore(), Map.of(Setting.LIMITS_REQUEST_TIME, "500ms"))) {
      CompletableFuture<Throwable> ended = new CompletableFuture<>();
      StreamObserver<ImportStoreRequest> upload =
          MaintenanceServiceGrpc.newStub(server.channel())
              .importStore(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ImportStoreResponse answer) {}

                    @Override
                    public void onError(Throwable error) {
                      ended.complete(error);
                    }

                    @Override
                    public void onCompleted() {}
                  });
      upload.onNext(toImport(file));

      assertThat(ended.get())
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              error -> {
                assertThat(error.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
                assertThat(
                        Twins.detail(Objects.requireNonNull(StatusProto.fromThrowable(error)))
                            .getCode())
                    .isEqualTo("TIME_EXCEEDED");
              });
      assertThat(server.ponkeeper().olts().list()).isEmpty();
    }
  }

  private HandOverResult handedOver(HandOverOltRequest request) {
    Twins.Streams<HandOverOltResponse> streams =
        servers.stream(MaintenanceServiceGrpc.getHandOverOltMethod(), request);
    assertThat(streams.asJson().getLast()).isEqualTo(streams.byGrpc().getLast());
    return streams.byGrpc().getLast().getResult();
  }

  @Test
  void anOltIsHandedOverToTheGoLibrary() {
    HandOverOltRequest request =
        HandOverOltRequest.newBuilder()
            .setName(Scene.OLT)
            .setVersion(HandOverOltRequest.Version.LIBRARY_7_9)
            .setAdapterState(HandOverOltRequest.AdapterState.IGNORE)
            .setTemplatePath("service/go/templates")
            .build();
    List<Map<String, String>> before = stored();

    HandOverResult would = handedOver(request.toBuilder().setValidateOnly(true).build());
    assertThat(stored()).isEqualTo(before);
    assertThat(would.getReady()).isFalse();
    assertThat(would.getTemplatesList())
        .anySatisfy(template -> {
          assertThat(template.getTemplate()).isEqualTo(65);
          assertThat(template.getPlace()).isEqualTo(HandOverResult.Template.Place.MISSING);
          assertThat(template.getInstances()).isEqualTo(1);
        });

    HandOverResult done = handedOver(request.toBuilder().setCopyTemplates(true).build());
    assertThat(done.getReady()).isTrue();
    assertThat(done.getErrors()).isZero();
    assertThat(done.getPadded()).isPositive();
    assertThat(done.getUnknownList()).isNotEmpty();
    assertThat(done.hasAdapterState()).isFalse();
    assertThat(handedOver(request).getPadded()).isZero();
  }

  @Test
  void theAdapterStateIsComparedAndCorrectedIfAsked() {
    HandOverOltRequest request = HandOverOltRequest.newBuilder().setName(Scene.OLT).build();

    HandOverResult differs = handedOver(request);
    HandOverResult aligned =
        handedOver(
            request.toBuilder().setAdapterState(HandOverOltRequest.AdapterState.ALIGN).build());

    assertThat(differs.getReady()).isFalse();
    assertThat(aligned.getReady()).isTrue();
    assertThat(aligned.getAdapterState().getKept()).isTrue();
    assertThat(aligned.getAdapterState().getLists()).isPositive();
    assertThat(aligned.getAdapterState().getWithoutInfoList()).containsExactly(Scene.ONU);
  }

  @Test
  void aHandOverOfNothingIsRefused() {
    servers.refused(
        Code.NOT_FOUND,
        "OLT_NOT_REGISTERED",
        MaintenanceServiceGrpc.getHandOverOltMethod(),
        HandOverOltRequest.newBuilder().setName(Scene.TECHNOLOGY + "/olts/other").build());
    servers.invalid(
        "PATH_INVALID",
        MaintenanceServiceGrpc.getHandOverOltMethod(),
        HandOverOltRequest.newBuilder().setName(Scene.OLT).setTemplatePath("/").build());
  }
}

package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.api.v1.IdOwner;
import org.ponkeeper.api.v1.ResourceType;
import org.ponkeeper.api.v1.SearchHit;
import org.ponkeeper.api.v1.SearchRequest;
import org.ponkeeper.api.v1.SearchResponse;
import org.ponkeeper.api.v1.SearchServiceGrpc;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;

class SearchApiTest {

  private static final String SERIAL = "ALCL00001234";
  private static final String PATH = "XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}";
  private static final String INSTANCE = Twins.OLT + "/pons/0/onus/1/unis/0/instances/64";

  private final Twins servers = new Twins().register();

  @BeforeEach
  void prepare() {
    servers.prepare(ponkeeper -> {
      var olt = ponkeeper.olt(Technology.XGS_PON, "olt-1");
      olt.ids().allocate(0, org.ponkeeper.pool.ResourceType.ONU_ID, new OwnerName(SERIAL), 1);
      olt.instances().create(new TechProfileId(64), olt.uniPort(0, 1, 0));
    });
  }

  @AfterEach
  void close() {
    servers.close();
  }

  @Test
  void aSerialNumberFindsTheIdsAndTheInstancesOfItsOnu() {
    SearchResponse found = search(SearchRequest.newBuilder().setQuery(SERIAL));

    assertThat(found.getHitsList())
        .extracting(SearchHit::getType)
        .containsExactly(ResourceType.ONU_ID, ResourceType.ALLOC_ID, ResourceType.GEM_PORT_ID);
    assertThat(found.getHits(1))
        .isEqualTo(
            SearchHit.newBuilder()
                .setTechnology("XGS-PON")
                .setOlt("olt-1")
                .setType(ResourceType.ALLOC_ID)
                .addIds(1024)
                .setOwner(IdOwner.newBuilder().setInstance(INSTANCE))
                .setOnu(Twins.OLT + "/pons/0/onus/1")
                .setOnuOwner(SERIAL)
                .setPath(PATH)
                .build());
  }

  private SearchResponse search(SearchRequest.Builder request) {
    return servers.call(SearchServiceGrpc.getSearchMethod(), request.build());
  }

  @Test
  void whatIsFoundIsListedByPages() {
    List<SearchHit> byPages = new ArrayList<>();
    String token = "";
    do {
      SearchResponse page =
          search(SearchRequest.newBuilder().setQuery(SERIAL).setPageSize(1).setPageToken(token));
      assertThat(page.getHitsCount()).isEqualTo(1);
      byPages.addAll(page.getHitsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());

    assertThat(byPages)
        .isEqualTo(search(SearchRequest.newBuilder().setQuery(SERIAL)).getHitsList());
  }

  @Test
  void aSearchCanBeNarrowed() {
    assertThat(
            search(
                    SearchRequest.newBuilder()
                        .setQuery(PATH)
                        .setTechnology("XGS-PON")
                        .setOlt("olt-1")
                        .setPon(0)
                        .setType(ResourceType.GEM_PORT_ID))
                .getHitsList())
        .hasSize(1);
    assertThat(search(SearchRequest.newBuilder().setQuery("1024").setPon(1)).getHitsList())
        .isEmpty();
    assertThat(search(SearchRequest.newBuilder().setQuery("1024").setTechnology("GPON")))
        .isEqualTo(SearchResponse.getDefaultInstance());
  }

  @Test
  void refused() {
    refused(SearchRequest.newBuilder().setQuery("a/b"), "UNI_PORT_MALFORMED");
    refused(SearchRequest.newBuilder().setQuery(""), "NAME_INVALID");
    refused(SearchRequest.newBuilder().setQuery("1").setTechnology("X"), "TECHNOLOGY_UNKNOWN");
    refused(SearchRequest.newBuilder().setQuery("1").setOlt("O!"), "NAME_INVALID");
    refused(SearchRequest.newBuilder().setQuery("1").setPon(256), "ID_OUT_OF_LEGAL_SPACE");
    refused(SearchRequest.newBuilder().setQuery("1").setPageSize(-1), "REQUEST_INVALID");
    refused(SearchRequest.newBuilder().setQuery("1").setPageToken("?"), "PAGE_TOKEN_INVALID");
  }

  private void refused(SearchRequest.Builder request, String code) {
    assertThat(
            servers
                .refused(
                    SearchServiceGrpc.getSearchMethod(), request.build(), Code.INVALID_ARGUMENT)
                .getCode())
        .isEqualTo(code);
  }
}

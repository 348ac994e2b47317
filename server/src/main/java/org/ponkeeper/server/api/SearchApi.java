package org.ponkeeper.server.api;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Locale;
import org.ponkeeper.Search;
import org.ponkeeper.api.v1.ResourceType;
import org.ponkeeper.api.v1.SearchHit;
import org.ponkeeper.api.v1.SearchRequest;
import org.ponkeeper.api.v1.SearchResponse;
import org.ponkeeper.api.v1.SearchServiceGrpc.SearchServiceImplBase;
import org.ponkeeper.olt.SearchProblem;
import org.ponkeeper.olt.SearchResult;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.server.access.Caller;

/** {@code SearchService}: search over all OLTs. */
public final class SearchApi extends SearchServiceImplBase {

  private static final Page.Sizes SIZES = new Page.Sizes(100, 10_000);

  private final Engine engine;

  public SearchApi(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          Page.Wanted wanted = Page.Wanted.of(request, SIZES);
          SearchResult result = selected(request).find(request.getQuery());
          List<org.ponkeeper.olt.SearchHit> hits =
              Caller.current()
                  .visible(
                      result.hits(),
                      org.ponkeeper.olt.SearchHit::technology,
                      hit -> hit.pon().olt());
          Page<org.ponkeeper.olt.SearchHit> page = Page.of(wanted, hits, SearchApi::order);
          SearchResponse.Builder response =
              SearchResponse.newBuilder().setNextPageToken(page.nextToken());
          page.entries().forEach(hit -> response.addHits(message(hit)));
          Caller.current()
              .visible(result.problems(), SearchProblem::technology, SearchProblem::olt)
              .forEach(problem -> response.addProblems(FindingMessage.of(problem)));
          result.skipped().forEach(olt -> response.addSkipped(olt.device()));
          return response.build();
        });
  }

  private Search selected(SearchRequest request) {
    Search search = engine.ponkeeper().search();
    if (!request.getTechnology().isEmpty()) {
      search = search.in(Technology.of(request.getTechnology()));
    }
    if (!request.getOlt().isEmpty()) {
      search = search.on(new OltId(request.getOlt()));
    }
    if (request.hasPon()) {
      search = search.onPon(IdMessages.number("pon", request.getPon()));
    }
    return request.getType() == ResourceType.RESOURCE_TYPE_UNSPECIFIED
        ? search
        : search.ofType(IdMessages.type("type", request.getType()));
  }

  /** Sorts as {@link org.ponkeeper.olt.SearchHit#ORDER}. */
  private static String order(org.ponkeeper.olt.SearchHit hit) {
    return String.format(
        Locale.ROOT,
        "%d/%s\0%03d/%05d/%05d/%06d/%d/%s\0%010d",
        Page.place(hit.technology()),
        hit.pon().olt().device(),
        hit.pon().number(),
        1 + hit.onu().map(OnuId::number).orElse(-1),
        1 + hit.instance().map(path -> path.uniPort().number()).orElse(-1),
        1 + hit.instance().map(path -> path.template().value()).orElse(-1),
        Page.place(hit.type()),
        hit.owner(),
        hit.ids().isEmpty() ? 0 : 1L + hit.ids().getFirst());
  }

  private static SearchHit message(org.ponkeeper.olt.SearchHit hit) {
    SearchHit.Builder message =
        SearchHit.newBuilder()
            .setTechnology(hit.technology().text())
            .setOlt(hit.pon().olt().device())
            .setPon(hit.pon().number())
            .setType(IdMessages.of(hit.type()))
            .addAllIds(hit.ids())
            .setOwner(OwnerMessages.of(hit.technology(), hit.pon().olt(), hit.owner()));
    hit.onu().ifPresent(onu -> message.setOnu(ResourceName.of(hit.technology(), onu)));
    hit.onuOwner().ifPresent(owner -> message.setOnuOwner(owner.text()));
    hit.instance().map(InstancePath::toString).ifPresent(message::setPath);
    return message.build();
  }
}

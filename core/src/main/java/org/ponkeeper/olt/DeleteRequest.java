package org.ponkeeper.olt;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Mutation;

/**
 * A request to delete an instance, with its options. Immutable.
 *
 * @param template the template
 * @param uniPort the UNI port of the instance
 * @param adapterData the adapter's own mutations in the same transaction
 * @param ifMatch the etag of the only instance to delete; empty to delete any
 */
public record DeleteRequest(
    TechProfileId template, UniPort uniPort, List<Mutation> adapterData, Optional<Etag> ifMatch) {

  public DeleteRequest {
    requireNonNull(template, "template");
    requireNonNull(uniPort, "uniPort");
    adapterData = List.copyOf(requireNonNull(adapterData, "adapterData"));
    requireNonNull(ifMatch, "ifMatch");
  }

  /** A request to delete any instance. */
  public DeleteRequest(TechProfileId template, UniPort uniPort, List<Mutation> adapterData) {
    this(template, uniPort, adapterData, Optional.empty());
  }

  /** A request without options. */
  public static DeleteRequest of(TechProfileId template, UniPort uniPort) {
    return new DeleteRequest(template, uniPort, List.of());
  }

  /**
   * A copy that also writes the adapter's own data in the same transaction, usually to delete what
   * it wrote with the create. The data is also written if the instance does not exist, on the
   * condition that it still does not. So repeating a delete whose reply was lost has the same
   * result.
   *
   * @param adapterData keys below the adapter path of the options, each once, at most 100 and 512
   *     KiB
   */
  public DeleteRequest withAdapterData(List<Mutation> adapterData) {
    return new DeleteRequest(template, uniPort, adapterData, ifMatch);
  }

  /**
   * A copy that deletes the instance only if it is the one that was read: then it can be repeated
   * at any time, in any process, and never deletes an instance that was created later at the same
   * place. Another instance is refused with {@code ETAG_MISMATCH}; if there is none, the delete
   * succeeds.
   *
   * @param etag from {@link org.ponkeeper.Instances#findTagged} or a list with etags
   */
  public DeleteRequest ifMatch(Etag etag) {
    requireNonNull(etag, "etag");
    return new DeleteRequest(template, uniPort, adapterData, Optional.of(etag));
  }
}

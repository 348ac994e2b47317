package org.ponkeeper.olt;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Mutation;

/**
 * A request to delete an instance, with its options. Immutable.
 *
 * @param template the template
 * @param uniPort the UNI port of the instance
 * @param adapterData the adapter's own mutations in the same transaction
 */
public record DeleteRequest(TechProfileId template, UniPort uniPort, List<Mutation> adapterData) {

  public DeleteRequest {
    requireNonNull(template, "template");
    requireNonNull(uniPort, "uniPort");
    adapterData = List.copyOf(requireNonNull(adapterData, "adapterData"));
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
    return new DeleteRequest(template, uniPort, adapterData);
  }
}

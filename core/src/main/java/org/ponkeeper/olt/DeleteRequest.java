package org.ponkeeper.olt;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Mutation;

/**
 * An instance to delete, with what is out of the ordinary. Immutable.
 *
 * @param template the template
 * @param uniPort where the instance lives
 * @param adapterData what the adapter writes of its own in the same transaction
 */
public record DeleteRequest(TechProfileId template, UniPort uniPort, List<Mutation> adapterData) {

  public DeleteRequest {
    requireNonNull(template, "template");
    requireNonNull(uniPort, "uniPort");
    adapterData = List.copyOf(requireNonNull(adapterData, "adapterData"));
  }

  /** The instance of the template on the UNI port. */
  public static DeleteRequest of(TechProfileId template, UniPort uniPort) {
    return new DeleteRequest(template, uniPort, List.of());
  }

  /**
   * The same, but in the same transaction the adapter writes data of its own, most likely the
   * removal of what it wrote with the create. They are also written if there is no instance, so
   * that repeating a delete whose reply was lost has the same result; then on the condition that
   * there still is none.
   *
   * @param adapterData keys below the adapter path of the options, each once, at most 100 and 512
   *     KiB
   */
  public DeleteRequest withAdapterData(List<Mutation> adapterData) {
    return new DeleteRequest(template, uniPort, adapterData);
  }
}

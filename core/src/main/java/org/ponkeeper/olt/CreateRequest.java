package org.ponkeeper.olt;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Mutation;

/** A request to create an instance, with its options. Immutable. */
public final class CreateRequest {

  private final TechProfileId template;
  private final UniPort uniPort;
  private final boolean fallsBackToDefault;
  private final Function<Instance, List<Mutation>> adapterData;

  private CreateRequest(
      TechProfileId template,
      UniPort uniPort,
      boolean fallsBackToDefault,
      Function<Instance, List<Mutation>> adapterData) {
    this.template = requireNonNull(template, "template");
    this.uniPort = requireNonNull(uniPort, "uniPort");
    this.fallsBackToDefault = fallsBackToDefault;
    this.adapterData = requireNonNull(adapterData, "adapterData");
  }

  /** A request without options. */
  public static CreateRequest of(TechProfileId template, UniPort uniPort) {
    return new CreateRequest(template, uniPort, false, instance -> List.of());
  }

  /**
   * A copy that uses the built-in default, with a warning, if the template is missing, unfit or
   * unreadable. VOLTHA's Go library does so without a warning. A missing template {@link
   * TechProfileId#DEFAULT} is always replaced by the built-in default.
   */
  public CreateRequest withFallbackToDefault() {
    return new CreateRequest(template, uniPort, true, adapterData);
  }

  /**
   * A copy that also writes the adapter's own data about the instance, in the same transaction:
   * both are written or neither is. The data is also written if the instance already exists, on the
   * condition that it has not changed since it was read. So repeating a create whose reply was lost
   * has the same result.
   *
   * <p>The data replaces any values under the adapter's keys. If other processes write the same
   * keys, the adapter must coordinate them. If two calls of this process write the same key in one
   * transaction, the later one wins.
   *
   * @param adapterData returns the mutations for the instance passed to it: keys below the adapter
   *     path of the options, each once, at most 100 and 512 KiB. Runs on another thread, once for
   *     each attempt, and delays all changes of the OLT meanwhile: it must be fast, and must not
   *     call the same {@code Ponkeeper}
   */
  public CreateRequest withAdapterData(Function<Instance, List<Mutation>> adapterData) {
    return new CreateRequest(template, uniPort, fallsBackToDefault, adapterData);
  }

  /** The template. */
  public TechProfileId template() {
    return template;
  }

  /** The UNI port of the instance. */
  public UniPort uniPort() {
    return uniPort;
  }

  /** Whether the built-in default is used if the stored template cannot be used. */
  public boolean fallsBackToDefault() {
    return fallsBackToDefault;
  }

  /** Returns the adapter's mutations for an instance. */
  public Function<Instance, List<Mutation>> adapterData() {
    return adapterData;
  }

  @Override
  public String toString() {
    return "create " + template + " at " + uniPort + (fallsBackToDefault ? ", or the default" : "");
  }
}
